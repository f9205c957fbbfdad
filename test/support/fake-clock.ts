/** A clock that a test moves, with the timers that hang on it. */
export type FakeClock = Readonly<{
  now: () => number;
  after: (ms: number, run: () => void) => void;
  sleep: (ms: number) => Promise<void>;
  /** Moves on, timer by timer, and lets what they set off come to rest. */
  pass: (ms: number) => Promise<void>;
}>;

export function createFakeClock(start = 1_000_000): FakeClock {
  let now = start;
  let timers: { at: number; run: () => void }[] = [];
  const after = (ms: number, run: () => void) => {
    timers.push({ at: now + ms, run });
  };
  const rest = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    after,
    sleep: (ms) => new Promise((resolve) => after(ms, resolve)),
    pass: async (ms) => {
      const end = now + ms;
      await rest();
      for (;;) {
        const due = timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
        if (!due) break;
        timers = timers.filter((timer) => timer !== due);
        now = Math.max(now, due.at);
        due.run();
        await rest();
      }
      now = end;
      await rest();
    },
  };
}
