import { isPatient, type Purpose } from '../budget/purpose.ts';
import { Failure } from '../failure.ts';

/** What the bot grants itself of Threat Grid, apart from XDR's budget. */
export type Pace = Readonly<{
  /** Counts one request that leaves now. Throws a Failure with the time to come back when it must not. */
  take: (purpose: Purpose) => void;
  /** Threat Grid asked to be left alone until then, milliseconds since the epoch. */
  pausedUntil: (until: number) => void;
  /** Requests that a person could make at once. */
  left: () => number;
}>;

/** Requests a minute. No limit of reading is published (dossier §9.4); this is what a few analysts need. */
export const usualPerMinute = 60;

/** Failures of ours rather than Threat Grid's; `budget` at its end tells that nothing was asked. */
const service = 'threat-grid budget';

/** The part of them that only jobs have: people who look things up cannot stop them. */
const ofJobs = 1 / 6;

/**
 * A bucket that holds a minute's requests and fills evenly, and a small one for jobs. Of the large one watching leaves half
 * to people; what acts takes also when it is empty, and is counted. For this process alone: replicas have one each.
 */
export function createPace({ perMinute = usualPerMinute, now }: { perMinute?: number; now: () => number }): Pace {
  const shared = createBucket(perMinute * (1 - ofJobs), now());
  const jobs = createBucket(perMinute * ofJobs, now());
  let paused = 0;
  const keeps: Readonly<Record<Purpose, number>> = {
    bulk: shared.most / 2,
    watching: shared.most / 2,
    command: 0,
    response: Number.NEGATIVE_INFINITY,
  };

  return {
    take: (purpose) => {
      const time = now();
      if (time < paused)
        throw new Failure('rate-limited', 'Threat Grid asked us to wait', { service, retryAt: paused });
      const own = isPatient(purpose) ? jobs.take(time, 0) : Number.POSITIVE_INFINITY;
      const wait = own === 0 ? own : Math.min(own, shared.take(time, keeps[purpose]));
      if (wait > 0)
        throw new Failure('over-budget', 'our requests of this minute are used up', {
          service,
          retryAt: Math.ceil(time + wait),
        });
    },
    pausedUntil: (until) => {
      paused = Math.max(paused, until);
    },
    left: () => Math.max(0, Math.floor(shared.held(now()))),
  };
}

/** `perMinute` requests, of which one is there at least. */
function createBucket(perMinute: number, from: number) {
  const most = Math.max(1, perMinute);
  const eachMs = 60_000 / perMinute;
  let held = most;
  let at = from;
  const fill = (time: number): number => {
    // A clock that was set back gives nothing, and takes nothing.
    held = Math.min(most, held + Math.max(0, time - at) / eachMs);
    at = time;
    return held;
  };
  return {
    most,
    held: fill,
    /** Takes one where more than `keep` stay: 0, or the milliseconds until there is one. */
    take: (time: number, keep: number): number => {
      const lacking = keep + 1 - fill(time);
      if (lacking > 1e-9) return lacking * eachMs;
      held -= 1;
      return 0;
    },
  };
}
