import { PgBoss } from 'pg-boss';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { createAnnouncements } from './announce.ts';
import { createEnqueue } from './enqueue-together.ts';
import type { Enqueue, JobHandler, WorkOptions } from './job.ts';
import { type Depth, handBackAll, type LongWaiting, readDepth, readLongWaiting } from './job-rows.ts';
import { type WorkQueue, workQueue } from './work-queue.ts';

export type Jobs = Readonly<{
  enqueue: Enqueue;
  /** Begins to run the jobs of that name. Once per name. */
  work: <Data>(name: string, handler: JobHandler<Data>, options: WorkOptions<Data>) => Promise<void>;
  /** What waits, of all replicas, one entry for each name; what runs is not counted. */
  depth: () => Promise<Depth[]>;
  /** The rooms with jobs of that name that are older than so many milliseconds. */
  longWaiting: (name: string, ageMs: number) => Promise<LongWaiting[]>;
  /** Takes nothing new; running jobs get 8 s, then return to the queue. */
  stop: () => Promise<void>;
}>;

export type JobsParts = Readonly<{
  database: Database;
  log: Log;
  /** The names that will be enqueued or worked. */
  names: readonly string[];
  now?: () => number;
}>;

const grace = 8000;

/**
 * Durable work over pg-boss, which keeps the jobs and their tables; when they run and how often they are tried is decided
 * here, because its own clock and retention break our promises: a job starts at once, is tried for 24 hours, is handed on
 * within seconds when its process dies, and is deleted with its data when it is done.
 */
export async function createJobs({ database, log, names, now = Date.now }: JobsParts): Promise<Jobs> {
  const { query } = database;
  const embedded = database.kind === 'embedded';
  const boss = new PgBoss({
    db: database.bossDb,
    backend: embedded ? 'pglite' : 'postgres',
    schedule: false,
    registerInstance: false,
    monitorVacuum: !embedded,
    reindex: !embedded,
    clock: steadyClock,
  });
  boss.on('error', (error) => log.warn({ error: error.message }, 'job queue error'));
  boss.on('warning', ({ message }) => log.warn({ warning: message }, 'job queue warning'));
  const made = async () => {
    await boss.start();
    for (const name of names) await boss.createQueue(name);
  };
  await made().catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : 'unknown';
    throw new Failure('store-unavailable', `The job queue cannot be used in the database: ${why}.`, { cause });
  });
  // Nobody else can be running them: they are of the process that held the directory before us.
  if (embedded) await handBackAll(query);

  const queues = new Map<string, WorkQueue>();
  const announcements = await createAnnouncements(database, (name) => queues.get(name)?.nudge());
  const enqueueing = createEnqueue({
    query,
    now,
    reserve: (name, wanted) => queues.get(name)?.reserve(wanted),
    onWaiting: (waiting) => {
      for (const name of waiting) {
        queues.get(name)?.nudge();
        announcements.announce(name);
      }
    },
  });
  return {
    enqueue: enqueueing.enqueue,
    work: async (name, handler, options) => {
      queues.set(name, workQueue({ query, log, now }, name, handler, options));
    },
    depth: async () => {
      const found = await readDepth(query);
      return names.map(
        (name) => found.find((one) => one.name === name) ?? { name, waiting: 0, putOff: 0, oldestAgeSeconds: 0 },
      );
    },
    longWaiting: (name, ageMs) => readLongWaiting(query, name, ageMs),
    stop: async () => {
      await enqueueing.stop();
      await announcements.stop();
      await Promise.all([...queues.values()].map((queue) => queue.stop(grace)));
      await boss.stop({ graceful: false, close: false });
    },
  };
}

/** pg-boss would let its upkeep rest for as long as the process' clock is set back. */
const steadyClock = {
  now: () => performance.timeOrigin + performance.now(),
  setTimeout: (work: () => void, ms: number) => setTimeout(work, ms),
  clearTimeout: (handle: unknown) => clearTimeout(handle as NodeJS.Timeout),
  setInterval: (work: () => void, ms: number) => setInterval(work, ms),
  clearInterval: (handle: unknown) => clearInterval(handle as NodeJS.Timeout),
};
