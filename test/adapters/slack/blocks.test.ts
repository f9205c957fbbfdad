import fc from 'fast-check';
import { renderForm } from '../../../adapters/slack/form.ts';
import { renderMessage, renderShort } from '../../../adapters/slack/message.ts';
import { renderModal, renderWaiting } from '../../../adapters/slack/modal.ts';
import type { Card, Row, Span } from '../../../src/cards/card.ts';
import type { Field } from '../../../src/cards/form.ts';
import { hostileCard } from '../../support/hostile-cards.ts';
import { hostile } from '../../support/hostile-strings.ts';
import { signPress } from '../../support/slack-bot.ts';
import { bySchema, fallbackFaults, payloadFaults } from '../../support/slack-payload.ts';

const state = { channel: 'C1', thread: '1.1', press: 'x', depth: 1 };
const row = (at: number): Row => ({
  tone: 'malicious',
  word: 'Malicious',
  spans: [{ span: 'value', text: `198.51.100[.]${at}` }],
});
const listing = (count: number): Card => ({
  headline: `${count} observables`,
  simulated: false,
  parts: [
    { part: 'heading', tone: 'malicious', word: 'Malicious', spans: [{ span: 'text', text: `${count} observables` }] },
    { part: 'rows', rows: Array.from({ length: count }, (_, at) => row(at)) },
    { part: 'buttons', buttons: [{ text: 'Show all', label: 'Show all', press: { do: 'show-all', listing: 'L1' } }] },
  ],
});

if (!bySchema)
  console.log('skipped: the published Block Kit schema is not here; payloads are checked by the limits table');

test('no card makes a payload that Slack refuses or in which something comes alive', () => {
  fc.assert(
    fc.property(hostileCard, fc.nat({ max: 30 }), (card, page) => {
      for (const { text, blocks } of [renderMessage(card, signPress), renderShort(card, signPress)]) {
        expect([...payloadFaults('message', blocks), ...fallbackFaults(text)]).toEqual([]);
      }
      expect(payloadFaults('modal', renderModal(card, state, page, signPress))).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

const person: fc.Arbitrary<Span & { span: 'person' }> = fc.record({
  span: fc.constant('person' as const),
  platform: fc.constantFrom('slack' as const, 'teams' as const, 'terminal' as const),
  id: fc.oneof(hostile, fc.constantFrom('U1', 'U0ANA', 'W12', 'USLACKBOT', 'S123', '<!channel>', 'u0ana', 'U0 ANA')),
  name: hostile,
});
/** Ids of the people whom some payload mentions. */
const mentioned = (payload: unknown): string[] =>
  [...JSON.stringify(payload).matchAll(/"type":"user","user_id":"([^"]*)"/g)].map((found) => found[1]!);

test('whom a card mentions is who stands in it as a person of Slack, and nobody else by any text', () => {
  fc.assert(
    fc.property(hostileCard, fc.array(person, { maxLength: 4 }), (card, people) => {
      const spans = people.flatMap((one): Span[] => [{ span: 'text', text: one.name }, one]);
      const named: Card = {
        ...card,
        parts: [{ part: 'note', spans }, { part: 'facts', facts: [{ name: 'By', spans }] }, ...card.parts],
      };
      const allowed = people.filter(({ platform, id }) => platform === 'slack' && /^[UW][A-Z0-9]{2,}$/.test(id));
      const { text, blocks } = renderMessage(named, signPress);
      const view = renderModal(named, state, 0, signPress);
      const faults = [...payloadFaults('message', blocks), ...payloadFaults('modal', view), ...fallbackFaults(text)];
      expect(faults).toEqual([]);
      const ids = allowed.map(({ id }) => id);
      expect([...mentioned(blocks), ...mentioned(view)].filter((id) => !ids.includes(id))).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test.each<[string, Span & { span: 'person' }, object]>([
  ['of Slack', { span: 'person', platform: 'slack', id: 'U0ANA', name: 'Ana' }, { type: 'user', user_id: 'U0ANA' }],
  [
    'of Teams',
    { span: 'person', platform: 'teams', id: 'U0ANA', name: 'Ana' },
    { type: 'text', text: 'Ana (teams:U0ANA)' },
  ],
  [
    'without an id',
    { span: 'person', platform: 'slack', id: '!here', name: 'Ana' },
    { type: 'text', text: 'Ana (slack:!here)' },
  ],
])('a person %s is shown as Slack shows people or by name, in the plain text by name', (_what, span, element) => {
  for (const part of ['text', 'note'] as const) {
    const spans: Span[] = [{ span: 'text', text: 'by ' }, span];
    const { text, blocks } = renderMessage({ headline: 'x', simulated: false, parts: [{ part, spans }] }, signPress);
    const [block] = blocks as { elements: { elements: object[] }[] }[];
    expect(block!.elements[0]!.elements).toEqual([{ type: 'text', text: 'by ' }, element]);
    expect(text).toContain('by Ana');
  }
});

const name = fc.stringMatching(/^[a-z]{1,20}$/);
const field: fc.Arbitrary<Field> = fc.oneof(
  fc.record(
    {
      field: fc.constant('text' as const),
      name,
      label: hostile,
      hint: hostile,
      long: fc.constant(true as const),
      optional: fc.constant(true as const),
      most: fc.integer({ min: 1, max: 3_000 }),
      initial: hostile,
      wrong: hostile,
    },
    { requiredKeys: ['field', 'name', 'label', 'most'] },
  ),
  fc.record({
    field: fc.constant('choice' as const),
    name,
    label: hostile,
    options: fc.array(fc.record({ text: hostile, value: hostile }), { maxLength: 120 }),
    initial: hostile,
  }),
);

test('no form makes a payload that Slack refuses or in which something comes alive', () => {
  const fields = fc.uniqueArray(field, { maxLength: 8, selector: (one) => one.name });
  fc.assert(
    fc.property(hostileCard, fields, hostile, fc.nat({ max: 2_000 }), (card, some, text, length) => {
      const from = { ...state, press: 'x'.repeat(length) };
      const request = 'r'.repeat(64);
      const view = renderForm(
        { card, fields: some, submit: { text, press: { do: 'confirm', request } } },
        from,
        signPress,
      );
      expect(payloadFaults('modal', view)).toEqual([]);
      expect(JSON.parse(view.private_metadata!).submit).toBe(signPress({ do: 'confirm', request }));
    }),
    { numRuns: 40 },
  );
});

test('what stands in a field at first keeps its lines and is no longer than the field takes', () => {
  const fieldOf = (initial: string, most: number): Field => ({
    field: 'text',
    name: 'reason',
    label: 'Reason',
    most,
    initial,
  });
  const initialOf = (initial: string, most: number): unknown => {
    const form = {
      card: listing(1),
      fields: [fieldOf(initial, most)],
      submit: { text: 'Send', press: { do: 'confirm', request: 'r' } },
    } as const;
    const { element } = renderForm(form, state, signPress).blocks.at(-1) as unknown as {
      element: Record<string, unknown>;
    };
    return element['initial_value'];
  };
  expect(initialOf('<@U1> one\ntwo\u202e', 100)).toBe('<@U1> one\ntwo');
  expect(initialOf('x'.repeat(100), 10)).toHaveLength(10);
  expect(initialOf('', 10)).toBeUndefined();
});

test('a card shows sign and word, the value in fixed width, and that it is simulated', () => {
  const { text, blocks } = renderMessage({ ...listing(1), simulated: true }, signPress);
  expect(text).toContain('SIMULATED');
  expect(blocks).toMatchObject([
    { elements: [{ elements: [{ text: 'SIMULATED', style: { bold: true } }, {}] }] },
    { elements: [{ elements: [{ type: 'emoji', name: 'octagonal_sign' }, {}, { text: 'Malicious' }, {}, {}] }] },
    { elements: [{ elements: [{}, {}, {}, {}, { text: '198.51.100[.]0', style: { code: true } }] }] },
    { type: 'actions', elements: [{ action_id: 'press-0', text: { text: 'Show all' } }] },
  ]);
});

test('a message that is too long keeps its heading and buttons and says how much is hidden', () => {
  const { blocks } = renderMessage(listing(500), signPress);
  expect(payloadFaults('message', blocks)).toEqual([]);
  expect(blocks.at(-1)).toMatchObject({ type: 'actions' });
  const shown = JSON.stringify(blocks).match(/198\.51\.100/g)?.length ?? 0;
  expect(JSON.stringify(blocks)).toContain(`and ${500 - shown} more lines`);
  expect(shown).toBeGreaterThan(20);
});

test('a dialog shows all of a long card on its pages', () => {
  const seen = new Set<string>();
  for (let page = 0; ; page++) {
    const view = JSON.stringify(renderModal(listing(500), state, page, signPress));
    for (const found of view.match(/198\.51\.100\[\.\]\d+/g) ?? []) seen.add(found);
    if (!view.includes(`"page-${page + 1}"`)) break;
  }
  expect(seen.size).toBe(500);
});

test('a page beyond the last is the last', () => {
  expect(renderModal(listing(500), state, 999, signPress)).toEqual(
    renderModal(listing(500), state, Number.MAX_SAFE_INTEGER, signPress),
  );
});

test('the waiting dialog is valid and lies upon another with a way back', () => {
  const view = renderWaiting({ ...state, depth: 2 });
  expect(payloadFaults('modal', view)).toEqual([]);
  expect(view.close?.text).toBe('Back');
});

test.each([
  ['http://evil.example/', 'plain http'],
  ['https://user:pass@evil.example/', 'with a user name'],
  ['javascript:alert(1)', 'a script'],
  ['https://', 'nothing'],
])('a link to %s (%s) is not live', (url) => {
  const card: Card = {
    headline: 'x',
    simulated: false,
    parts: [{ part: 'text', spans: [{ span: 'link', text: 'go', url }] }],
  };
  expect(JSON.stringify(renderMessage(card, signPress).blocks)).not.toContain('"link"');
});
