import fc from 'fast-check';
import {
  bucketMs,
  bucketOf,
  type Count,
  createRollingHour,
  hourMs,
  noCalls,
  sumOf,
} from '../../src/budget/rolling-hour.ts';

const start = Date.UTC(2026, 2, 2, 9);
const entry = fc.record({
  late: fc.nat(2 * hourMs),
  total: fc.integer({ min: 1, max: 9 }),
  watching: fc.nat(1),
  bulk: fc.nat(1),
});

test('it counts all of the last hour, and nothing that is older by more than a bucket', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 40 }), (entries) => {
      const hour = createRollingHour();
      const made = entries.map((one) => ({ ...one, at: start + one.late })).sort((one, other) => one.at - other.at);
      for (const [index, { at, ...count }] of made.entries()) {
        hour.add(bucketOf(at), count);
        const sum = (since: number) =>
          made.slice(0, index + 1).reduce((all, one) => (one.at > since ? all + one.total : all), 0);
        expect(hour.count(at).total).toBeGreaterThanOrEqual(sum(at - hourMs));
        expect(hour.count(at).total).toBeLessThanOrEqual(sum(at - hourMs - bucketMs));
      }
    }),
  );
});

test('entries of others arrive in any order, and what they say of a bucket replaces what was known', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 40 }), (entries) => {
      const inOrder = createRollingHour();
      const inAny = createRollingHour();
      const buckets = entries.map((one) => ({ ...one, startsAt: bucketOf(start + one.late) }));
      for (const one of [...buckets].sort((a, b) => a.startsAt - b.startsAt)) inOrder.add(one.startsAt, one);
      const sums = new Map<number, Count>();
      for (const { startsAt, ...count } of buckets) {
        sums.set(startsAt, sumOf([sums.get(startsAt) ?? noCalls, count]));
        inAny.set(startsAt, sums.get(startsAt)!);
      }
      const at = start + 2 * hourMs;
      expect(inAny.count(at)).toEqual(inOrder.count(at));
      const fits = ({ total }: { total: number }) => total < 20;
      expect(inAny.whenFits(at, fits)).toBe(inOrder.whenFits(at, fits));
    }),
  );
});

test('it says when there is room: not a millisecond sooner, and at once when there is', () => {
  const hour = createRollingHour();
  hour.add(start, { total: 3, watching: 1, bulk: 2 });
  hour.add(start + bucketMs, { total: 3, watching: 3, bulk: 0 });
  const at = start + bucketMs;
  expect(hour.whenFits(at, ({ total }) => total < 7)).toBe(at);
  expect(hour.whenFits(at, ({ total }) => total < 6)).toBe(start + bucketMs + hourMs);
  expect(hour.whenFits(at, ({ watching }) => watching < 1)).toBe(start + 2 * bucketMs + hourMs);
  expect(hour.whenFits(at, ({ bulk }) => bulk < 2)).toBe(start + bucketMs + hourMs);
  expect(hour.whenFits(at, ({ total }) => total < 0)).toBe(Number.POSITIVE_INFINITY);
  expect(hour.count(start + bucketMs + hourMs - 1).total).toBe(6);
  expect(hour.count(start + bucketMs + hourMs).total).toBe(3);
});

test('a clock that is set back by more than an hour does not count until it has caught up', () => {
  const hour = createRollingHour();
  hour.add(start, { total: 3, watching: 0, bulk: 0 });
  expect(hour.count(start - hourMs).total).toBe(3);
  expect(hour.count(start - hourMs - 1).total).toBe(0);
});
