/**
 * A clock that nobody sets: its start, and what has passed since. `Date.now` jumps when the machine's clock is corrected,
 * and an hour that jumps holds two hours of calls. It stands still while the machine sleeps: then calls are remembered for
 * longer, never shorter. Milliseconds since the epoch.
 */
export function steadyClock(
  startAt: number = Date.now(),
  elapsed: () => number = () => performance.now(),
): () => number {
  const began = elapsed();
  return () => Math.round(startAt + elapsed() - began);
}
