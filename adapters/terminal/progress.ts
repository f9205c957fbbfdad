import type { Out } from './screen.ts';

/** Lines of a log are not written more often, milliseconds. */
const lineEvery = 5_000;

/**
 * Shows how far something long is, on standard error: on a terminal in one line, which is gone at the end; else a line every
 * five seconds, so that short work says nothing.
 */
export function createProgress(out: Out, now: () => number = Date.now): (done: number, total: number) => void {
  let saidAt: number | undefined;
  return (done, total) => {
    const words = `${done} of ${total} looked up`;
    if (out.isTTY) {
      out.write(done < total ? `\r${words} …` : `\r${' '.repeat(words.length + 2)}\r`);
      return;
    }
    saidAt ??= now();
    if (now() - saidAt < lineEvery) return;
    saidAt = now();
    out.write(`${words}\n`);
  };
}
