import { pieces } from '../../src/commands/inspect.ts';
import { createPace } from '../../src/commands/pace.ts';
import { parseWords } from '../../src/commands/parse-words.ts';

test.each([
  ['enrich 1.2.3.4', { verb: 'enrich', rest: '1.2.3.4', isPrivate: false }],
  ['  ENRICH   a b ', { verb: 'enrich', rest: 'a b', isPrivate: false }],
  ['enrich --private a', { verb: 'enrich', rest: 'a', isPrivate: true }],
  ['enrich a --private', { verb: 'enrich', rest: 'a', isPrivate: true }],
  ['enrich —private a', { verb: 'enrich', rest: 'a', isPrivate: true }],
  ['enrich a –private', { verb: 'enrich', rest: 'a', isPrivate: true }],
  ['enrich --private', { verb: 'enrich', rest: '', isPrivate: true }],
  ['enrich a --private b', { verb: 'enrich', rest: 'a --private b', isPrivate: false }],
  ['enrich a--private', { verb: 'enrich', rest: 'a--private', isPrivate: false }],
  ['enrich\nline one\nline two', { verb: 'enrich', rest: 'line one\nline two', isPrivate: false }],
  ['', { verb: '', rest: '', isPrivate: false }],
])('%j', (words, expected) => {
  expect(parseWords(words)).toEqual(expected);
});

test('a long text is cut at white space, and no value is torn', () => {
  const text = Array.from({ length: 400 }, (_, n) => `host-${n}.example.com`).join(' ');
  const cut = pieces(text);
  expect(Math.max(...cut.map((piece) => piece.length))).toBeLessThanOrEqual(2000);
  expect(cut.join(' ')).toBe(text);
});

test('a text without white space is cut all the same', () => {
  expect(pieces('x'.repeat(4500)).map((piece) => piece.length)).toEqual([2000, 2000, 500]);
});

test('a pace is one person’s, and its room comes back one by one', () => {
  let now = 0;
  const take = createPace({ now: () => now, perMinute: 2 });
  const person = (id: string) => ({ platform: 'slack', workspace: 'T1', id, standing: 'member', groups: [] }) as const;
  expect([take(person('U1')), take(person('U1'))]).toEqual([undefined, undefined]);
  now = 1000;
  expect(take(person('U1'))).toBe(60_000);
  expect(take(person('U2'))).toBeUndefined();
  now = 60_001;
  expect(take(person('U1'))).toBeUndefined();
});
