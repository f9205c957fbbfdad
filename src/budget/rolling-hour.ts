/** Width of one bucket. What it holds is forgotten when all of it is over an hour old, so an hour never holds more. */
export const bucketMs = 10_000;
export const hourMs = 60 * 60 * 1000;

export const bucketOf = (at: number): number => at - (at % bucketMs);

/** All calls, and those of them that were made for watching and for bulk look-ups. */
export type Count = Readonly<{ total: number; watching: number; bulk: number }>;

export const noCalls: Count = { total: 0, watching: 0, bulk: 0 };

export const sumOf = (counts: readonly Count[]): Count =>
  counts.reduce(
    (sum, { total, watching, bulk }) => ({
      total: sum.total + total,
      watching: sum.watching + watching,
      bulk: sum.bulk + bulk,
    }),
    noCalls,
  );

const less = (one: Count, { total, watching, bulk }: Count): Count => ({
  total: one.total - total,
  watching: one.watching - watching,
  bulk: one.bulk - bulk,
});

/** Counts requests of the last 60 minutes, in at most 721 buckets. Times are milliseconds since the epoch. */
export type RollingHour = Readonly<{
  /** Adds to (or, given back, takes from) the bucket that starts then. */
  add: (startsAt: number, count: Count) => void;
  /** What somebody else says the bucket holds. */
  set: (startsAt: number, count: Count) => void;
  count: (at: number) => Count;
  /** The first time from `at` on at which the count fits, if nothing more is added; Infinity when it never does. */
  whenFits: (at: number, fits: (count: Count, then: number) => boolean) => number;
}>;

export function createRollingHour(): RollingHour {
  /** In order of time. Others' buckets arrive a little late, by their clocks. */
  let buckets: { startsAt: number; held: Count }[] = [];
  let sum = noCalls;

  const forget = (at: number) => {
    // A clock set back leaves buckets in the future: they would count until it has caught up, so they go as well.
    const isNear = (startsAt: number) => forgottenAt(startsAt) > at && startsAt <= at + hourMs;
    if (buckets.length === 0 || (isNear(buckets[0]!.startsAt) && isNear(buckets.at(-1)!.startsAt))) return;
    for (const { startsAt, held } of buckets) if (!isNear(startsAt)) sum = less(sum, held);
    buckets = buckets.filter(({ startsAt }) => isNear(startsAt));
  };

  const bucketFrom = (startsAt: number) => {
    const before = buckets.findLastIndex((bucket) => bucket.startsAt <= startsAt);
    const found = buckets[before];
    if (found?.startsAt === startsAt) return found;
    const bucket = { startsAt, held: noCalls };
    buckets.splice(before + 1, 0, bucket);
    return bucket;
  };

  const add = (startsAt: number, count: Count) => {
    const bucket = bucketFrom(startsAt);
    bucket.held = sumOf([bucket.held, count]);
    sum = sumOf([sum, count]);
  };

  return {
    add,
    set: (startsAt, count) => add(startsAt, less(count, bucketFrom(startsAt).held)),
    count: (at) => {
      forget(at);
      return sum;
    },
    whenFits: (at, fits) => {
      forget(at);
      if (fits(sum, at)) return at;
      let left = sum;
      for (const { startsAt, held } of buckets) {
        left = less(left, held);
        const then = forgottenAt(startsAt);
        if (fits(left, then)) return then;
      }
      return Number.POSITIVE_INFINITY;
    },
  };
}

const forgottenAt = (startsAt: number) => startsAt + bucketMs + hourMs;
