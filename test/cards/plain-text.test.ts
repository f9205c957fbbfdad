import { type Card, strong, text, time, value } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';

test('every part has its line', () => {
  const card: Card = {
    headline: 'Malicious: 45.83.10[.]7',
    simulated: true,
    parts: [
      { part: 'heading', tone: 'malicious', word: 'Malicious', spans: [value('45.83.10[.]7')] },
      { part: 'text', spans: [text('seen '), strong('often'), text(' since '), time('2026-03-02T09:15:00Z')] },
      { part: 'divider' },
      { part: 'heading', tone: 'info', word: 'Second', spans: [text('heading')] },
      {
        part: 'rows',
        title: 'Rows',
        rows: [{ tone: 'clean', word: 'Clean', spans: [text('A')], notes: [text('no end')] }],
      },
      { part: 'facts', facts: [{ name: 'Scope', spans: [value('enrich:read')] }] },
      { part: 'links', links: [{ text: 'Console', url: 'https://cisco.com/x', host: 'cisco.com' }] },
      { part: 'note', spans: [{ span: 'link', text: 'reason (cisco.com)', url: 'https://cisco.com/y' }] },
      { part: 'buttons', buttons: [{ text: 'All', label: 'All', press: { do: 'show-all', listing: 'L' } }] },
    ],
  };
  expect(plainText(card)).toMatchInlineSnapshot(`
"SIMULATED
Malicious: 45.83.10[.]7
seen often since 2026-03-02 09:15 UTC
Second: heading
Rows:
  Clean  A (no end)
  Scope: enrich:read
  Console: https://cisco.com/x
reason (cisco.com) https://cisco.com/y"
`);
});

test('a dress gets the word with its tone', () => {
  const card: Card = {
    headline: 'Clean: x',
    simulated: false,
    parts: [{ part: 'heading', tone: 'clean', word: 'Clean', spans: [text('x')] }],
  };
  const dress = {
    word: (tone: string, word: string) => `<${tone} ${word}>`,
    strong: (words: string) => `*${words}*`,
    value: (words: string) => words,
    small: (words: string) => words,
  };
  expect(plainText(card, dress)).toBe('<clean Clean>*: x*');
});

test('a time that is none is shown as it is', () => {
  const card: Card = { headline: 'x', simulated: false, parts: [{ part: 'note', spans: [time('soon')] }] };
  expect(plainText(card)).toBe('x\nsoon');
});

test.each([
  [1, '1 byte'],
  [1023, '1023 bytes'],
  [1024, '1.0 KB'],
  [5 * 1024 * 1024, '5.0 MB'],
])('a file of %i bytes is named with its size, on one line', (size, words) => {
  const bytes = new Uint8Array(size);
  const card: Card = {
    headline: 'x',
    simulated: false,
    parts: [{ part: 'file', name: 'room\n.csv', mediaType: 'text/csv', bytes }],
  };
  expect(plainText(card)).toBe(`x\n  File: room .csv, ${words}`);
});
