import { PgBoss } from 'pg-boss';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { createEnqueue } from './enqueue-together.ts';
import type { Enqueue, JobHandler, WorkOptions } from './job.ts';
import { handBackAll } from './job-rows.ts';
import { type WorkQueue, workQueue } from './work-queue.ts';

export type Jobs = Readonly<{
  enqueue: Enqueue;
  /** Begins to run the jobs of that name. Once per name. */
  work: <Data>(name: string, handler: JobHandler<Data>, options: WorkOptions<Data>) => Promise<void>;
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

const channel = 'xdr_chatops_jobs';
const grace = 8000;
/** Seconds; pg-boss counts a running job as lost when it hears nothing of it for so long. */
const heartbeatSeconds = 10;

/**
 * Durable work over pg-boss, which keeps the jobs; when they run and how often they are tried is decided here, because
 * its own clock and retention break our promises: a job starts at once, is tried for 24 hours, and is deleted with its
 * data when it is done.
 */
export async function createJobs({ database, log, names, now = Date.now }: JobsParts): Promise<Jobs> {
  const embedded = database.kind === 'embedded';
  const boss = new PgBoss({
    db: database.bossDb,
    backend: embedded ? 'pglite' : 'postgres',
    schedule: false,
    registerInstance: false,
    monitorVacuum: !embedded,
    reindex: !embedded,
    // Looks for jobs of dead processes; in embedded mode there is no other process.
    superviseIntervalSeconds: embedded ? 60 : 5,
    monitorIntervalSeconds: embedded ? 60 : 5,
  });
  boss.on('error', (error) => log.warn({ error: error.message }, 'job queue error'));
  boss.on('warning', ({ message }) => log.warn({ warning: message }, 'job queue warning'));
  await boss.start();
  for (const name of names)
    await boss.createQueue(name, { heartbeatSeconds, retryLimit: 1_000_000, retryDelay: 0, expireInSeconds: 60 * 60 });
  // Nobody else can be running them: they are of the process that held the directory before us.
  if (embedded) await handBackAll(database.query);

  const queues = new Map<string, WorkQueue>();
  const enqueueing = createEnqueue({ boss, database }, (stored) => {
    for (const name of stored) {
      queues.get(name)?.nudge();
      // Another replica may have a hand free. A lost word costs a second: each looks by itself too.
      if (!embedded) database.query('select pg_notify($1, $2)', [channel, name]).catch(() => {});
    }
  });
  const stopListening = embedded ? async () => {} : await database.listen(channel, (name) => queues.get(name)?.nudge());
  return {
    enqueue: enqueueing.enqueue,
    work: async (name, handler, options) => {
      queues.set(name, workQueue({ boss, database, log, now }, name, handler, options));
    },
    stop: async () => {
      const deadline = Date.now() + grace;
      await enqueueing.stop();
      await stopListening();
      await Promise.all([...queues.values()].map((queue) => queue.stop(deadline)));
      await boss.stop({ graceful: false, close: false });
    },
  };
}
