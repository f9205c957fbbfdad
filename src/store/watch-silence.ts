/** Milliseconds: for a statement, until we ask whether the server is there at all. */
const patience = 1000;
/** Milliseconds. */
const tick = 100;

export type WatchSilence = <T>(statement: Promise<T>) => Promise<T>;

/**
 * Tells a slow statement from a server that went without a word: frozen, or cut off by a network that drops packets. TCP
 * itself would wait for a quarter of an hour. While a statement is slow, `isThere` is asked every second, and once it says
 * no, `onGone` has to end what waits.
 */
export function createSilenceWatch(isThere: () => Promise<boolean>, onGone: () => void): WatchSilence {
  let asking = false;
  const ask = async () => {
    if (asking) return;
    asking = true;
    if (!(await isThere())) onGone();
    asking = false;
  };
  return (statement) => {
    const timer = setInterval(ask, patience);
    return statement.finally(() => clearInterval(timer));
  };
}

/** False when there is no answer within a second in which this process was awake: what blocks us is not the server's silence. */
export function inTime(answer: Promise<boolean>): Promise<boolean> {
  let left = patience / tick;
  return new Promise((resolve) => {
    const end = (there: boolean) => {
      clearInterval(timer);
      resolve(there);
    };
    const timer = setInterval(() => {
      left -= 1;
      if (left === 0) end(false);
    }, tick);
    answer.then(end, () => end(false));
  });
}
