import type { Log } from '../log.ts';
import type { Job, JobHandler, StoredJob, WorkOptions } from './job.ts';
import { longestLife, retryAfter } from './retry-clock.ts';

/** Never rejects. Resolves with the time of the next try, if there is to be one; `interrupted`: at once, and uncounted. */
export type RunJob = (stored: StoredJob, signal: AbortSignal) => Promise<number | 'done' | 'interrupted'>;

type RunParts<Data> = Pick<WorkOptions<Data>, 'onGivenUp'> &
  Readonly<{ name: string; handler: JobHandler<Data>; log: Log; now: () => number }>;

/** Hands a job to its handler, or, when it was not done within 24 hours, to the one who is told so. */
export const createRun =
  <Data>({ name, handler, onGivenUp, log, now }: RunParts<Data>): RunJob =>
  async (stored, signal) => {
    // What was enqueued under this name has this shape: the name is the contract.
    const job: Job<Data> = { name, signal, ...stored, data: stored.data as Data };
    const deadline = stored.since + longestLife;
    const late = now() >= deadline;
    try {
      if (!late) {
        const result = await handler(job);
        return result ? Math.min(result.retryAt, deadline) : 'done';
      }
      await onGivenUp(job);
      log.warn({ queue: name, tries: stored.tries }, 'job given up');
      return 'done';
    } catch (error) {
      if (signal.aborted) return 'interrupted';
      log.warn({ queue: name, tries: stored.tries, error: messageOf(error) }, 'job failed');
      if (now() >= deadline + longestLife) {
        log.error({ queue: name, tries: stored.tries }, 'job dropped: nobody could be told that it was given up');
        return 'done';
      }
      const at = retryAfter(error, stored.tries, now());
      return late ? at : Math.min(at, deadline);
    }
  };

const messageOf = (error: unknown) => (error instanceof Error ? error.message : 'unknown');
