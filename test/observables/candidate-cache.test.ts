import { candidateKey, createCandidateCache } from '../../src/observables/candidate-cache.ts';
import { knownTable } from '../support/known-table.ts';

const day = 24 * 60 * 60 * 1000;
const start = Date.UTC(2026, 0, 1);
const key = candidateKey('evil.example');
const asker = { purpose: 'watching' } as const;
const turn = () => new Promise((resolve) => setImmediate(resolve));

test.each([
  ['an observable', [{ type: 'domain', value: 'evil.example' }], 30],
  ['nothing', [], 1],
] as const)('that a candidate is %s is known to other replicas as well, for days', async (_, meaning, days) => {
  let time = start;
  const { table } = knownTable();
  const [one, other] = [1, 2].map(() => createCandidateCache({ now: () => time, table }));
  one!.set(key, meaning);
  await turn();
  time += days * day - 1;
  expect(one!.get(key)).toEqual(meaning);
  await other!.fetch([key], asker);
  expect(other!.get(key)).toEqual(meaning);
  time += 2;
  expect([one!.get(key), other!.get(key)]).toEqual([undefined, undefined]);
});

test.each([[null], [[]], [{ v: 2, is: [] }], [{ v: 1, is: [{ type: 7, value: 'x' }] }], [{ v: 1 }]])(
  'the row %j counts as absent',
  async (value) => {
    const { table, rows } = knownTable();
    rows.set(key, { key, value, until: start + day });
    const cache = createCandidateCache({ now: () => start, table });
    await cache.fetch([key], asker);
    expect(cache.get(key)).toBeUndefined();
  },
);

test('candidates that differ in anything have keys of their own', () => {
  const all = ['evil.example', 'Evil.example', 'evil.example/', 'a\ud800', 'a\ud801', 'a\ufffd', 'a\0', ''];
  expect(new Set(all.map(candidateKey)).size).toBe(all.length);
});
