import fc from 'fast-check';
import { type Rendered, renderCard, renderShort } from '../../../adapters/teams/adaptive-card.ts';
import { limits } from '../../../adapters/teams/limits.ts';
import type { Card, Part, Row, Span, Tone } from '../../../src/cards/card.ts';
import { failureCard } from '../../../src/cards/failure-card.ts';
import { helpCard } from '../../../src/cards/help-card.ts';
import { createPressStrings } from '../../../src/presses/press.ts';
import { pivotCard } from '../../../src/verdicts/pivot-card.ts';
import { allRowsCard, verdictCard } from '../../../src/verdicts/verdict-card.ts';
import { address, finding, gap, host, says, url } from '../../cards/samples.ts';
import { hostileCard } from '../../support/hostile-cards.ts';
import { hostileStrings } from '../../support/hostile-strings.ts';
import { bySchema, cardFaults, markdownFaults, summaryFaults, wordFaults } from '../../support/teams-payload.ts';

const { signPress, readPress } = createPressStrings(Buffer.alloc(32, 7));

if (!bySchema)
  console.log(
    'skipped: the published schema of Adaptive Cards is not here; cards are checked by the library and the limits',
  );

const row = (at: number): Row => ({
  tone: 'malicious',
  word: 'Malicious',
  spans: [{ span: 'value', text: `198.51.100[.]${at}` }],
});
const listing = (count: number, buttons = 1): Card => ({
  headline: `${count} observables`,
  simulated: false,
  parts: [
    { part: 'heading', tone: 'malicious', word: 'Malicious', spans: [{ span: 'text', text: `${count} observables` }] },
    { part: 'rows', rows: Array.from({ length: count }, (_, at) => row(at)) },
    {
      part: 'buttons',
      buttons: Array.from({ length: buttons }, (_, at) => ({
        text: `Show ${at}`,
        label: `Show all ${at}`,
        press: { do: 'show-all', listing: `L${at}` },
      })),
    },
  ],
});
const of = (...parts: Part[]): Card => ({ headline: 'Headline', simulated: false, parts });
const line = (...spans: Span[]): Card => of({ part: 'text', spans });

type Piece = Readonly<Record<string, unknown>>;
/** Every piece of every line, in the order in which they are read. */
const piecesOf = ({ card }: Rendered): Piece[] =>
  card.body.flatMap((element) =>
    'inlines' in element ? (element.inlines as Piece[]) : 'text' in element ? [element] : [],
  );
const shown = (rendered: Rendered): string =>
  piecesOf(rendered)
    .map(({ text }) => text)
    .join('');
/** What each element says; a row of buttons is a mark for each. */
const linesOf = ({ card }: Pick<Rendered, 'card'>): string[] =>
  card.body.map((element) =>
    'actions' in element
      ? '▭'.repeat((element.actions as unknown[]).length)
      : piecesOf({ text: '', card: { ...card, body: [element] } })
          .map(({ text }) => text)
          .join(''),
  );

test('no card makes a payload that Teams refuses or in which something comes alive', () => {
  fc.assert(
    fc.property(hostileCard, fc.constantFrom(limits.cardBytes, limits.extensionBytes), (card, most) => {
      const whole = renderCard(card, signPress, { most });
      const short = renderShort(card, signPress);
      expect([...cardFaults(whole.card, { most }), ...summaryFaults(whole.text)]).toEqual([]);
      expect([...cardFaults(short.card, { most: limits.extensionBytes }), ...summaryFaults(short.text)]).toEqual([]);
    }),
    { numRuns: 60, endOnFailure: true }, // to shrink such cards takes minutes
  );
});

const hostileEverywhere = (bad: string): Card => {
  const spans: Span[] = [
    { span: 'text', text: bad },
    { span: 'strong', text: bad },
    { span: 'value', text: bad },
    { span: 'link', text: bad, url: bad },
    { span: 'person', platform: 'slack', id: bad, name: bad },
    { span: 'time', at: bad },
  ];
  return {
    headline: bad,
    simulated: true,
    parts: [
      { part: 'heading', tone: 'failed', word: bad, spans },
      { part: 'text', spans },
      { part: 'note', spans },
      { part: 'rows', title: bad, rows: [{ tone: 'info', word: bad, spans, notes: spans }] },
      { part: 'facts', facts: [{ name: bad, spans }] },
      { part: 'links', links: [{ text: bad, url: 'https://xdr.us.security.cisco.com/x', host: bad }] },
      { part: 'buttons', buttons: [{ text: bad, label: bad, press: { do: 'show-all', listing: 'L' } }] },
    ],
  };
};
const teamsStrings = [
  '{{DATE(2026-04-01T09:15:00Z, SHORT)}} {{{TIME(2026-04-01T09:15:00Z)}}}',
  '<at>Everyone</at> <at id="0">x</at>',
  '[a]: https://evil.example "x"\n[a][a] <https://evil.example>',
  '# head\n- list\n1. list\n| a | b |',
];

test.each([...hostileStrings, ...teamsStrings])('%j stays text in every place of a card', (bad) => {
  const { card, text } = renderCard(hostileEverywhere(bad), signPress);
  expect([...cardFaults(card, { trusts: (name) => name.endsWith('.cisco.com') }), ...summaryFaults(text)]).toEqual([]);
});

const offers = { details: true, pivot: true };
const verdicts = [
  says(address, 'malicious', 'Talos Intelligence', '2026-04-01T09:15:00Z'),
  says(address, 'clean', 'Umbrella'),
];
const real: Record<string, Card> = {
  verdict: verdictCard({
    findings: [finding(address, { verdicts, gaps: [gap('AMP', 'failed')] })],
    simulated: true,
    offers,
  }),
  several: verdictCard({
    findings: [finding(address, { verdicts }), finding(host), finding(url)],
    simulated: false,
    offers,
    listing: 'L1',
  }),
  many: allRowsCard({
    findings: Array.from({ length: 500 }, () => finding(address, { verdicts })),
    simulated: false,
    offers,
  }),
  pivot: pivotCard({
    observable: address,
    links: [
      { module: 'Umbrella', title: 'Investigate', url: 'https://dashboard.umbrella.com/x' },
      { module: 'Evil', title: 'Click', url: 'https://evil.example/x' },
    ],
    gaps: [],
    simulated: false,
    trustedHosts: [],
  }),
  failure: failureCard({
    failure: { kind: 'timed-out', facts: { service: 'deliberate' } },
    reference: 'K7',
    simulated: false,
  }),
  help: helpCard({
    verbs: [{ usage: 'enrich <any text>', does: 'looks up', missing: [] }],
    prefix: '@XDR',
    simulated: false,
  }),
};

test.each(Object.entries(real))(
  'a real card is whole in a message and in an extension, and links only where it may: %s',
  (_, card) => {
    const trusts = (name: string) => /(?:^|\.)(?:cisco|umbrella)\.com$/.test(name);
    for (const most of [limits.cardBytes, limits.extensionBytes]) {
      const { card: whole, text } = renderCard(card, signPress, { most });
      expect([...cardFaults(whole, { most, trusts }), ...summaryFaults(text)]).toEqual([]);
    }
  },
);

test('a card says what it says in plain text: sign and word, source, gap, and that it is simulated', () => {
  const rendered = renderCard(real['verdict']!, signPress);
  expect(shown(rendered)).toMatch(/^SIMULATED – not an answer of Cisco XDR🛑 Malicious/);
  for (const words of ['45.83.10[.]7', 'Talos Intelligence', 'Umbrella', 'AMP', '2026-04-01 09:15 UTC']) {
    expect(shown(rendered)).toContain(words);
  }
  expect(rendered.text).toMatch(/^SIMULATED\nMalicious/);
  expect(rendered.card.speak).toContain('45.83.10[.]7');
  expect(rendered.card.fallbackText).toContain('Malicious');
});

test('every tone has a sign of its own, and only what alarms has a colour', () => {
  const tones: Tone[] = [
    'malicious',
    'suspicious',
    'unknown',
    'common',
    'clean',
    'incomplete',
    'refused',
    'failed',
    'info',
  ];
  const rows = tones.map((tone): Row => ({ tone, word: tone, spans: [] }));
  const pieces = piecesOf(renderCard(of({ part: 'rows', rows }), signPress));
  const signs = pieces.filter((_, at) => at % 3 === 0).map(({ text }) => text);
  expect(new Set(signs).size).toBe(tones.length);
  expect(pieces.filter(({ color }) => color === 'Attention').map(({ text }) => text)).toEqual(['malicious', 'failed']);
});

test('values stand in fixed width, what is stressed is bold, small print is small', () => {
  const spans: Span[] = [
    { span: 'text', text: 'It is ' },
    { span: 'strong', text: 'here' },
    { span: 'text', text: ': ' },
    { span: 'value', text: 'evil[.]example' },
  ];
  expect(piecesOf(renderCard(of({ part: 'text', spans }, { part: 'note', spans: spans.slice(3) }), signPress))).toEqual(
    [
      { type: 'TextRun', text: 'It is ' },
      { type: 'TextRun', text: 'here', weight: 'Bolder' },
      { type: 'TextRun', text: ': ' },
      { type: 'TextRun', text: 'evil[.]example', fontType: 'Monospace' },
      { type: 'TextRun', text: 'evil[.]example', fontType: 'Monospace', size: 'Small', isSubtle: true },
    ],
  );
});

test('a person is a name in bold, and called by no mention', () => {
  const spans: Span[] = [{ span: 'person', platform: 'teams', id: '00000000', name: '<at>Ann</at> Lee' }];
  expect(piecesOf(renderCard(line(...spans), signPress))).toEqual([
    { type: 'TextRun', text: '‹at›Ann‹/at› Lee', weight: 'Bolder' },
  ]);
});

test('a row says first what it is, and beneath it what is to say about it', () => {
  const one: Row = { ...row(1), notes: [{ span: 'text', text: 'Talos: botnet' }] };
  expect(linesOf(renderCard(of({ part: 'rows', title: 'Found', rows: [one] }), signPress))).toEqual([
    'Found',
    '🛑 Malicious: 198.51.100[.]1',
    'Talos: botnet',
  ]);
});

const sha = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
test.each([
  ['a hash', sha],
  ['an address', `hxxps[:]//login[.]evil[.]example/${sha}?a=1&b=%20`],
  ['a mailbox', `someone.with.a.long.name[@]mail[.]evil[.]example`],
])('a long value is broken where the card is narrow: %s', (_, long) => {
  const spans: Span[] = [
    { span: 'value', text: long },
    { span: 'text', text: ' of this type' },
  ];
  const rendered = renderCard(of({ part: 'rows', rows: [{ tone: 'info', word: 'Seen', spans }] }), signPress);
  expect(linesOf(rendered)).toEqual(['ℹ️ Seen: ', long, 'of this type']);
  expect(rendered.card.body[1]).toEqual({
    type: 'TextBlock',
    text: long,
    fontType: 'Monospace',
    wrap: true,
    spacing: 'None',
  });
  expect(cardFaults(rendered.card)).toEqual([]);
});

test.each([
  ['short', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['emphasis', `hxxps[:]//evil[.]example/_${sha}_`],
  ['a link', `${sha}[.](https[:]//evil[.]example)`],
  ['a reference', `${sha}[.][x]`],
  ['a list', `- ${sha}`],
  ['a rule', '-'.repeat(40)],
  ['a function', `${sha}{{DATE(x)}}`],
  ['an entity', `${sha}&lt;`],
])('a value that is %s stays literal in its line', (_, text) => {
  const { card } = renderCard(line({ span: 'value', text }), signPress);
  expect(card.body).toMatchObject([{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', fontType: 'Monospace' }] }]);
});

test('a divider is a line above what follows, and alone it is nothing', () => {
  const text: Part = { part: 'text', spans: [{ span: 'text', text: 'x' }] };
  const { card } = renderCard(of(text, { part: 'divider' }, text, { part: 'divider' }), signPress);
  expect(card.body).toMatchObject([{ inlines: [{ text: 'x' }] }, { separator: true, inlines: [{ text: 'x' }] }]);
  expect(card.body[0]).not.toHaveProperty('separator');
  expect(linesOf(renderCard(of({ part: 'divider' }), signPress))).toEqual(['Headline']);
});

test('a button can be pressed in every client, and carries what it stands for', () => {
  const { card } = renderCard(listing(1), signPress);
  const [action = {}] = (card.body.at(-1) as { actions: Piece[] }).actions;
  expect(action).toMatchObject({ type: 'Action.Execute', verb: 'press', title: 'Show 0', tooltip: 'Show all 0' });
  expect(action['fallback']).toMatchObject({ type: 'Action.Submit', title: 'Show 0', data: action['data'] });
  expect(readPress((action['data'] as { press: string }).press)).toEqual({ do: 'show-all', listing: 'L0' });
});

test('buttons stand in rows that are whole on a phone, and one whose press is too long is left out', () => {
  expect(linesOf(renderCard(listing(1, 8), signPress)).slice(-3)).toEqual(['▭▭▭', '▭▭▭', '▭▭']);
  const named = (...texts: string[]): Part => ({
    part: 'buttons',
    buttons: texts.map((text, at) => ({ text, label: text, press: { do: 'show-all', listing: `L${at}` } })),
  });
  const long = 'Details of e3b0c44298fc1c149afbf4c8996fb92427a…';
  expect(linesOf(renderCard(of(named('Details', 'Pivot', long, 'Show all 15')), signPress))).toEqual(['▭▭', '▭', '▭']);
  expect(linesOf(renderCard(of(named(...'abcdefghijkl')), signPress))).toEqual(['▭▭▭▭▭', '▭▭▭▭▭', '▭▭']);
  const value = 'x'.repeat(limits.buttonPress);
  const tooLong = of({
    part: 'buttons',
    buttons: [{ text: 'x', label: 'x', press: { do: 'details', observable: { type: 'url', value } } }],
  });
  expect(linesOf(renderCard(tooLong, signPress))).toEqual(['Headline']);
});

test.each([500, 10_000])('a card of %d rows keeps heading and buttons and says how much is hidden', (count) => {
  for (const most of [limits.cardBytes, limits.extensionBytes]) {
    const rendered = renderCard(listing(count, 6), signPress, { most });
    expect(cardFaults(rendered.card, { most })).toEqual([]);
    const lines = linesOf(rendered);
    const rows = lines.filter((one) => one.includes('198.51.100')).length;
    expect(rows).toBeGreaterThan(20);
    expect(lines[0]).toBe(`🛑 Malicious: ${count} observables`);
    expect(lines.slice(-3)).toEqual([`… and ${count - rows} more lines, too long for Teams`, '▭▭▭', '▭▭▭']);
  }
});

test('a heading of very many pieces is shortened, not dropped', () => {
  const spans = Array.from({ length: 5000 }, (): Span => ({ span: 'strong', text: 'x' }));
  const { card } = renderCard(of({ part: 'heading', tone: 'info', word: 'Many', spans }), signPress, {
    most: limits.extensionBytes,
  });
  expect(cardFaults(card, { most: limits.extensionBytes })).toEqual([]);
  expect(linesOf({ card })[0]).toMatch(/^ℹ️ Many: x{20,}$/);
});

test('a card that says nothing is still a card', () => {
  for (const headline of ['', ' ', '\u200b']) {
    const { card, text } = renderCard({ headline, simulated: false, parts: [] }, signPress);
    expect([...cardFaults(card), ...summaryFaults(text)]).toEqual([]);
  }
});

test('a single hidden line is one line', () => {
  const long = 'x'.repeat(limits.lineText);
  const all = Array.from({ length: 9 }, (): Part => ({ part: 'text', spans: [{ span: 'text', text: long }] }));
  const { card } = renderCard(of(...all), signPress, { most: 14_500 });
  expect(JSON.stringify(card)).toContain('… and 1 more line, too long for Teams');
});

test('a short card keeps the heading and the first buttons', () => {
  const { card } = renderShort({ ...listing(10_000), simulated: true }, signPress);
  expect(linesOf({ card })).toEqual([
    'SIMULATED – not an answer of Cisco XDR',
    '🛑 Malicious: 10000 observables',
    'The rest is too long for Teams.',
    '▭',
  ]);
});

test('a link opens what it names, by its host if it has no words', () => {
  const url = 'https://xdr.us.security.cisco.com/a b?q=ü#x#y';
  const pieces = piecesOf(
    renderCard(line({ span: 'link', text: 'XDR', url }, { span: 'link', text: '', url }), signPress),
  );
  const selectAction = {
    type: 'Action.OpenUrl',
    url: 'https://xdr.us.security.cisco.com/a%20b?q=%C3%BC#x%23y',
  };
  expect(pieces).toEqual([
    { type: 'TextRun', text: 'XDR', color: 'Accent', selectAction },
    { type: 'TextRun', text: 'xdr.us.security.cisco.com', color: 'Accent', selectAction },
  ]);
});

test.each([
  ['plain http', 'http://evil.example/'],
  ['with a user name', 'https://user:pass@evil.example/'],
  ['a script', 'javascript:alert(1)'],
  ['another scheme', 'msteams://teams.microsoft.com/l/'],
  ['endless', `https://evil.example/${'x'.repeat(4000)}`],
  ['nothing', 'https://'],
])('a link that is %s is not live', (_, url) => {
  const rendered = renderCard(line({ span: 'link', text: 'go', url }), signPress);
  expect(piecesOf(rendered)).toEqual([{ type: 'TextRun', text: 'go' }]);
});

test('the checks find what is faulty', () => {
  const base = renderCard(listing(1, 1), signPress).card;
  const faulty = (element: object) => cardFaults({ ...base, body: [...base.body, element] });
  const run = (piece: object) => faulty({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'x', ...piece }] });
  expect(cardFaults(base)).toEqual([]);
  expect(cardFaults({ ...base, version: '9.0' })).not.toEqual([]);
  expect(cardFaults(base, { most: 100 })).not.toEqual([]);
  expect(run({ text: 'https://evil.example' })).toContain('a live address');
  expect(run({ text: '{{DATE(x)}}' })).toContain('a function');
  expect(run({ selectAction: { type: 'Action.OpenUrl', url: 'http://evil.example/' } })).not.toEqual([]);
  expect(run({ weight: 'Heavy' })).not.toEqual([]);
  expect(faulty({ type: 'TextBlock', text: '[a](b)' })).toContain('a markdown link');
  expect(faulty({ type: 'TextBlock', text: '**a** <at>b</at>' })).toEqual(expect.arrayContaining(['a tag']));
  const many = Array.from({ length: 7 }, () => ({
    type: 'Action.Submit',
    title: 'x',
    tooltip: 'x',
    data: { press: 'x' },
  }));
  expect(faulty({ type: 'ActionSet', actions: many }).some((fault) => fault.startsWith('library'))).toBe(true);
  expect(cardFaults(base, { trusts: () => false })).toEqual([]);
  expect(wordFaults('\u202e')).not.toEqual([]);
  expect(markdownFaults('\\*a\\*')).toEqual([]);
});
