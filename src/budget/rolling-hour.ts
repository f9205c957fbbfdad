/** Width of one bucket. What it holds is forgotten when all of it is over an hour old, so an hour never holds more. */
export const bucketMs = 10_000;
export const hourMs = 60 * 60 * 1000;

export const bucketOf = (at: number): number => at - (at % bucketMs);

export type Count = Readonly<{ total: number; watching: number }>;

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
  let buckets: { startsAt: number; total: number; watching: number }[] = [];
  let total = 0;
  let watching = 0;

  const forget = (at: number) => {
    // A clock set back leaves buckets in the future: they would count until it has caught up, so they go as well.
    const isNear = (startsAt: number) => forgottenAt(startsAt) > at && startsAt <= at + hourMs;
    if (buckets.length === 0 || (isNear(buckets[0]!.startsAt) && isNear(buckets.at(-1)!.startsAt))) return;
    for (const bucket of buckets) {
      if (isNear(bucket.startsAt)) continue;
      total -= bucket.total;
      watching -= bucket.watching;
    }
    buckets = buckets.filter(({ startsAt }) => isNear(startsAt));
  };

  const bucketFrom = (startsAt: number) => {
    const before = buckets.findLastIndex((bucket) => bucket.startsAt <= startsAt);
    const found = buckets[before];
    if (found?.startsAt === startsAt) return found;
    const bucket = { startsAt, total: 0, watching: 0 };
    buckets.splice(before + 1, 0, bucket);
    return bucket;
  };

  const add = (startsAt: number, count: Count) => {
    const bucket = bucketFrom(startsAt);
    bucket.total += count.total;
    bucket.watching += count.watching;
    total += count.total;
    watching += count.watching;
  };

  return {
    add,
    set: (startsAt, count) => {
      const now = bucketFrom(startsAt);
      add(startsAt, { total: count.total - now.total, watching: count.watching - now.watching });
    },
    count: (at) => {
      forget(at);
      return { total, watching };
    },
    whenFits: (at, fits) => {
      forget(at);
      if (fits({ total, watching }, at)) return at;
      const left = { total, watching };
      for (const bucket of buckets) {
        left.total -= bucket.total;
        left.watching -= bucket.watching;
        const then = forgottenAt(bucket.startsAt);
        if (fits(left, then)) return then;
      }
      return Number.POSITIVE_INFINITY;
    },
  };
}

const forgottenAt = (startsAt: number) => startsAt + bucketMs + hourMs;
