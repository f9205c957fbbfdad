import type { Log } from '../log.ts';
import type { Database, Query } from './database.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

/** Removes what has had its time; `now` in milliseconds since the epoch. */
export type Pruner = (query: Query, now: number) => Promise<void>;

/** One statement removes so many rows at most: it has to end well within the time of a statement. */
const rowsAtOnce = 5000;

/** Deletes rows, a few thousand at a time; `condition` is SQL with `$1`. Rows that another replica is deleting are its own. */
async function remove(query: Query, table: string, condition: string, before: Date): Promise<void> {
  for (let removed = rowsAtOnce; removed === rowsAtOnce; ) {
    const rows = await query<{ count: number }>(
      `with gone as (
         delete from ${table} where ctid = any(array(
           select ctid from ${table} where ${condition} limit $2::int for update skip locked)) returning 1)
       select count(*) as count from gone`,
      [before, rowsAtOnce],
    );
    removed = rows[0]?.count ?? 0;
  }
}

/** What was collected in the room of an incident stays as long as it is one: one look at a primary key for each old row. */
const isOfNoIncident = `not exists (select from incident_rooms i where i.platform = annotations.platform
  and i.workspace = annotations.workspace and i.channel = annotations.channel)`;

/**
 * Claims after their time, listings after 7 days, annotations 30 days after their last change (then we forget the message),
 * and so the ids of posts.
 */
const pruners: readonly Pruner[] = [
  (query, now) => remove(query, 'claims', 'keep_until < $1', new Date(now)),
  (query, now) => remove(query, 'listings', 'created_at < $1', new Date(now - 7 * day)),
  (query, now) => remove(query, 'annotations', `changed_at < $1 and ${isOfNoIncident}`, new Date(now - 30 * day)),
  (query, now) => remove(query, 'adapter_notes', "name like 'post/%' and written_at < $1", new Date(now - 30 * day)),
];

/** Removes what has had its time, here and by `further`. All are tried; then the first failure is thrown. */
export async function prune(
  { query, kind }: Pick<Database, 'query' | 'kind'>,
  further: readonly Pruner[] = [],
  now = Date.now(),
): Promise<void> {
  const failures: unknown[] = [];
  for (const pruner of [...pruners, ...further])
    await pruner(query, now).catch((error: unknown) => {
      failures.push(error);
    });
  // The embedded database has no process that reclaims the room of removed rows and counts the others.
  if (kind === 'embedded') await query('vacuum analyze');
  if (failures.length > 0) throw failures[0];
}

export type PruneOptions = Readonly<{
  further?: readonly Pruner[];
  now?: () => number;
  /** Milliseconds. */
  every?: number;
}>;

/** Prunes every hour until stopped, never twice at once; a failure waits for the next hour. */
export function pruneHourly(
  database: Pick<Database, 'query' | 'kind'>,
  log: Log,
  { further = [], now = Date.now, every = hour }: PruneOptions = {},
): () => void {
  let pruning = false;
  const timer = setInterval(async () => {
    if (pruning) return;
    pruning = true;
    await prune(database, further, now()).catch((error: unknown) =>
      log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'pruning failed'),
    );
    pruning = false;
  }, every);
  timer.unref();
  return () => clearInterval(timer);
}
