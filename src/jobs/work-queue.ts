import type { PgBoss } from 'pg-boss';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import type { Job, JobHandler, StoredJob, WorkOptions } from './job.ts';
import { type Attempt, handBack, retryAt } from './job-rows.ts';
import { longestLife, retryAfter } from './retry-clock.ts';

/** Milliseconds between looks for work that nobody announced: retries that are due, jobs of dead processes. */
const lookEvery = 1000;
/** Milliseconds between signs of life of running jobs; pg-boss takes a job away after 10 s without one. */
const beatEvery = 3000;

type Running = { claim: Attempt; abort: AbortController; done: Promise<void> };
type Next = { claim: Attempt; again?: { stored: StoredJob; at: number } };

export type WorkQueue = Readonly<{ nudge: () => void; stop: (deadline: number) => Promise<void> }>;

type Parts = Readonly<{ boss: PgBoss; database: Database; log: Log; now: () => number }>;

/** Runs the jobs of one queue, several at once, until stopped. */
export function workQueue<Data>(
  { boss, database, log, now }: Parts,
  name: string,
  handler: JobHandler<Data>,
  { concurrency, onGivenUp }: WorkOptions<Data>,
): WorkQueue {
  const running = new Map<string, Running>();
  let settling: Next[] = [];
  let settled: Promise<void> | undefined;
  let fetching: Promise<void> | undefined;
  let more = false;
  let stopping = false;

  const nudge = () => {
    more = true;
    fetching ??= fetchAll().finally(() => {
      fetching = undefined;
      if (more && !stopping && running.size < concurrency) nudge(); // said after the last look, before this line
    });
  };

  const fetchAll = async () => {
    while (more && !stopping && running.size < concurrency) {
      more = false;
      const wanted = concurrency - running.size;
      const jobs = await boss.fetch<StoredJob>(name, { batchSize: wanted, includeMetadata: true }).catch((error) => {
        log.warn({ queue: name, error: messageOf(error) }, 'jobs could not be fetched');
        return [];
      });
      if (jobs.length === wanted) more = true;
      for (const { id, retryCount, data } of jobs) start({ id, retryCount }, data);
    }
  };

  const start = (claim: Attempt, stored: StoredJob) => {
    const known = running.get(claim.id);
    if (known) {
      // It was given up as dead, though it runs here: go on under the new claim.
      known.claim = claim;
      return;
    }
    const abort = new AbortController();
    const entry: Running = { claim, abort, done: Promise.resolve() };
    running.set(claim.id, entry);
    entry.done = run(stored, abort.signal).then((at) => {
      running.delete(claim.id);
      if (abort.signal.aborted) return undefined;
      const again = at === undefined ? {} : { again: { stored, at } };
      settling.push({ claim: entry.claim, ...again });
      settled ??= settleAll();
      if (more) nudge();
      return settled;
    });
  };

  /** Resolves with the time of the next try, if there is to be one. */
  const run = async (stored: StoredJob, signal: AbortSignal): Promise<number | undefined> => {
    // What was enqueued under this name has this shape: the name is the contract.
    const job: Job<Data> = { name, signal, ...stored, data: stored.data as Data };
    const deadline = stored.since + longestLife;
    const late = now() >= deadline;
    try {
      if (!late) {
        const result = await handler(job);
        return result ? Math.min(result.retryAt, deadline) : undefined;
      }
      await onGivenUp(job);
      log.warn({ queue: name, tries: stored.tries }, 'job given up');
      return undefined;
    } catch (error) {
      log.warn({ queue: name, tries: stored.tries, error: messageOf(error) }, 'job failed');
      if (now() >= deadline + longestLife) {
        log.error({ queue: name, tries: stored.tries }, 'job dropped: nobody could be told that it was given up');
        return undefined;
      }
      const at = retryAfter(error, stored.tries, now());
      return late ? at : Math.min(at, deadline);
    }
  };

  /** Settles what has finished meanwhile, in groups, until the store has taken it. */
  const settleAll = async () => {
    for (let failures = 0; settling.length > 0; ) {
      const group = settling;
      settling = [];
      try {
        await settle(group);
        failures = 0;
      } catch (error) {
        settling = [...group, ...settling];
        failures += 1;
        log.warn({ queue: name, jobs: settling.length, error: messageOf(error) }, 'jobs could not be settled');
        if (stopping && failures > 1) break;
        await new Promise((done) => setTimeout(done, Math.min(100 * 2 ** failures, 5000)));
      }
    }
    settled = undefined;
  };

  const settle = async (group: readonly Next[]) => {
    const done = group.filter(({ again }) => !again).map(({ claim }) => claim);
    if (done.length > 0) await boss.deleteJob(name, done);
    await Promise.all(
      group.map(({ claim, again }) =>
        again
          ? retryAt(database.query, name, claim, { ...again.stored, tries: again.stored.tries + 1 }, again.at)
          : undefined,
      ),
    );
  };

  const look = setInterval(nudge, lookEvery);
  const beat = setInterval(() => {
    const claims = [...running.values()].map(({ claim }) => claim);
    if (claims.length === 0) return;
    boss.touch(name, claims).catch((error) => log.warn({ queue: name, error: messageOf(error) }, 'no sign of life'));
  }, beatEvery);
  look.unref();
  beat.unref();
  nudge();

  return {
    nudge,
    stop: async (deadline) => {
      stopping = true;
      clearInterval(look);
      await fetching;
      const left = Math.max(deadline - Date.now(), 0);
      let timer: NodeJS.Timeout | undefined;
      const time = new Promise((done) => {
        timer = setTimeout(done, left);
      });
      await Promise.race([Promise.all([...running.values()].map(({ done }) => done)), time]);
      clearTimeout(timer);
      clearInterval(beat);
      const unfinished = [...running.values()];
      for (const { abort } of unfinished) abort.abort();
      if (unfinished.length > 0) {
        const ids = unfinished.map(({ claim }) => claim.id);
        await handBack(database.query, name, ids);
      }
      await settled;
    },
  };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : 'unknown');
