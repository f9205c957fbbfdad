import fc from 'fast-check';
import { fewest, leastCalls, leastIfFull } from '../../../bench/day/least-calls.ts';

const forFiveMinutes = () => 300_000;

test('an observable is asked for once while its answer is good, and what it is only once', () => {
  const asked = [0, 1000, 299_000, 301_000].map((at) => ({ at, candidates: ['45.0.0.1'] }));
  expect(leastCalls(asked, forFiveMinutes, 0)).toEqual({ inspect: 1, deliberate: 2, together: 3 });
});

test('what may wait shares calls, at most twenty observables each', () => {
  const asked = Array.from({ length: 41 }, (_, n) => ({ at: n, candidates: [`45.0.0.${n}`] }));
  expect(leastCalls(asked, forFiveMinutes, 0)).toEqual({ inspect: 41, deliberate: 41, together: 82 });
  expect(leastCalls(asked, forFiveMinutes, 1000)).toEqual({ inspect: 1, deliberate: 3, together: 4 });
  expect(leastIfFull(asked, forFiveMinutes)).toEqual({ inspect: 1, deliberate: 3, together: 4 });
});

test('a URL is asked for with its host', () => {
  const asked = [{ at: 0, candidates: ['https://evil.example/a'] }];
  expect(leastIfFull(Array(1).fill(asked[0]), forFiveMinutes)).toMatchObject({ deliberate: 1 });
  const many = Array.from({ length: 11 }, (_, n) => ({ at: 0, candidates: [`https://evil${n}.example/a`] }));
  expect(leastCalls(many, forFiveMinutes, 0).deliberate).toBe(2);
});

test('who may wait longer never needs more calls', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(10_000), { minLength: 1, maxLength: 60 }), fc.nat(3000), (times, wait) => {
      const needs = (w: number) => times.toSorted((a, b) => a - b).map((from) => ({ from, until: from + w, size: 1 }));
      const calls = fewest(needs(wait), 20);
      expect(calls).toBeLessThanOrEqual(fewest(needs(0), 20));
      expect(calls).toBeGreaterThanOrEqual(Math.ceil(times.length / 20));
    }),
  );
});
