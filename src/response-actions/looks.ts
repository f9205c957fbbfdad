import type { Query } from '../store/database.ts';

/** Which requests are to be looked at, and by whom. Each rejects with Failure `store-unavailable`. */
export type Looks = Readonly<{
  /** Ids of those that are to be looked at. */
  toFollow: () => Promise<readonly string[]>;
  /** Whether the look is ours, until then; somebody else may have it. */
  takeLook: (id: string, until: number) => Promise<boolean>;
  /** Nothing new was seen; no change of the request, and nothing to show. */
  lookedInVain: (id: string, next: Readonly<{ looks: number; nextAt: number }>) => Promise<void>;
}>;

export const createLooks = (query: Query, now: () => number): Looks => ({
  toFollow: async () =>
    (
      await query<{ id: string }>(
        "select id from action_requests where look_at <= $1 and state in ('done', 'unknown') order by look_at limit 100",
        [new Date(now())],
      )
    ).map(({ id }) => id),
  takeLook: async (id, until) =>
    (
      await query('update action_requests set look_at = $2 where id = $1 and look_at <= $3 returning id', [
        id,
        new Date(until),
        new Date(now()),
      ])
    ).length > 0,
  lookedInVain: async (id, { looks, nextAt }) => {
    await query(
      `update action_requests set look_at = $2, facts = facts
         || jsonb_build_object('progress', (facts->'progress') || jsonb_build_object('looks', $3::int, 'nextAt', $4::bigint))
       where id = $1 and look_at is not null and (facts->'progress'->>'looks')::int = $3::int - 1`,
      [id, new Date(nextAt), looks, nextAt],
    );
  },
});
