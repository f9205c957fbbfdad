/** Milliseconds: for a statement, until we ask whether the server is there at all; for the server, to show that it is. */
export const silence = 1000;

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
    const timer = setInterval(ask, silence);
    return statement.finally(() => clearInterval(timer));
  };
}
