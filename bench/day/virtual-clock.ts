/** A clock that runs as fast as the machine allows. Times are milliseconds since the epoch. */
export type VirtualClock = Readonly<{
  now: () => number;
  /** Resolves when the clock has come so far. */
  sleep: (ms: number) => Promise<void>;
  /** Something real (an HTTP exchange) is under way: the clock stands still until it has ended. */
  standing: <T>(work: () => Promise<T>) => Promise<T>;
  /** Gives each event to `handle` at its time; resolves when all has been handled and nobody sleeps. */
  run: <Event extends Readonly<{ at: number }>>(
    events: readonly Event[],
    handle: (event: Event) => unknown,
  ) => Promise<void>;
}>;

/**
 * The clock jumps to the next event or sleeper only when everything at the present moment has come to rest: no real
 * exchange is open and no promise is left to settle. So calls overlap in simulated time exactly as their simulated
 * durations say, and a day takes minutes. What the program itself computes takes no simulated time.
 */
export function createVirtualClock(start: number): VirtualClock {
  let time = start;
  let real = 0;
  const sleepers: { at: number; wake: () => void }[] = [];

  const rest = async () => {
    do await new Promise((turn) => setImmediate(turn));
    while (real > 0);
  };
  const wakeUntil = async (until: number) => {
    while (sleepers[0] && sleepers[0].at <= until) {
      const { at, wake } = sleepers.shift()!;
      time = at;
      wake();
      await rest();
    }
  };

  return {
    now: () => time,
    sleep: (ms) =>
      new Promise((wake) => {
        const at = time + ms;
        const place = sleepers.findLastIndex((one) => one.at <= at);
        sleepers.splice(place + 1, 0, { at, wake });
      }),
    standing: (work) => {
      real += 1;
      return work().finally(() => {
        real -= 1;
      });
    },
    run: async (events, handle) => {
      for (const event of events) {
        await wakeUntil(event.at);
        time = event.at;
        handle(event);
        await rest();
      }
      await wakeUntil(Number.POSITIVE_INFINITY);
    },
  };
}
