import { Failure, type FailureKind } from '../failure.ts';

/** How a request is repeated. */
export type RetryPolicy = Readonly<{
  /** Repeats after the first try. */
  repeats: number;
  /** The first wait; each further one is four times as long, and each is shortened by up to half at random. */
  firstWaitMs: number;
  /** A 429 is waited out when its `Retry-After` is not longer than this. */
  longestPauseMs: number;
  on: readonly FailureKind[];
}>;

/** Reads that XDR answers quickly: inspect, deliberate, refer, the token. */
export const reading: RetryPolicy = {
  repeats: 2,
  firstWaitMs: 300,
  longestPauseMs: 2_000,
  on: ['unavailable', 'timed-out', 'unreachable', 'malformed', 'rate-limited'],
};

/** Observe: its time-out is long (each module is asked), so it is not waited for a second time. */
export const readingSlowly: RetryPolicy = { ...reading, on: reading.on.filter((kind) => kind !== 'timed-out') };

/** As `reading`, once: for what is worth a second try, and no wait. */
export const readingOnceMore: RetryPolicy = { ...reading, repeats: 1 };

/** The call on which it depends whether a service that failed is asked again. */
export const probing: RetryPolicy = { ...reading, repeats: 0 };

/** What must never happen twice by itself: triggers, workflow starts, submissions. */
export const never: RetryPolicy = { repeats: 0, firstWaitMs: 0, longestPauseMs: 0, on: [] };

/** As `reading`, without the waits; for tests. */
export const readingAtOnce: RetryPolicy = { ...reading, firstWaitMs: 1, longestPauseMs: 50 };

export type Repeat = <T>(policy: RetryPolicy, attempt: () => Promise<T>) => Promise<T>;

/** Runs an attempt and repeats it as the policy says. Rejects with the last failure. */
export function createRepeat(parts: {
  now: () => number;
  sleep: (ms: number) => Promise<unknown>;
  random: () => number;
}): Repeat {
  return async (policy, attempt) => {
    for (let repeat = 0; ; repeat += 1) {
      try {
        return await attempt();
      } catch (error) {
        const wait = waitBefore(policy, repeat, error, parts);
        if (wait === undefined) throw error;
        await parts.sleep(wait);
      }
    }
  };
}

function waitBefore(
  policy: RetryPolicy,
  repeat: number,
  error: unknown,
  { now, random }: { now: () => number; random: () => number },
): number | undefined {
  if (!(error instanceof Failure) || repeat >= policy.repeats || !policy.on.includes(error.kind)) return undefined;
  const growing = policy.firstWaitMs * 4 ** repeat * (1 - random() / 2);
  const asked = error.facts.retryAt === undefined ? 0 : error.facts.retryAt - now();
  if (asked > policy.longestPauseMs) return undefined;
  return Math.max(asked, 0) + growing;
}
