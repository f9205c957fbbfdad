import { bucketOf } from './rolling-hour.ts';

/** Calls handed out at once, at most. */
const largestBatch = 32;
/** A batch that was used up within this time (milliseconds) was too small. */
const quickly = 1000;
/** A batch that lasted so long was large enough for the half as well. */
const slowly = 4000;

export type Batch = Readonly<{
  size: number;
  grantedAt: number;
  /** From then on it is given back. */
  expiresAt: number;
  /** The bucket of the hour in which it is counted. */
  startsAt: number;
}>;

/** Calls in hand for one purpose: taken from without asking anybody. Batches grow with demand. */
export type Hand = Readonly<{
  unused: () => number;
  isReady: (at: number) => boolean;
  /** One call less. Only when ready. */
  use: () => void;
  /** How many to ask for, when so many wait. */
  wanted: (at: number, waiting: number) => number;
  fill: (batch: Batch) => void;
  /** What is not used any more: all when `at` is absent, else only a batch that has expired. */
  giveBack: (at?: number) => Readonly<{ startsAt: number; unused: number }> | undefined;
}>;

export function createHand(): Hand {
  let batch: Batch | undefined;
  let unused = 0;
  let wanted = 1;
  return {
    unused: () => unused,
    isReady: (at) => batch !== undefined && unused > 0 && at < batch.expiresAt,
    use: () => {
      unused -= 1;
    },
    wanted: (at, waiting) => {
      const lasted = at - (batch?.grantedAt ?? at);
      if (batch && unused === 0 && lasted <= quickly) wanted = Math.min(largestBatch, Math.max(wanted, batch.size) * 2);
      else if (lasted > slowly) wanted = Math.max(1, wanted >> 1);
      return Math.min(largestBatch, Math.max(wanted, waiting));
    },
    fill: (next) => {
      batch = next;
      unused = next.size;
    },
    giveBack: (at) => {
      if (!batch || unused === 0 || (at !== undefined && at < batch.expiresAt)) return undefined;
      const back = { startsAt: batch.startsAt, unused };
      unused = 0;
      return back;
    },
  };
}

/** Clocks of replicas may differ by so much (milliseconds). */
const clocksDiffer = 5000;

/** Where to count a call that may be made until `latest`: not forgotten before that is an hour ago by any replica's clock. */
export const countedIn = (latest: number): number => bucketOf(latest + clocksDiffer);
