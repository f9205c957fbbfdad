import type { Query } from '../store/database.ts';

/**
 * Up to when the search for changed incidents has seen what there was, for all replicas; one looks at a time. Times are
 * milliseconds since the epoch. Each rejects with Failure `store-unavailable`.
 */
export type Mark = Readonly<{
  /**
   * Takes the right to look if the last look was so long ago (milliseconds) and nobody is at it: resolves with the time
   * that was reached, else undefined. There is nothing to catch up with before the first look of all.
   */
  take: (after: number) => Promise<number | undefined>;
  reached: (at: number) => Promise<void>;
  /** Ends the look; the next is due in so many milliseconds. */
  leave: (nextIn: number) => Promise<void>;
}>;

/** Longest that a look may take, milliseconds; then it counts as that of a dead process. */
const lease = 3 * 60_000;
const name = 'incidents';

/** `every`: the usual time between looks, milliseconds. */
export function createMark(query: Query, now: () => number, every: number): Mark {
  const at = (ms: number) => new Date(ms);
  return {
    take: async (after) => {
      await query(
        `insert into xdr_marks (name, seen_until, looked_at, leased_until) values ($1, $2, $2, $2)
         on conflict do nothing`,
        [name, at(now())],
      );
      const [row] = await query<{ seen_until: Date }>(
        `update xdr_marks set leased_until = $3
         where name = $1 and leased_until <= $2 and looked_at <= $4 returning seen_until`,
        [name, at(now()), at(now() + lease), at(now() - after)],
      );
      return row?.seen_until.getTime();
    },
    reached: async (reached) => {
      await query('update xdr_marks set seen_until = greatest(seen_until, $2), leased_until = $3 where name = $1', [
        name,
        at(reached),
        at(now() + lease),
      ]);
    },
    leave: async (nextIn) => {
      await query('update xdr_marks set looked_at = $2, leased_until = $3 where name = $1', [
        name,
        at(now() - every + nextIn),
        at(now()),
      ]);
    },
  };
}
