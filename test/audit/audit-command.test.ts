import fc from 'fast-check';
import { renderMessage } from '../../adapters/slack/message.ts';
import { renderCard } from '../../adapters/teams/adaptive-card.ts';
import { auditCard } from '../../src/audit/audit-card.ts';
import type { AuditEntry } from '../../src/audit/audit-entry.ts';
import type { AuditRow } from '../../src/audit/audit-rows.ts';
import { entryText } from '../../src/audit/stored-entry.ts';
import type { Verification } from '../../src/audit/verify.ts';
import type { Card, Span } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { createAuditCommand } from '../../src/commands/audit.ts';
import { createPressStrings } from '../../src/presses/press.ts';
import { hostile } from '../cards/hostile-strings.ts';
import { whole } from './support/entries.ts';

const row = (seq: number, entry: AuditEntry): AuditRow => ({
  seq,
  at: '2026-03-02T12:00:00.000000',
  entry: entryText(entry, '2026-03-02T12:00:00.000Z'),
  mac: 'q'.repeat(43),
});
const mac = `A1b2C3d4E5${'f'.repeat(33)}`;
const show = (...entries: AuditEntry[]) =>
  auditCard({
    rows: entries.map((entry, at) => row(at + 1, entry)),
    head: { seq: 2, mac },
    prefix: '/xdr',
    simulated: false,
  });

test('the last entries are shown with who, what, why and how it ended', () => {
  const card = show(
    whole,
    { event: 'action.expired', observable: { type: 'domain', value: 'evil.example' } },
    { event: 'permission.granted', by: whole.by!, details: { role: 'responders', platform: 'slack', id: 'U2' } },
  );
  expect(plainText(card)).toMatchInlineSnapshot(`
"Audit: the last 3 entries, newest first.
Head: entry 2, A1b2C3d4E5. /xdr audit verify proves the chain, /xdr audit export says how to take it out.
  Executing  2026-03-02 12:00 UTC Anna, Block at the edge (Firewall) 45.83.10[.]7, attempt 1, late false, by hand (sent; dry run)
  Expired  2026-03-02 12:00 UTC the bot, evil[.]example
  Granted  2026-03-02 12:00 UTC slack:U2 may respond, by Anna"
`);
  expect(JSON.stringify(card)).toContain('{"span":"person","platform":"slack","id":"U1","name":"Anna"}');
});

const { reason: _reason, outcome: _outcome, details: _details, dryRun: _dryRun, ...step } = whole;
const at = '2026-03-02 12:00 UTC';
const block = 'Block at the edge (Firewall) 45.83.10[.]7';
test.each<[string, AuditEntry, string]>([
  [
    'a refused attempt, without the reason of the request',
    { ...step, event: 'attempt.refused', reason: 'seen', outcome: 'own-request', details: { wanted: 'approve' } },
    `Attempt refused  ${at} Anna wanted to approve: asked for it himself, ${block}`,
  ],
  [
    'a refused attempt that a newer bot knows',
    { event: 'attempt.refused', outcome: 'some-new-one', details: { wanted: 'leap' } },
    `Attempt refused  ${at} the bot wanted to leap: some-new-one`,
  ],
  [
    'what was confirmed, with the reason and what it takes',
    { ...step, event: 'action.confirmed', reason: 'seen', details: { approvals: 2, reverseAfterMinutes: 240 } },
    `Confirmed  ${at} Anna, ${block}, takes 2 approvals, for 4 hours (reason: seen)`,
  ],
  [
    'an approval',
    { ...step, event: 'action.approved', reason: 'seen', details: { approvals: 1, wanted: 2 } },
    `Approved  ${at} Anna, ${block}, 1 of 2`,
  ],
  [
    'what somebody found who looked',
    { ...step, event: 'action.closed', reason: 'not in the list', outcome: 'not-done' },
    `Closed  ${at} Anna, ${block} (it was not done; reason: not in the list)`,
  ],
  [
    'what the bot asked for by itself, without an id',
    { ...step, event: 'action.requested', details: { origin: 'timed', of: 'r-0' } },
    `Requested  ${at} Anna, ${block}, as was asked for in advance`,
  ],
  [
    'a right that was taken back',
    { event: 'permission.revoked', by: whole.by!, details: { role: 'approvers', platform: 'teams', id: 'x-1' } },
    `Revoked  ${at} teams:x-1 may no longer approve, by Anna`,
  ],
  [
    'a setting',
    { event: 'setting.changed', details: { setting: 'CHATOPS_ADMINS', from: 'a', to: 'b' } },
    `Setting changed  ${at} the bot, setting CHATOPS_ADMINS, from a, to b`,
  ],
])('a row tells %s', (_, entry, expected) => {
  expect(plainText(show(entry)).split('\n').at(-1)).toBe(`  ${expected}`);
});

test('of very many entries ten are shown, and on every platform how to prove them', () => {
  const many = Array.from({ length: 40 }, () => ({ ...whole, reason: 'r'.repeat(500), outcome: 'o'.repeat(500) }));
  const card = show(...many);
  expect(card.headline).toBe('Audit: the last 10 entries, newest first.');
  const { signPress } = createPressStrings(Buffer.alloc(32, 7));
  const { blocks } = renderMessage(card, signPress);
  for (const sent of [blocks, renderCard(card, signPress).card]) {
    expect(JSON.stringify(sent)).toContain('audit verify');
    expect(JSON.stringify(sent)).not.toContain('too long for');
  }
});

test('an empty audit and an entry that cannot be read are told', () => {
  const empty = auditCard({ rows: [], head: { seq: 0, mac: '' }, prefix: '/xdr', simulated: false });
  expect(empty.headline).toBe('Audit: no entries yet.');
  const card = auditCard({
    rows: [{ ...row(1, whole), entry: '{' }],
    head: undefined,
    prefix: '/xdr',
    simulated: false,
  });
  expect(plainText(card)).toContain('Unreadable  Entry 1 is not what the bot wrote: verify the audit.');
});

const spansOf = (card: Card): readonly Span[] =>
  card.parts.flatMap((part) =>
    part.part === 'rows' ? part.rows.flatMap((one) => [...one.spans, ...(one.notes ?? [])]) : [],
  );

test('texts of people and sources are harmless in it, and short', () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (one, two, three) => {
      const card = show({
        ...whole,
        by: { ...whole.by!, name: one },
        observable: { type: two, value: three },
        action: { ...whole.action!, title: one, module: two },
        reason: three,
        outcome: two,
        request: one,
        details: { [two]: three },
      });
      for (const span of spansOf(card)) {
        const words = span.span === 'person' ? span.name : 'text' in span ? span.text : '';
        expect(words.length).toBeLessThan(600);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
        expect(words).not.toMatch(/[\u0000-\u001f\u202e\u200b\ufeff]|https?:\/\/|<[!@#/a-z]/i);
      }
    }),
  );
});

const ask = async (rest: string, verification: Verification = { ok: true, count: 2, head: { seq: 2, mac } }) => {
  let asked = 0;
  const command = createAuditCommand({
    last: async (count) => {
      asked = count;
      return { rows: [row(1, whole)], head: { seq: 1, mac } };
    },
    verify: async () => verification,
    prefixOf: () => '/xdr',
    simulated: true,
  });
  const card = await command.run({
    rest,
    person: { platform: 'slack', workspace: 'T1', id: 'U1', standing: 'member', groups: [] },
    place: { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false },
    present: true,
  });
  return { command, card, words: plainText(card), asked };
};

test('the command is for admins, private, and asks for no scope', async () => {
  const { command, asked, words } = await ask('');
  expect(command).toMatchObject({ role: 'admins', alwaysPrivate: true, scopes: [] });
  expect(asked).toBe(10);
  expect(words).toContain('Head: entry 1, A1b2C3d4E5.');
});

test('verify says what was found', async () => {
  expect((await ask('verify')).words).toMatchInlineSnapshot(`
"SIMULATED
Audit intact: 2 entries, each as it was written, in order, none missing in between.
Its head is 2:A1b2C3d4E5fffffffffffffffffffffffffffffffff.
No anchor was given: that rows are missing at the end, or all of them, shows only against one (from the log)."
`);
  const broken = { ok: false, broken: { kind: 'missing', seq: 3, until: 5 }, sealed: true } as const;
  const { words, card } = await ask('VERIFY', broken);
  expect(words).toMatchInlineSnapshot(`
"SIMULATED
Audit tampered: entries 3 to 5 are missing.
Entries 1 to 2 are as they were written.
Compare with a backup and with exports made earlier; docs/audit.md says what each case can mean."
`);
  expect(card.parts[0]).toMatchObject({ tone: 'failed' });
});

test('export says how; anything else shows the form', async () => {
  expect((await ask('export')).words).toContain('npx xdr-chatops audit export');
  expect((await ask('nonsense')).card.data).toMatchObject({ kind: 'refusal', why: 'usage' });
});
