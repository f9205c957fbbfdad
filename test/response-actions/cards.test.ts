import fc from 'fast-check';
import { renderMessage } from '../../adapters/slack/message.ts';
import { renderCard } from '../../adapters/teams/adaptive-card.ts';
import type { AuditedPerson } from '../../src/audit/audit-entry.ts';
import type { Button, Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { createPressStrings } from '../../src/presses/press.ts';
import { actionCard } from '../../src/response-actions/action-card.ts';
import { closeForm, confirmForm, refuseForm } from '../../src/response-actions/action-form.ts';
import type { ActionRequest, Actor } from '../../src/response-actions/action-request.ts';
import { offersCard } from '../../src/response-actions/offers-card.ts';
import { refusedAttemptCard } from '../../src/response-actions/refused-attempt-card.ts';
import type { ResponseAction } from '../../src/response-actions/response-action.ts';
import type { Terms } from '../../src/response-actions/terms.ts';
import { hostile } from '../cards/hostile-strings.ts';
import { payloadFaults } from '../support/slack-payload.ts';
import { cardFaults } from '../support/teams-payload.ts';

const { signPress } = createPressStrings(Buffer.alloc(32, 7));
const at = Date.UTC(2026, 2, 2, 22, 59);
const minute = 60_000;
const person = (id: string, name: string): AuditedPerson => ({
  platform: 'slack',
  workspace: 'T1',
  id,
  name,
  human: `slack:${id}`,
});
const [ana, vera] = [person('UANA', 'Ana'), person('UVERA', 'Vera')];
const place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false } as const;
const says = (who: AuditedPerson): Actor => ({ who, place, at });
const action = (id: string, title: string, more: Partial<ResponseAction> = {}): ResponseAction => ({
  id,
  title,
  categories: [],
  module: 'Umbrella',
  moduleId: 'm-1',
  url: `/respond/trigger/m-1/${id}`,
  ...more,
});
const [block, unblock] = [action('block', 'Block this domain'), action('unblock', 'Unblock this domain')];
const terms: Terms = {
  category: 'block',
  allowed: true,
  allowedHere: true,
  confirm: 'reason',
  approvals: 1,
  expiresMs: 15 * minute,
  dryRun: false,
  timed: true,
};
const request = (more: Partial<ActionRequest> = {}): ActionRequest => ({
  id: 'R1',
  state: 'confirmed',
  version: 1,
  requester: ana,
  place,
  observable: { type: 'domain', value: 'evil.example' },
  action: block,
  reverse: unblock,
  origin: 'asked',
  terms,
  reason: 'INC-42',
  approvals: [],
  createdAt: at,
  lookedAt: at,
  expiresAt: at + 15 * minute,
  changedAt: at + minute,
  ...more,
});
const cardOf = (more: Partial<ActionRequest> = {}): Card =>
  actionCard({ request: request(more), caller: 'API client client-5', prefix: '/xdr', simulated: false });
const buttonsOf = (card: Card): readonly Button[] =>
  card.parts.flatMap((part) => (part.part === 'buttons' ? part.buttons : []));
const factsOf = (card: Card): readonly string[] =>
  card.parts.flatMap((part) => (part.part === 'facts' ? part.facts.map(({ name }) => name) : []));

const done = { state: 'done', approvals: [says(vera)], result: { at, reference: 'Y4' } } as const;
const closed = (as: 'done' | 'not-done') => ({
  state: as === 'done' ? ('done' as const) : ('failed' as const),
  result: { why: 'XDR did not answer in time.', closed: { as, by: says(vera), note: 'I looked in the list' } },
});

test.each<[string, Partial<ActionRequest>, string]>([
  [
    'waits',
    { reverseAfterMs: 60 * minute },
    `Waiting for 1 approval: Block this domain (Umbrella): evil[.]example
  Reason: INC-42
  Asked for by: Ana
  Approved by: nobody yet (0 of 1)
  For how long: 1 hour, then: Unblock this domain
1 approval still needed, until 2026-03-02 23:14 UTC. Who asked cannot approve.
Request R1, API client client-5.`,
  ],
  [
    'was cancelled before anybody approved it',
    { state: 'cancelled', endedBy: says(ana) },
    `Cancelled: Block this domain (Umbrella): evil[.]example
  Reason: INC-42
  Asked for by: Ana
Cancelled by Ana, 2026-03-02 22:59 UTC. Nothing was done.
Request R1, API client client-5.`,
  ],
  [
    'is done, and will be reversed; what changes later does not move when it was done',
    { ...done, reverseAfterMs: 60 * minute, reverseAt: at + 60 * minute },
    `Done: Block this domain (Umbrella): evil[.]example
  Reason: INC-42
  Asked for by: Ana
  Approved by: Vera (1 of 1)
2026-03-02 22:59 UTC: XDR said that it was done.
2026-03-02 23:59 UTC: the bot reverses it (Unblock this domain), unless stopped.
Request R1, API client client-5, reference Y4.`,
  ],
  [
    'was undone',
    { ...done, undoneBy: 'R2' },
    `Undone: Block this domain (Umbrella): evil[.]example
  Reason: INC-42
  Asked for by: Ana
  Approved by: Vera (1 of 1)
2026-03-02 22:59 UTC: XDR said that it was done.
Undone since, with request R2.
Request R1, API client client-5, reference Y4.`,
  ],
  [
    'has an unknown outcome',
    { state: 'unknown', result: { why: 'XDR did not answer in time.' } },
    `Outcome unknown: Block this domain (Umbrella): evil[.]example
  Reason: INC-42
  Asked for by: Ana
The call was made, or may have been, and no clear answer came. XDR did not answer in time.
It is not made again by itself. Look in Umbrella whether it was done, then record here what happened (“What happened …”), or run it again (“Ask again …”).
Request R1, API client client-5.`,
  ],
  [
    'was closed as not done',
    closed('not-done'),
    `Closed as not done: Block this domain (Umbrella): evil[.]example
  Reason: INC-42
  Asked for by: Ana
It was not done, says Vera, 2026-03-02 22:59 UTC: I looked in the list
The call itself had no clear outcome: XDR did not answer in time.
Request R1, API client client-5.`,
  ],
  [
    'was closed as done',
    closed('done'),
    `Closed as done: Block this domain (Umbrella): evil[.]example
  Reason: INC-42
  Asked for by: Ana
It was done, says Vera, 2026-03-02 22:59 UTC: I looked in the list
The call itself had no clear outcome: XDR did not answer in time.
Request R1, API client client-5.`,
  ],
])('the card of a request that %s', (_, more, expected) => {
  expect(plainText(cardOf(more))).toBe(expected);
});

test('where nobody noted when XDR answered, the last change stands for it', () => {
  expect(plainText(cardOf({ ...done, result: {} }))).toContain('2026-03-02 23:00 UTC: XDR said that it was done.');
});

test('title and value stand among the facts only where the heading had to cut them', () => {
  expect(factsOf(cardOf())).not.toContain('Action');
  const long = cardOf({
    action: action('x', `Block ${'very '.repeat(30)}long`),
    observable: { type: 'url', value: `https://evil.example/${'x'.repeat(200)}` },
  });
  expect(factsOf(long).slice(0, 2)).toEqual(['Action', 'On']);
  expect(plainText(long)).toContain('very long');
  expect(plainText(long)).toContain('x'.repeat(200));
});

test('headings do not run on, but a value follows its verdict', () => {
  const said = (card: Card) => [
    JSON.stringify(renderMessage(card, signPress).blocks),
    JSON.stringify(renderCard(card, signPress).card),
  ];
  for (const sent of said(cardOf({ state: 'unknown', result: {} })))
    expect(sent).toMatch(/"Outcome unknown".{1,120}"text":": "/s);
  const verdict: Card = {
    headline: 'x',
    simulated: false,
    parts: [
      { part: 'heading', tone: 'malicious', word: 'Malicious', spans: [{ span: 'value', text: 'evil[.]example' }] },
    ],
  };
  for (const sent of said(verdict)) expect(sent).not.toContain('": "');
});

test.each<[string, Partial<ActionRequest>, string[]]>([
  ['waits', {}, ['Approve', 'Refuse …', 'Cancel request']],
  ['waits for XDR', { state: 'approved', waitingUntil: at }, ['Cancel request']],
  ['is done', done, ['Undo: Unblock this domain …']],
  ['will be reversed', { ...done, reverseAt: at }, ['Undo: Unblock this domain …', 'Do not reverse']],
  ['was undone', { ...done, undoneBy: 'R2' }, []],
  ['has an unknown outcome', { state: 'unknown' }, ['What happened …', 'Ask again …']],
  ['failed', { state: 'failed' }, ['Ask again …']],
  ['was cancelled', { state: 'cancelled' }, []],
])('what can be pressed on a card that %s', (_, more, expected) => {
  expect(buttonsOf(cardOf(more)).map(({ text }) => text)).toEqual(expected);
});

const states = ['confirmed', 'approved', 'done', 'failed', 'unknown'] as const;

test('what a screen reader says of a button begins with its words, and is not longer than Slack takes', () => {
  fc.assert(
    fc.property(fc.constantFrom(...states), hostile, hostile, (state, title, value) => {
      const card = cardOf({
        state,
        action: action('block', title),
        reverse: action('unblock', title),
        observable: { type: 'url', value },
        waitingUntil: at,
        reverseAt: at,
      });
      for (const { text, label } of buttonsOf(card)) {
        expect(label.startsWith(text)).toBe(true);
        expect(label.length).toBeLessThanOrEqual(75);
      }
      expect(payloadFaults('message', renderMessage(card, signPress).blocks)).toEqual([]);
      expect(cardFaults(renderCard(card, signPress).card)).toEqual([]);
    }),
    { numRuns: 20 },
  );
  expect(buttonsOf(cardOf())[0]!.label).toBe('Approve: Block this domain, evil[.]example');
});

test('approving is the one thing that stands out', () => {
  const styled = (sent: unknown) => JSON.stringify(sent).match(/"style":"(?:primary|positive|danger|destructive)"/g);
  expect(styled(renderMessage(cardOf(), signPress).blocks)).toEqual(['"style":"primary"']);
  expect(new Set(styled(renderCard(cardOf(), signPress).card))).toEqual(new Set(['"style":"positive"']));
});

describe('forms', () => {
  const confirm = (more: Partial<ActionRequest> = {}, first?: ActionRequest) =>
    confirmForm({
      request: request({ state: 'requested', ...more }),
      caller: 'API client client-5',
      lately: [],
      first,
      simulated: false,
    });

  test('the form to confirm an undo says what it undoes', () => {
    const undo = { origin: 'undo', action: unblock, reverse: block, requester: vera } as const;
    expect(plainText(confirm(undo, request({ ...done, requester: vera })).card)).toBe(
      `Confirm: Unblock this domain (Umbrella): evil[.]example
  Undoes: Block this domain, done 2026-03-02 22:59 UTC, asked for by Vera
It is run when 1 other person has approved it within 15 minutes, and once at most. It is called with API client client-5.`,
    );
    expect(factsOf(confirm({}, request()).card)).toEqual([]);
  });

  test('for how long is chosen in words that say what comes then', () => {
    expect(confirm().fields.at(-1)).toMatchObject({
      label: 'For how long?',
      initial: '0',
      options: expect.arrayContaining([
        { text: 'Until somebody undoes it', value: '0' },
        { text: '1 hour, then: Unblock this domain', value: '60' },
      ]),
    });
  });

  test.each([
    ['domain', 'evil.example', 'Type the value to confirm, with or without the brackets: evil[.]example'],
    ['sha256', 'ab'.repeat(32), `Type the value to confirm: ${'ab'.repeat(32)}`],
  ])('a %s may be typed as it is or as it is shown', (type, value, label) => {
    const { fields } = confirm({ observable: { type, value }, terms: { ...terms, confirm: 'type-value' } });
    expect(fields).toContainEqual(expect.objectContaining({ name: 'typed', label }));
  });

  test.each([
    ['isolation', 'danger'],
    ['account', 'danger'],
    ['block', 'primary'],
  ] as const)('what confirms %s is %s', (category, style) => {
    expect(confirm({ terms: { ...terms, category } }).submit.style).toBe(style);
  });

  test('who refuses sees who asked and why, and keeps what he typed', () => {
    const form = refuseForm(request(), false, {}, { reason: 'not this one' });
    expect(plainText(form.card)).toBe(
      'Refuse: Block this domain (Umbrella): evil[.]example\n  Reason: INC-42\n  Asked for by: Ana',
    );
    expect(form.fields).toMatchObject([{ initial: 'not this one', hint: expect.stringContaining('channel') }]);
  });

  test('who records what happened has to choose, and what he chose and typed is there when the form comes back', () => {
    const form = closeForm(request({ state: 'unknown' }), false);
    expect(form.card.headline).toMatch(/^What happened to: Block this domain/);
    expect([form.submit.text, form.fields[0]]).toMatchObject(['Record outcome', { initial: '' }]);
    const wrong = { as: 'Please choose.', reason: 'Please write why.' };
    const again = closeForm(request(), false, wrong, { as: 'not-done', reason: 'seen' });
    expect(again.fields).toMatchObject([
      { initial: 'not-done', wrong: 'Please choose.' },
      { initial: 'seen', wrong: 'Please write why.' },
    ]);
  });
});

describe('offers', () => {
  const listed = (...offered: [ResponseAction, Partial<Terms>?][]) =>
    offersCard({
      observable: { type: 'domain', value: 'evil.example' },
      offers: 'O1',
      offered: offered.map(([one, more], index) => ({ at: index, action: one, terms: { ...terms, ...more } })),
      gaps: [],
      skipped: 0,
      simulated: false,
    });
  const rowsOf = (card: Card) =>
    plainText(card)
      .split('\n')
      .filter((line) => line.startsWith('  '));

  test.each<[string, Partial<Terms>, string]>([
    ['nobody’s approval', { approvals: 0 }, '1 · Block this domain  At once'],
    ['one approval', {}, '1 · Block this domain  1 approval'],
    ['two', { approvals: 2 }, '1 · Block this domain  2 approvals'],
    ['practice', { dryRun: true, approvals: 0 }, '1 · Block this domain  Dry run'],
    ['practice with an approval', { dryRun: true }, '1 · Block this domain  Dry run (1 approval)'],
    ['more than the policy allows', { allowed: false }, 'Block this domain  Forbidden'],
    ['another place', { allowedHere: false }, 'Block this domain  Not here'],
  ])('a row says that it takes %s', (_, more, expected) => {
    expect(rowsOf(listed([block, more]))).toEqual([`  ${expected}`]);
  });

  test.each<[string, string, string | undefined, string]>([
    ['nothing new', 'Block this domain', 'Block this domain using the enforcement list', ''],
    [
      'the title in other words',
      'Add SHA256 to custom detections File Blacklist',
      'Add SHA256 to simple custom detection list File Blacklist, will start to detect and quarantine',
      '',
    ],
    [
      'something',
      'Isolate this host',
      'Cut the computer off from the network',
      'Cut the computer off from the network',
    ],
    ['none', 'Block this domain', undefined, ''],
    [
      'Markdown',
      'Contain it',
      '## What it does\n\nLooks it up in **all** sources, `fast`; see [the wiki](https://wiki.example).\n\n- [ ] Check\n- [x] Ask snake_case',
      'What it does Looks it up in all sources, fast; see the wiki. Check; Ask snake_case',
    ],
  ])('a description that says %s', (_, title, description, expected) => {
    const [row = ''] = rowsOf(listed([action('x', title, description === undefined ? {} : { description })]));
    expect(row).toBe(`  1 · ${title}  1 approval${expected && ` (${expected})`}`);
  });

  test('a workflow that isolates says so, where its title does not', () => {
    const isolates = { category: 'isolation' } as const;
    const rows = rowsOf(listed([action('a', 'Contain and tell', {}), isolates], [action('b', 'Isolate it'), isolates]));
    expect(rows).toEqual(['  1 · Contain and tell  1 approval (Isolates)', '  2 · Isolate it  1 approval']);
  });

  test('rows and buttons have the same numbers; what releases stands apart, and after the others', () => {
    const release = { category: 'release' } as const;
    const card = listed(
      [unblock, release],
      [block],
      [action('x', 'Sink it'), { allowed: false }],
      [action('y', 'Tag it')],
    );
    expect(rowsOf(card).map((row) => row.trim().split('  ')[0])).toEqual([
      '1 · Block this domain',
      'Sink it',
      '2 · Tag it',
      '3 · Unblock this domain',
    ]);
    const groups = card.parts.flatMap((part) => (part.part === 'buttons' ? [part.buttons] : []));
    expect(groups.map((some) => some.map(({ text, press }) => [text, press]))).toEqual([
      [
        ['1 · Block this domain', { do: 'choose', offers: 'O1', action: 1 }],
        ['2 · Tag it', { do: 'choose', offers: 'O1', action: 3 }],
      ],
      [['3 · Unblock this domain', { do: 'choose', offers: 'O1', action: 0 }]],
    ]);
  });

  test('long titles are cut in the middle, so that what tells them apart stays, on Teams as well', () => {
    const titles = ['Add SHA256 to', 'Remove SHA256 from'].flatMap((verb) =>
      ['File Blacklist', 'Quarantine at once'].map((list) => `${verb} custom detections ${list}`),
    );
    const card = listed(...titles.map((title, index): [ResponseAction] => [action(`x${index}`, title)]));
    const texts = buttonsOf(card).map(({ text }) => text);
    expect(texts.at(-1)).toBe('4 · Remove SHA256 from … Quarantine at once');
    const onTeams = [...JSON.stringify(renderCard(card, signPress).card).matchAll(/"title":"(\d [^"]*)"/g)].map(
      ([, title]) => title!,
    );
    for (const some of [texts, [...new Set(onTeams)]]) {
      expect(new Set(some.map((one) => one.replace(/^\d · /, ''))).size).toBe(4);
      expect(some.every((one) => /(?:Blacklist|at once)$/.test(one))).toBe(true);
    }
    expect(Math.max(...onTeams.map(({ length }) => length))).toBeLessThanOrEqual(30);
  });
});

describe('who is not let is told why, and who can', () => {
  const told = (refused: Parameters<typeof refusedAttemptCard>[0]['refused'], wanted?: string) =>
    plainText(refusedAttemptCard({ refused, wanted, prefix: '/xdr', request: request(), simulated: false }));
  test.each<[Parameters<typeof refusedAttemptCard>[0]['refused'], string, string]>([
    [
      'own-request',
      'approve',
      'Not permitted: you asked for this yourself; somebody else has to approve it.\nYou can cancel it.',
    ],
    [
      'own-request',
      'cancel',
      'Not permitted: others approved that it is reversed; one of those who approve, or an administrator, can stop that.',
    ],
    [
      'not-yours',
      'cancel',
      `Not yours: only who asked for it, or an administrator, can cancel this; an approver can refuse it.
Block this domain (Umbrella): evil[.]example, asked for by Ana.`,
    ],
    [
      'not-permitted',
      'asked',
      'Not permitted: you may not do this.\nAn administrator of the bot can let you: /xdr grant @you respond, or the setting CHATOPS_RESPONDERS.',
    ],
    [
      'not-permitted',
      'approve',
      'Not permitted: you may not do this.\nAn administrator of the bot can let you: /xdr grant @you approve, or the setting CHATOPS_APPROVERS.',
    ],
  ])('%s, who wanted to %s', (refused, wanted, expected) => {
    expect(told(refused, wanted)).toBe(expected);
  });

  test('what is done is not refused any more: it is only kept from being reversed', () => {
    const card = refusedAttemptCard({
      refused: 'not-yours',
      wanted: 'cancel',
      request: request(done),
      simulated: false,
    });
    expect(card.headline).toBe('Not yours: only who asked for it, or an administrator, can stop that it is reversed.');
  });
});
