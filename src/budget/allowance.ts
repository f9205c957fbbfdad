const minuteMs = 60_000;
const mostInMinute = 20;
/** Replicas do not hear of each other meanwhile: up to so many together stay within what was left. */
const replicas = 8;

/**
 * What commands may have while the ledger is away, so that people get answers: 20 calls a minute, and in all an eighth of
 * what was left when it was last seen. The calls are entered when it is back.
 */
export type Allowance = Readonly<{
  /** `left`: what commands have left by the book as last seen, less what was taken here since. */
  take: (at: number, left: number) => boolean;
  /** The ledger is back. */
  end: () => void;
}>;

export function createAllowance(): Allowance {
  let lately: number[] = [];
  let taken = 0;
  return {
    take: (at, left) => {
      lately = lately.filter((one) => one > at - minuteMs && one <= at);
      if (lately.length >= mostInMinute || (taken + 1) * replicas > left + taken) return false;
      lately.push(at);
      taken += 1;
      return true;
    },
    end: () => {
      taken = 0;
    },
  };
}
