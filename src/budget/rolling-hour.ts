/** Width of one bucket. What it holds is forgotten when all of it is over an hour old, so an hour never holds more. */
const bucketMs = 10_000;
const hourMs = 60 * 60 * 1000;

type Bucket = { startsAt: number; total: number; watching: number };

/** Counts requests of the last 60 minutes, in at most 361 buckets. Times are milliseconds since the epoch. */
export type RollingHour = Readonly<{
  add: (at: number, watching: boolean) => void;
  count: (at: number) => Readonly<{ total: number; watching: number }>;
  /** When the count will have fallen below `limit`, if nothing more is added; Infinity for a limit of 0. */
  roomAt: (what: 'total' | 'watching', limit: number) => number;
}>;

export function createRollingHour(): RollingHour {
  let buckets: Bucket[] = [];
  let total = 0;
  let watching = 0;

  const forget = (at: number) => {
    let old = 0;
    for (const bucket of buckets) {
      // A clock set back leaves buckets in the future: they would count until it has caught up, so they go as well.
      if (bucket.startsAt + bucketMs + hourMs > at && bucket.startsAt <= at + hourMs) break;
      total -= bucket.total;
      watching -= bucket.watching;
      old += 1;
    }
    if (old > 0) buckets = buckets.slice(old);
  };

  return {
    add: (at, isWatching) => {
      forget(at);
      const startsAt = at - (at % bucketMs);
      let bucket = buckets.at(-1);
      if (!bucket || bucket.startsAt < startsAt) {
        bucket = { startsAt, total: 0, watching: 0 };
        buckets.push(bucket);
      }
      bucket.total += 1;
      total += 1;
      if (!isWatching) return;
      bucket.watching += 1;
      watching += 1;
    },
    count: (at) => {
      forget(at);
      return { total, watching };
    },
    roomAt: (what, limit) => {
      let left = what === 'total' ? total : watching;
      for (const bucket of buckets) {
        left -= bucket[what];
        if (left < limit) return bucket.startsAt + bucketMs + hourMs;
      }
      return Number.POSITIVE_INFINITY;
    },
  };
}
