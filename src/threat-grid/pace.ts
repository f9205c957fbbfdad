import type { Purpose } from '../budget/purpose.ts';
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

/**
 * A bucket that holds a minute's requests and fills evenly. Watching leaves half of it to people; what acts takes also
 * when it is empty, and is counted. For this process alone: replicas have one each.
 */
export function createPace({ perMinute = usualPerMinute, now }: { perMinute?: number; now: () => number }): Pace {
  const eachMs = 60_000 / perMinute;
  let held = perMinute;
  let at = now();
  let paused = 0;
  const keeps: Readonly<Record<Purpose, number>> = {
    bulk: perMinute / 2,
    watching: perMinute / 2,
    command: 0,
    response: Number.NEGATIVE_INFINITY,
  };

  const fill = () => {
    const time = now();
    // A clock that was set back gives nothing, and takes nothing.
    held = Math.min(perMinute, held + Math.max(0, time - at) / eachMs);
    at = time;
    return time;
  };
  return {
    take: (purpose) => {
      const time = fill();
      if (time < paused)
        throw new Failure('rate-limited', 'Threat Grid asked us to wait', { service, retryAt: paused });
      const lacking = keeps[purpose] + 1 - held;
      if (lacking > 1e-9)
        throw new Failure('over-budget', 'our requests of this minute are used up', {
          service,
          retryAt: Math.ceil(time + lacking * eachMs),
        });
      held -= 1;
    },
    pausedUntil: (until) => {
      paused = Math.max(paused, until);
    },
    left: () => {
      fill();
      return Math.max(0, Math.floor(held));
    },
  };
}
