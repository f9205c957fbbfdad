/**
 * Every statement that touches pg-boss' table of jobs (version 12.38; a test holds its columns). pg-boss keeps the table,
 * its indexes and its upkeep; its own calls need several statements for what here is one, and cannot start a job that is
 * stored by the process that runs it. All times are the database's: a process hands in durations only, so that clocks
 * that differ, or are set, do no harm.
 */
import type { Query } from '../store/database.ts';
import type { StoredJob } from './job.ts';

/** One attempt at a job: `retryCount` counts up with each. What was handed on is of another attempt. */
export type Attempt = Readonly<{ id: string; retryCount: number }>;

export type NewRow = Readonly<{
  key: string;
  name: string;
  data: StoredJob;
  /** pg-boss' priority: higher goes first, the older first among equals. */
  rank: number;
  /** Milliseconds until it may start. */
  wait: number;
  /** It starts in this process at once: stored as running, so that it is handed on if the process dies. */
  here: boolean;
}>;

/** Where pg-boss keeps the jobs of queues without a table of their own: a part of its table `job`. */
const table = 'pgboss.job_common';

/** Seconds without a sign of life after which an attempt counts as lost. */
export const silence = 10;

// Due since ever: a clock of the database that is set back must not make waiting what could start.
const atOnce = `'epoch'::timestamptz`;
const afterWait = `case when wait > 0 then now() + wait * interval '1 ms' else ${atOnce} end`;

/**
 * Stores the jobs whose keys are new, keeping each key until `keepFor` ms after the job may start; resolves with the new
 * keys. In order of keys, so that two replicas never wait for each other in a circle.
 */
export async function insertRows(query: Query, rows: readonly NewRow[], keepFor: number): Promise<string[]> {
  const stored = await query<{ id: string }>(
    `with given as (
       select * from jsonb_to_recordset($1::jsonb)
         as g (key uuid, name text, data jsonb, rank int, wait float8, here boolean)
     ), claimed as (
       insert into claims (key, keep_until)
       select key, now() + (wait + $2::float8) * interval '1 ms' from given order by key
       on conflict (key) do nothing returning key
     )
     insert into ${table} (id, name, data, priority, state, start_after, created_on, started_on, heartbeat_on,
       keep_until, policy, retry_limit, retry_delay, expire_seconds)
     select key, name, data, rank, case when here then 'active' else 'created' end::pgboss.job_state, ${afterWait},
       now(), case when here then now() end, case when here then now() end,
       now() + interval '30 days', 'standard', 1000000, 0, 30 * 24 * 60 * 60
     from claimed join given using (key) returning id`,
    [JSON.stringify(rows), keepFor],
  );
  return stored.map(({ id }) => id);
}

export type Taken = Attempt & Readonly<{ data: StoredJob }>;

/** Takes up to `most` jobs that are due: of the highest rank, the oldest first. */
export const takeRows = (query: Query, name: string, most: number): Promise<Taken[]> =>
  query<Taken>(
    `with next as (
       select id from ${table} where name = $1 and state < 'active' and not blocked and start_after <= now()
       order by priority desc, created_on limit $2::int for update skip locked
     )
     update ${table} j set state = 'active', started_on = now(), heartbeat_on = now(),
       retry_count = case when started_on is not null then retry_count + 1 else retry_count end
     from next where j.name = $1 and j.id = next.id
     returning j.id, j.retry_count as "retryCount", j.data`,
    [name, most],
  );

/** How an attempt ended. Without `again` the job is done and goes with its data. */
export type Ending = Readonly<{ attempt: Attempt; again?: Readonly<{ wait: number; tries: number }> }>;

/** Settles attempts; nothing happens to those that are not the current ones any more. */
export async function settleRows(query: Query, name: string, endings: readonly Ending[]): Promise<void> {
  const done = endings.filter(({ again }) => !again).map(({ attempt }) => attempt);
  const again = endings.flatMap(({ attempt, again }) => (again ? [{ ...attempt, ...again }] : []));
  const deleted = `delete from ${table} where name = $1 and state = 'active'
     and (id, retry_count) in (select * from unnest($2::uuid[], $3::int[]))`;
  const attempts = [name, done.map(({ id }) => id), done.map(({ retryCount }) => retryCount)];
  if (again.length === 0) {
    await query(deleted, attempts);
    return;
  }
  await query(
    `with done as (${deleted})
     update ${table} j set state = 'retry', heartbeat_on = null, start_after = ${afterWait},
       data = jsonb_set(j.data, '{tries}', to_jsonb(a.tries))
     from jsonb_to_recordset($4::jsonb) as a (id uuid, "retryCount" int, wait float8, tries int)
     where j.name = $1 and j.id = a.id and j.retry_count = a."retryCount" and j.state = 'active'`,
    [...attempts, JSON.stringify(again)],
  );
}

/** Puts all running jobs back: of a process that is known to be dead. */
export async function handBackAll(query: Query): Promise<void> {
  await query(
    `update ${table} set state = 'retry', start_after = ${atOnce}, heartbeat_on = null where state = 'active'`,
  );
}

export type Heard = Readonly<{
  /** Of `ours`, the ids of those that are still current. */
  ours: readonly string[];
  /** Attempts of others that have given no sign of life for too long. */
  silent: readonly Attempt[];
  /** How many of the suspects were put back to be run again. */
  takenBack: number;
  /** The database's clock, milliseconds. */
  clock: number;
}>;

/**
 * Gives a sign of life for our attempts, and puts back those suspects that still give none. Suspects are those that were
 * silent at the last look too: after a pause of the whole database, or a step of its clock, everybody seems dead at
 * first, and has time to speak until the second.
 */
export async function beatRows(
  query: Query,
  name: string,
  ours: readonly Attempt[],
  suspects: readonly Attempt[],
): Promise<Heard> {
  const isSilent = `state = 'active' and heartbeat_on < now() - interval '${silence} s'`;
  const [heard] = await query<Heard>(
    `with touched as (
       update ${table} set heartbeat_on = now()
       where name = $1 and state = 'active' and (id, retry_count) in (select * from unnest($2::uuid[], $3::int[]))
       returning id
     ), dead as (
       select id from ${table}
       where name = $1 and ${isSilent} and (id, retry_count) in (select * from unnest($4::uuid[], $5::int[]))
       for update skip locked
     ), taken as (
       update ${table} j set state = 'retry', start_after = ${atOnce}, heartbeat_on = null
       from dead where j.name = $1 and j.id = dead.id returning j.id
     ), silent as (
       select id, retry_count as "retryCount" from ${table}
       where name = $1 and ${isSilent} and id <> all($2::uuid[]) and id <> all($4::uuid[]) limit 1000
     )
     select (select coalesce(jsonb_agg(id), '[]') from touched) as ours,
       (select coalesce(jsonb_agg(silent), '[]') from silent) as silent,
       (select count(*)::int from taken) as "takenBack",
       extract(epoch from clock_timestamp())::float8 * 1000 as clock`,
    [name, ...columns(ours), ...columns(suspects)],
  );
  if (!heard) throw new Error('the database gave no answer to a sign of life');
  return heard;
}

/**
 * After the database's clock was set back: what waits does so for as long as was meant, from now, and the silence of the
 * dead is counted from now. Safe to repeat.
 */
export async function mendTimes(query: Query, name: string): Promise<void> {
  await query(
    `update ${table} set heartbeat_on = now()
     where name = $1 and state = 'active' and heartbeat_on > now() + interval '${silence} s'`,
    [name],
  );
  await query(
    `update ${table} set start_after = now() + (start_after - greatest(created_on, started_on)),
       created_on = least(created_on, now()), started_on = case when started_on > now() then now() else started_on end
     where name = $1 and state < 'active' and start_after > now()
       and greatest(created_on, started_on) > now() + interval '${silence} s'`,
    [name],
  );
}

export type Depth = Readonly<{
  name: string;
  /** Could start now. */
  waiting: number;
  /** Wait for a time of theirs. */
  putOff: number;
  /** Since the oldest of both was stored; 0 when there is none. */
  oldestAgeSeconds: number;
}>;

/** Read from one index alone; 30,000 rows take the embedded database some 50 ms, a server a tenth. */
export const readDepth = (query: Query): Promise<Depth[]> =>
  query<Depth>(
    `select name, count(*) filter (where start_after <= now())::int as waiting,
       count(*) filter (where start_after > now())::int as "putOff",
       greatest(extract(epoch from now() - min(created_on)), 0)::float8 as "oldestAgeSeconds"
     from ${table} where state < 'active' and not blocked group by name`,
  );

export type LongWaiting = Readonly<{
  room: string;
  /** Since the oldest of its jobs was stored. */
  ageMs: number;
}>;

/** The rooms whose jobs of that name are older than `ageMs` and not done, those that run among them. */
export const readLongWaiting = (query: Query, name: string, ageMs: number): Promise<LongWaiting[]> =>
  query<LongWaiting>(
    `select data->>'room' as room, extract(epoch from now() - min(created_on))::float8 * 1000 as "ageMs"
     from ${table} where name = $1 and state <= 'active' and created_on < now() - $2::float8 * interval '1 ms'
       and data->>'room' is not null
     group by data->>'room'`,
    [name, ageMs],
  );

const columns = (attempts: readonly Attempt[]) => [
  attempts.map(({ id }) => id),
  attempts.map(({ retryCount }) => retryCount),
];
