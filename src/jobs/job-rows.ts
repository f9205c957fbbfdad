/**
 * The three changes to pg-boss' rows (version 12.38) that its own calls do not offer: a try at a time of our choice, and
 * jobs handed back.
 */
import type { Query } from '../store/database.ts';
import type { StoredJob } from './job.ts';

/** Identifies one attempt: pg-boss counts `retryCount` up with each new one. */
export type Attempt = Readonly<{ id: string; retryCount: number }>;

/** Puts a running job back, to be tried at `at` (milliseconds since the epoch); nothing when the attempt is not current. */
export async function retryAt(
  query: Query,
  name: string,
  attempt: Attempt,
  stored: StoredJob,
  at: number,
): Promise<void> {
  await query(
    `update pgboss.job set state = 'retry', data = $4::jsonb, start_after = $5, heartbeat_on = null
     where name = $1 and id = $2 and state = 'active' and retry_count = $3`,
    [name, attempt.id, attempt.retryCount, JSON.stringify(stored), new Date(at)],
  );
}

/** Puts running jobs back, to be tried at once. */
export async function handBack(query: Query, name: string, ids: readonly string[]): Promise<void> {
  await query(
    `update pgboss.job set state = 'retry', start_after = now(), heartbeat_on = null
     where name = $1 and id = any($2::uuid[]) and state = 'active'`,
    [name, ids],
  );
}

/** Puts all running jobs back: of a process that is known to be dead. */
export async function handBackAll(query: Query): Promise<void> {
  await query(`update pgboss.job set state = 'retry', start_after = now(), heartbeat_on = null where state = 'active'`);
}
