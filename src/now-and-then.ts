import type { Log } from './log.ts';

/**
 * Begins to look every so many milliseconds, one look at a time; what fails is a line of the log. Returns what ends it.
 * A process that has nothing else to do is not kept alive by it.
 */
export function nowAndThen(
  look: () => Promise<unknown>,
  {
    every,
    log,
    failed,
  }: Readonly<{ every: number; log: Log /** What is said of a look that failed. */; failed: string }>,
): () => void {
  let looking = false;
  const timer = setInterval(async () => {
    if (looking) return;
    looking = true;
    await look().catch((error: unknown) =>
      log.warn({ error: error instanceof Error ? error.message : 'unknown' }, failed),
    );
    looking = false;
  }, every);
  timer.unref();
  return () => clearInterval(timer);
}
