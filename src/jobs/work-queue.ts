import type { Log } from '../log.ts';
import type { Query } from '../store/database.ts';
import type { JobHandler, StoredJob, WorkOptions } from './job.ts';
import { type Attempt, type Ending, silence, takeRows } from './job-rows.ts';
import { createRun, type RunJob } from './run-job.ts';
import { createSettle } from './settle-together.ts';
import { giveSignsOfLife } from './signs-of-life.ts';

/** Milliseconds between looks for work that nobody announced: retries that are due, jobs of dead processes. */
const lookEvery = 1000;
/** Milliseconds for handing jobs back when the time of a stop is over. */
const lastWord = 1500;

/** Hands kept free for jobs that are being stored as running here. */
export type Hands = Readonly<{
  name: string;
  count: number;
  /** Starts those that were stored, and frees the other hands. To be called once. */
  start: (stored: readonly { key: string; data: StoredJob }[]) => void;
}>;

export type WorkQueue = Readonly<{
  /** There is something to do. */
  nudge: () => void;
  /** Keeps up to `wanted` hands free; none while anybody may be waiting for them. */
  reserve: (wanted: number) => Hands | undefined;
  /** Running jobs get so many milliseconds, then return to the queue. */
  stop: (grace: number) => Promise<void>;
}>;

/** `heardAt`: when (of `performance.now()`) the attempt was last known to be ours. */
type Held = { attempt: Attempt; data: StoredJob; heardAt: number };
type Running = Held & {
  abort: AbortController;
  done: Promise<void>;
  /** Taken from us, handed on, and fetched by ourselves: to be begun when this run has ended. */
  next?: Held;
};

type Parts = Readonly<{ query: Query; log: Log; now: () => number }>;

/** Runs the jobs of one queue, several at once, until stopped. */
export function workQueue<Data>(
  { query, log, now }: Parts,
  name: string,
  handler: JobHandler<Data>,
  { concurrency, onGivenUp }: WorkOptions<Data>,
): WorkQueue {
  const run = createRun({ name, handler, onGivenUp, log, now });
  const running = new Map<string, Running>();
  const { settle, stop: stopSettling } = createSettle({ query, log, name });
  let reserved = 0;
  let fetching: Promise<void> | undefined;
  /** Something may be waiting in the store. */
  let more = false;
  let stopping = false;

  const free = () => (stopping ? 0 : concurrency - running.size - reserved);

  const nudge = () => {
    more = true;
    fetching ??= fetchAll().then((reached) => {
      fetching = undefined;
      if (more && reached && free() > 0) nudge(); // said after the last look, before this line
    });
  };

  /** Resolves with false when the store could not be asked: the next look is soon enough. */
  const fetchAll = async (): Promise<boolean> => {
    while (more && free() > 0) {
      more = false;
      const wanted = free();
      const heardAt = performance.now();
      try {
        const taken = await takeRows(query, name, wanted);
        if (taken.length === wanted) more = true;
        for (const { id, retryCount, data } of taken) begin({ attempt: { id, retryCount }, data, heardAt });
      } catch (error) {
        log.warn({ queue: name, error: messageOf(error) }, 'jobs could not be fetched');
        more = true;
        return false;
      }
    }
    return true;
  };

  const begin = (held: Held) => {
    const known = running.get(held.attempt.id);
    if (known?.abort.signal.aborted) known.next = held;
    // It was given up as dead, though it runs here: it goes on as the new attempt.
    else if (known) Object.assign(known, held);
    else {
      const entry: Running = { ...held, abort: new AbortController(), done: Promise.resolve() };
      running.set(held.attempt.id, entry);
      entry.done = run(held.data, entry.abort.signal).then((next) => end(entry, next));
    }
  };

  const end = async ({ attempt, data, next }: Running, result: Awaited<ReturnType<RunJob>>): Promise<void> => {
    running.delete(attempt.id);
    if (next) begin(next);
    const settled = settle({ attempt, ...again(result, data) });
    if (more) nudge();
    await settled;
  };

  const again = (result: Awaited<ReturnType<RunJob>>, { tries }: StoredJob): Pick<Ending, 'again'> => {
    if (result === 'done') return {};
    if (result === 'interrupted') return { again: { wait: 0, tries } };
    return { again: { wait: Math.max(result - now(), 1), tries: tries + 1 } };
  };

  const stopBeating = giveSignsOfLife({
    query,
    log,
    name,
    ours: () => [...running.values()].map(({ attempt, next }) => next?.attempt ?? attempt),
    onHeard: (current, lost, at) => {
      for (const { id, retryCount } of [...current, ...lost]) {
        const entry = running.get(id);
        const its = entry?.next ?? entry;
        if (!entry || its?.attempt.retryCount !== retryCount) continue; // another attempt since
        if (lost.some((one) => one.id === id)) entry.abort.abort();
        else its.heardAt = at;
      }
    },
    onTakenBack: nudge,
  });
  const look = setInterval(() => {
    // Nobody could hear us for so long that others may have taken over (we slept, or the database was away).
    const since = performance.now() - silence * 1000;
    for (const { heardAt, abort } of running.values()) if (heardAt < since) abort.abort();
    nudge();
  }, lookEvery);
  look.unref();
  nudge();

  return {
    nudge,
    reserve: (wanted) => {
      const count = more || fetching ? 0 : Math.min(wanted, free());
      if (count <= 0) return undefined;
      reserved += count;
      const heardAt = performance.now();
      return {
        name,
        count,
        start: (stored) => {
          reserved -= count;
          for (const { key, data } of stored) begin({ attempt: { id: key, retryCount: 0 }, data, heardAt });
          if (more) nudge();
        },
      };
    },
    stop: async (grace) => {
      stopping = true;
      clearInterval(look);
      await fetching;
      await within(grace, Promise.all([...running.values()].map(({ done }) => done)));
      stopBeating();
      const unfinished = [...running.values()];
      for (const { abort } of unfinished) abort.abort();
      const handedBack = unfinished.map(({ next, ...held }) => {
        const { attempt, data } = next ?? held;
        return settle({ attempt, ...again('interrupted', data) });
      });
      // A store that cannot take them now will miss our signs of life.
      await within(lastWord, Promise.all([...handedBack, stopSettling()]));
    },
  };
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise((done) => {
    timer = setTimeout(done, milliseconds);
  });
  await Promise.race([work, time]);
  clearTimeout(timer);
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : 'unknown');
