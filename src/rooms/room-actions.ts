import type { StoredEntry } from '../audit/stored-entry.ts';
import type { Room } from '../room.ts';
import type { Query } from '../store/database.ts';

/** How the response actions stand that were asked for in a room. Dry runs count for themselves: they did nothing. */
export type ActionCounts = Readonly<{
  done: number;
  /** They wait for approval, or run. */
  waiting: number;
  /** Nobody knows what came of them. */
  unknown: number;
  failed: number;
  /** Refused, cancelled, or nobody decided in time. */
  dropped: number;
  dryRuns: number;
}>;

type State = keyof Omit<ActionCounts, 'dryRuns'>;
const counted: Readonly<Record<string, State>> = {
  confirmed: 'waiting',
  approved: 'waiting',
  executing: 'waiting',
  done: 'done',
  failed: 'failed',
  unknown: 'unknown',
  refused: 'dropped',
  expired: 'dropped',
  cancelled: 'dropped',
};

/**
 * Counts the requests that these entries of a room name and that were asked for there: one that was only approved there
 * belongs to another room. Rejects with Failure `store-unavailable`.
 */
export async function actionsIn(query: Query, room: Room, entries: readonly StoredEntry[]): Promise<ActionCounts> {
  const ids = [...new Set(entries.flatMap(({ request }) => request ?? []))];
  const counts = { done: 0, waiting: 0, unknown: 0, failed: 0, dropped: 0, dryRuns: 0 };
  if (ids.length === 0) return counts;
  const rows = await query<{ state: string; dry: boolean | null; count: number }>(
    `select state, (facts->'terms'->>'dryRun')::boolean as dry, count(*)::int as count from action_requests
     where id = any($1::text[]) and facts->'place'->>'platform' = $2 and facts->'place'->>'workspace' = $3
       and facts->'place'->>'channel' = $4
     group by 1, 2`,
    [ids, room.platform, room.workspace, room.channel],
  );
  for (const { state, dry, count } of rows) {
    const as = counted[state];
    if (as) counts[dry && as === 'done' ? 'dryRuns' : as] += count;
  }
  return counts;
}
