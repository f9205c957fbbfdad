import { Failure } from '../failure.ts';
import { createOrganisationQuota, type Departure, type QuotaNotice } from './organisation-quota.ts';
import type { Purpose } from './purpose.ts';
import { createRollingHour } from './rolling-hour.ts';

export type BudgetSnapshot = Readonly<{
  perHour: number;
  /** Requests of the last 60 minutes, those for watching among them. */
  used: number;
  watchingUsed: number;
  /** What is left to the whole organisation, when XDR said so in the last 60 seconds (less what we have sent since). */
  orgRemaining?: number;
  /** Until then XDR itself has told us to wait (milliseconds since the epoch). */
  retryAt?: number;
}>;

/**
 * Our share of the organisation's calls. `take` may be asynchronous, so that a budget shared by several processes can
 * stand in; whoever takes awaits it.
 */
export type Budget = Readonly<{
  /**
   * Counts one request before it leaves. Rejects with Failure `over-budget` (our share, or what the organisation has
   * left) or `rate-limited` (within a pause that XDR asked for), each with `retryAt`.
   */
  take: (purpose: Purpose) => Departure | Promise<Departure>;
  observed: (notice: QuotaNotice) => void;
  /** XDR answered 429: nothing leaves before `time` (milliseconds since the epoch). */
  pausedUntil: (time: number) => void;
  snapshot: () => BudgetSnapshot;
}>;

/** One fiftieth is kept for response actions: of our share, and of the organisation's limit. */
export const reserveOf = (calls: number): number => Math.floor(calls / 50);

/**
 * A budget for one process. Watching gets at most half of `perHour` and commands nearly all, within a rolling 60 minutes
 * and within what XDR says the organisation has left; response is counted, but waits only for XDR's own 429.
 */
export function createBudget({ perHour, now = Date.now }: { perHour: number; now?: () => number }): Budget {
  const hour = createRollingHour();
  const organisation = createOrganisationQuota();
  let departures = 0;
  let pause = 0;

  const refuse = (retryAt: number, why: string): never => {
    throw new Failure('over-budget', why, { service: 'budget', retryAt });
  };

  return {
    take: (purpose) => {
      const at = now();
      if (at < pause) throw new Failure('rate-limited', 'XDR asked us to wait', { service: 'budget', retryAt: pause });
      if (purpose !== 'response') {
        const { total, watching } = hour.count(at);
        const share = perHour - reserveOf(perHour);
        if (total >= share) refuse(hour.roomAt('total', share), 'our share of the hour is used up');
        const half = Math.floor(perHour / 2);
        if (purpose === 'watching' && watching >= half)
          refuse(hour.roomAt('watching', half), "watching's half of our share is used up");
        const left = organisation.left(at, departures);
        if (left && left.remaining <= reserveOf(left.limit ?? left.remaining))
          refuse(left.forgottenAt, 'the organisation has used up its hour');
      }
      hour.add(at, purpose === 'watching');
      departures += 1;
      return departures;
    },
    observed: (notice) => organisation.add(now(), notice),
    pausedUntil: (time) => {
      pause = Math.max(pause, time);
    },
    snapshot: () => {
      const at = now();
      const { total, watching } = hour.count(at);
      const left = organisation.left(at, departures);
      return {
        perHour,
        used: total,
        watchingUsed: watching,
        ...(left ? { orgRemaining: Math.max(0, left.remaining) } : {}),
        ...(at < pause ? { retryAt: pause } : {}),
      };
    },
  };
}
