import type { PgBoss } from 'pg-boss';
import { Failure } from '../failure.ts';
import { claimLifetime, uuidOf } from '../store/claims.ts';
import { bossDbOf, type Database, type Query } from '../store/database.ts';
import { storableJson } from '../store/storable-json.ts';
import type { Enqueue, NewJob, StoredJob } from './job.ts';
import { longestLife } from './retry-clock.ts';

type Waiting = {
  job: NewJob;
  key: string;
  resolve: (stored: 'stored' | 'known') => void;
  reject: (error: unknown) => void;
};

/** So that one insert stays short. */
const largestGroup = 500;

export type EnqueueTogether = Readonly<{ enqueue: Enqueue; stop: () => Promise<void> }>;

/**
 * Enqueues in groups: what arrives while an insert is under way goes with the next. `onStored` is called with the names
 * of the queues that got something to do now.
 */
export function createEnqueue(
  { boss, database }: { boss: PgBoss; database: Database },
  onStored: (names: ReadonlySet<string>) => void,
): EnqueueTogether {
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;
  let stopped = false;

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting.slice(0, largestGroup);
      waiting = waiting.slice(largestGroup);
      try {
        await store(group);
      } catch (error) {
        if (group.length > 1 && wasRefused(error)) {
          // One of them is at fault, not the store: the others must not suffer from it.
          for (const one of group) await store([one]).catch((its) => one.reject(unavailable(its)));
        } else for (const { reject } of group) reject(unavailable(error));
      }
    }
    flushing = undefined;
  };

  const store = async (group: readonly Waiting[]): Promise<void> => {
    const stored = await database.transaction((query) => insert(boss, query, group));
    const now = new Date();
    const due = group.filter(({ key, job }) => stored.has(key) && !(job.startAfter && job.startAfter > now));
    if (due.length > 0) onStored(new Set(due.map(({ job }) => job.name)));
    for (const { key, resolve } of group) resolve(stored.delete(key) ? 'stored' : 'known');
  };

  return {
    enqueue: (job) =>
      new Promise((resolve, reject) => {
        if (stopped) return reject(new Failure('store-unavailable', 'jobs are stopped'));
        waiting.push({ job, key: uuidOf(`${job.name}\n${job.id}`), resolve, reject });
        flushing ??= flush();
      }),
    stop: async () => {
      stopped = true;
      await flushing;
    },
  };
}

/** Resolves with the keys that were new. In order of keys, so that two replicas never wait for each other in a circle. */
async function insert(boss: PgBoss, query: Query, group: readonly Waiting[]): Promise<Set<string>> {
  const first = new Map<string, NewJob>();
  for (const { key, job } of group) if (!first.has(key)) first.set(key, job);
  const now = Date.now();
  const keys = [...first.keys()].sort();
  const keepUntil = keys.map((key) => {
    const start = first.get(key)?.startAfter?.getTime() ?? now;
    return new Date(Math.max(start, now) + longestLife + claimLifetime);
  });
  const claimed = await query<{ key: string }>(
    `insert into claims (key, keep_until) select * from unnest($1::uuid[], $2::timestamptz[])
     on conflict (key) do nothing returning key`,
    [keys, keepUntil],
  );
  const fresh = new Set(claimed.map(({ key }) => key));
  const byName = Map.groupBy(fresh, (key) => first.get(key)?.name ?? '');
  for (const [name, ids] of byName) {
    const jobs = ids.map((id) => toInsert(id, first.get(id) as NewJob, now));
    await boss.insert(name, jobs, { db: bossDbOf(query) });
  }
  return fresh;
}

function toInsert(id: string, job: NewJob, now: number) {
  const since = job.startAfter?.getTime() ?? now;
  const data: StoredJob = JSON.parse(storableJson({ id: job.id, since, tries: 0, data: job.data }));
  return job.startAfter ? { id, data, startAfter: job.startAfter } : { id, data };
}

/** Whether the database (by a code of SQL) or pg-boss said no, rather than that there was nobody to say it. */
function wasRefused(error: unknown): boolean {
  if (!(error instanceof Failure)) return true;
  const { cause } = error.facts;
  return cause instanceof Error && 'code' in cause && /^\d[0-9A-Z]{4}$/.test(String(cause.code));
}

const unavailable = (cause: unknown) =>
  cause instanceof Failure ? cause : new Failure('store-unavailable', 'a job could not be stored', { cause });
