import type { Log } from '../log.ts';
import type { Database } from './database.ts';

const hour = 60 * 60 * 1000;

/**
 * Removes what has had its time: claims after theirs, listings after 7 days, annotations 30 days after their last change
 * (older messages are then edited and deleted without us).
 */
export async function prune({ query, kind }: Pick<Database, 'query' | 'kind'>): Promise<void> {
  await query('delete from claims where keep_until < $1', [new Date()]);
  await query('delete from listings where created_at < $1', [new Date(Date.now() - 7 * 24 * hour)]);
  await query('delete from annotations where changed_at < $1', [new Date(Date.now() - 30 * 24 * hour)]);
  // The embedded database has no process that reclaims the room of removed rows and counts the others.
  if (kind === 'embedded') await query('vacuum analyze');
}

/** Prunes every hour until stopped; a failure waits for the next hour. */
export function pruneHourly(database: Pick<Database, 'query' | 'kind'>, log: Log): () => void {
  const timer = setInterval(() => {
    prune(database).catch((error: unknown) =>
      log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'pruning failed'),
    );
  }, hour);
  timer.unref();
  return () => clearInterval(timer);
}
