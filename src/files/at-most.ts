/** Runs what is asked, so many at once; what comes later waits, in the order of asking. */
export type AtMost = <T>(work: () => Promise<T>) => Promise<T>;

export function createAtMost(most: number): AtMost {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < most) running += 1;
    else await new Promise<void>((begin) => waiting.push(begin));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (!next) running -= 1;
      next?.(); // it takes the place of what ended
    }
  };
}
