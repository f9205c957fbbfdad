/** Work that survives the death of the process. */
export type NewJob = Readonly<{
  name: string;
  /** Names the occasion: the same name and id twice is one job. */
  id: string;
  data: object;
  /** Milliseconds until it may start. */
  wait?: number;
  /** Where it comes from. Jobs of a room that has enqueued many within the last minute stand behind those of others. */
  room?: string;
}>;

/** A job in the hands of its handler. */
export type Job<Data> = Readonly<{
  name: string;
  id: string;
  data: Data;
  /** When it was enqueued (or could start first), milliseconds since the epoch. */
  since: number;
  /** How many tries there were before this one. A process that died during a try is not counted. */
  tries: number;
  /**
   * Aborted when the job was taken from this process, or may have been: at stop, or because it seemed dead. Before a
   * step that must not be taken twice at once, `signal.throwIfAborted()`; the job then runs again, here or elsewhere.
   */
  signal: AbortSignal;
}>;

/** Nothing: done. `retryAt` (milliseconds since the epoch): not yet; throwing means the same, at a time of our choice. */
export type JobResult = undefined | Readonly<{ retryAt: number }>;
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that returns nothing is done
export type JobHandler<Data> = (job: Job<Data>) => Promise<JobResult | void>;

export type WorkOptions<Data> = Readonly<{
  /** How many run at once in this process. */
  concurrency: number;
  /** Told of a job that was not done within 24 hours. When it throws, it is told again later, for another 24 hours. */
  onGivenUp: (job: Job<Data>) => Promise<void>;
}>;

/** Resolves when the job is committed; rejects with Failure `store-unavailable`. */
export type Enqueue = (job: NewJob) => Promise<'stored' | 'known'>;

/** What stands in the database: the job's data and our own retry clock. */
export type StoredJob = Readonly<{ id: string; since: number; tries: number; room?: string; data: object }>;
