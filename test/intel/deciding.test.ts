import { decidingOn } from '../../src/intel/deciding.ts';
import type { StoredJudgement } from '../../src/intel/intel.ts';

const now = Date.parse('2026-11-30T12:00:00Z');
const observable = { type: 'domain', value: 'evil.example' };
const judged = (more: Partial<StoredJudgement>): StoredJudgement => ({
  module: 'store',
  observable,
  disposition: 'suspicious',
  priority: 50,
  ...more,
});
const deciding = (...judgements: Partial<StoredJudgement>[]) =>
  decidingOn(observable, judgements.map(judged), now)?.disposition;

test.each<[string, Partial<StoredJudgement>[], string | undefined]>([
  ['none', [], undefined],
  ['the highest priority', [{ disposition: 'malicious' }, { disposition: 'common', priority: 51 }], 'common'],
  ['on a tie clean goes before malicious', [{ disposition: 'malicious' }, { disposition: 'clean' }], 'clean'],
  ['then malicious before suspicious', [{}, { disposition: 'malicious' }], 'malicious'],
  ['no priority is the lowest', [{ disposition: 'clean', priority: undefined as never }, {}], 'suspicious'],
  ['what has ended does not count', [{ priority: 99, until: '2026-11-30T12:00:00Z' }], undefined],
  ['nor what begins later', [{ from: '2026-11-30T12:00:01Z' }], undefined],
  ['what begins now does', [{ from: '2026-11-30T12:00:00Z', until: '2026-11-30T12:00:01Z' }], 'suspicious'],
  ['a time that is none is no border', [{ from: 'long ago', until: 'never' }], 'suspicious'],
])('%s', (_what, judgements, expected) => {
  expect(deciding(...judgements)).toBe(expected);
});

test('of what is equal the earliest counts, and what has no start is earlier still', () => {
  const late = judged({ id: 'late', from: '2026-11-02T00:00:00Z' });
  const early = judged({ id: 'early', from: '2026-11-01T00:00:00Z' });
  expect(decidingOn(observable, [late, early], now)?.id).toBe('early');
  expect(decidingOn(observable, [early, judged({ id: 'ever' }), late], now)?.id).toBe('ever');
});

test('only what is about this very observable, in any spelling of it', () => {
  const spelt = judged({ observable: { type: 'domain', value: 'EVIL.example' } });
  expect(decidingOn(observable, [spelt], now)).toBe(spelt);
  const others = [
    { type: 'hostname', value: 'evil.example' },
    { type: 'domain', value: 'www.evil.example' },
  ].map((other) => judged({ observable: other, priority: 100 }));
  expect(decidingOn(observable, others, now)).toBeUndefined();
  const page = { type: 'url', value: 'http://evil.example/A' };
  expect(
    decidingOn(page, [judged({ observable: { type: 'url', value: 'http://evil.example/a' } })], now),
  ).toBeUndefined();
});
