/** Milliseconds between two that are told to come back, so that what waits never returns as a herd. */
export const spacingMs = 20;

/**
 * Those who were told to come back later, in the order in which they were told. Each is given a time of its own; a promise
 * ends when its time has passed, whether or not anybody came.
 */
export type Line = Readonly<{
  /** How many still wait for their time. */
  waiting: (at: number) => number;
  /** The time of the last of them. */
  last: (at: number) => number | undefined;
  /** The time for one more, `from` on, behind all that wait. */
  promise: (at: number, from: number) => number;
}>;

export function createLine(): Line {
  let times: number[] = [];
  let head = 0;

  const forget = (at: number) => {
    while (head < times.length && times[head]! <= at) head += 1;
    if (head < 1024 && head < times.length) return;
    times = times.slice(head);
    head = 0;
  };

  return {
    waiting: (at) => {
      forget(at);
      return times.length - head;
    },
    last: (at) => {
      forget(at);
      return times.length > head ? times.at(-1) : undefined;
    },
    promise: (at, from) => {
      forget(at);
      if (from === Number.POSITIVE_INFINITY) return from;
      const last = times.at(-1);
      const time = last === undefined ? from : Math.max(from, last + spacingMs);
      times.push(time);
      return time;
    },
  };
}
