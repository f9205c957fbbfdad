import { Failure } from '../failure.ts';
import { claimLifetime, uuidOf } from '../store/claims.ts';
import type { Query } from '../store/database.ts';
import { storableJson } from '../store/storable-json.ts';
import type { Enqueue, NewJob, StoredJob } from './job.ts';
import { insertRows, type NewRow } from './job-rows.ts';
import { longestLife } from './retry-clock.ts';
import { createRoomRank } from './room-rank.ts';
import type { Hands } from './work-queue.ts';

type Waiting = {
  row: Omit<NewRow, 'here'>;
  resolve: (stored: 'stored' | 'known') => void;
  reject: (error: unknown) => void;
};

/** So that one insert stays short. */
const largestGroup = 500;

export type EnqueueParts = Readonly<{
  query: Query;
  now: () => number;
  /** Takes hands that are free in this process: undefined when there are none for that queue. */
  reserve: (name: string, wanted: number) => Hands | undefined;
  /** There is something to do now in these queues. */
  onWaiting: (names: ReadonlySet<string>) => void;
}>;

export type EnqueueTogether = Readonly<{ enqueue: Enqueue; stop: () => Promise<void> }>;

/**
 * Enqueues in groups: what arrives while an insert is under way goes with the next. What this process has a free hand
 * for, and nobody else waits for, is stored as running and starts when it is committed.
 */
export function createEnqueue({ query, now, reserve, onWaiting }: EnqueueParts): EnqueueTogether {
  const rankOf = createRoomRank(now);
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
    const rows = new Map<string, NewRow>();
    for (const { row } of group) if (!rows.has(row.key)) rows.set(row.key, { ...row, here: false });
    const due = [...rows.values()].filter(({ wait }) => wait === 0).sort((a, b) => b.rank - a.rank);
    const reserved: Hands[] = [];
    for (const [name, its] of Map.groupBy(due, ({ name }) => name)) {
      const hands = reserve(name, its.length);
      if (!hands) continue;
      reserved.push(hands);
      for (const row of its.slice(0, hands.count)) rows.set(row.key, { ...row, here: true });
    }
    const stored = new Set<string>();
    try {
      for (const key of await insertRows(query, [...rows.values()], longestLife + claimLifetime)) stored.add(key);
    } finally {
      const fresh = [...rows.values()].filter(({ key }) => stored.has(key));
      for (const hands of reserved) hands.start(fresh.filter(({ name, here }) => here && name === hands.name));
    }
    const left = due.filter(({ key }) => stored.has(key) && !rows.get(key)?.here);
    if (left.length > 0) onWaiting(new Set(left.map(({ name }) => name)));
    for (const { row, resolve } of group) resolve(stored.delete(row.key) ? 'stored' : 'known');
  };

  return {
    enqueue: (job) =>
      new Promise((resolve, reject) => {
        if (stopped) return reject(new Failure('store-unavailable', 'jobs are stopped'));
        const rank = job.room === undefined ? 0 : rankOf(`${job.name}\n${job.room}`);
        waiting.push({ row: toRow(job, rank, now()), resolve, reject });
        flushing ??= flush();
      }),
    stop: async () => {
      stopped = true;
      await flushing;
    },
  };
}

function toRow(job: NewJob, rank: number, now: number): Omit<NewRow, 'here'> {
  const wait = Math.max(job.wait ?? 0, 0);
  const { id, name, room, data } = job;
  const stored: StoredJob = JSON.parse(storableJson({ id, since: now + wait, tries: 0, room, data }));
  return { key: uuidOf(`${name}\n${id}`), name, data: stored, rank, wait };
}

/** Whether the database (by a code of SQL) said no, rather than that there was nobody to say it. */
function wasRefused(error: unknown): boolean {
  if (!(error instanceof Failure)) return true;
  const { cause } = error.facts;
  return cause instanceof Error && 'code' in cause && /^\d[0-9A-Z]{4}$/.test(String(cause.code));
}

const unavailable = (cause: unknown) =>
  cause instanceof Failure ? cause : new Failure('store-unavailable', 'a job could not be stored', { cause });
