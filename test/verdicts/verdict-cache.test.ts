import { createVerdictCache, type Known, verdictKey } from '../../src/verdicts/verdict-cache.ts';
import { knownTable } from '../support/known-table.ts';

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;
const observable = { type: 'domain', value: 'evil.example' };
const key = verdictKey(observable);
const asker = { purpose: 'watching' } as const;
const turn = () => new Promise((resolve) => setImmediate(resolve));
const known: Known = {
  verdicts: [
    { observable, disposition: 'malicious', module: 'Talos', until: '2026-02-01T00:00:00.000Z' },
    { observable, disposition: 'clean', module: 'Umbrella', from: '2025-01-01T00:00:00.000Z' },
  ],
  gaps: [{ module: 'Secure Endpoint', why: 'unsupported', partial: false }],
  answered: ['Talos', 'Umbrella'],
  askedAt: start,
};

test('what one replica was told, others know word for word, and no longer than it', async () => {
  let time = start;
  const { table } = knownTable();
  const [one, other] = [1, 2].map(() => createVerdictCache({ now: () => time, table }));
  one!.set(key, known);
  await turn();
  time += 30 * minute - 1;
  await other!.fetch([key], asker);
  expect(other!.get(key)).toEqual(known);
  time += 2;
  expect([one!.get(key), other!.get(key)]).toEqual([undefined, undefined]);
});

test('an answer that another replica got later replaces the one held', async () => {
  const { table } = knownTable();
  const [one, other] = [1, 2].map(() => createVerdictCache({ now: () => start, table }));
  one!.set(key, { ...known, askedAt: start - minute });
  await turn();
  other!.set(key, known);
  await turn();
  await one!.fetch([key], asker);
  expect(one!.get(key)?.askedAt).toBe(start);
  one!.set(key, { ...known, askedAt: start - 2 * minute });
  await turn(); // the database now holds less than `other` does
  await other!.fetch([key], asker);
  expect(other!.get(key)?.askedAt).toBe(start);
});

test.each([
  [null],
  [{ v: 2, is: known }],
  [{ is: known }],
  [{ v: 1, is: { ...known, verdicts: [{ observable, disposition: 'awful', module: 'Talos' }] } }],
  [{ v: 1, is: { ...known, gaps: [{ module: 'Talos', why: 'tired', partial: false }] } }],
  [{ v: 1, is: { ...known, askedAt: 'now' } }],
])('a row that is not of our writing counts as absent (%#)', async (value) => {
  const { table, rows } = knownTable();
  rows.set(key, { key, value: JSON.parse(JSON.stringify(value)), until: start + minute });
  const cache = createVerdictCache({ now: () => start, table });
  await cache.fetch([key], asker);
  expect(cache.get(key)).toBeUndefined();
});

test('spellings of one thing share a key; types, values and modules do not', () => {
  expect(verdictKey({ type: 'domain', value: 'EVIL.example' })).toBe(key);
  const others = [
    verdictKey(observable, ['one']),
    verdictKey(observable, ['one', 'two']),
    verdictKey({ type: 'hostname', value: 'evil.example' }),
    verdictKey({ type: 'url', value: 'https://evil.example/A' }),
    verdictKey({ type: 'url', value: 'https://evil.example/a' }),
  ];
  expect(new Set([key, ...others]).size).toBe(6);
});
