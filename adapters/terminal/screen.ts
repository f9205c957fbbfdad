import type { Writable } from 'node:stream';
import type { Card } from '../../src/cards/card.ts';
import { exitCodeOf, exitCodes, type FailOn } from './exit-code.ts';
import { jsonLine } from './json.ts';
import { render } from './render.ts';

/** A stream that may be a terminal. */
export type Out = Writable & Readonly<{ isTTY?: boolean }>;

/** Shows cards and says what each means to a script. */
export type Screen = Readonly<{
  /** Resolves with the exit code once the card is written. */
  show: (card: Card) => Promise<number>;
  write: (words: string) => Promise<void>;
}>;

/**
 * Answers go to standard output. In text form refusals and failures go to standard error, so that `> file` does not
 * hide them; as JSON everything goes to standard output.
 */
export function createScreen(parts: {
  stdout: Out;
  stderr: Out;
  json: boolean;
  failOn: FailOn;
  noColour: boolean;
}): Screen {
  const { stdout, stderr, json, failOn, noColour } = parts;
  return {
    write: (words) => written(stdout, words),
    show: async (card) => {
      const code = exitCodeOf(card, failOn);
      const out = json || code === exitCodes.done || code === exitCodes.found ? stdout : stderr;
      const colours = out.isTTY === true && !noColour;
      await written(out, `${json ? jsonLine(card) : render(card, colours)}\n`);
      return code;
    },
  };
}

/** Resolves when the stream took it, also when nobody reads any more (`| head`): that is no fault of ours. */
export const written = (out: Writable, words: string): Promise<void> =>
  new Promise((resolve) => {
    if (out.destroyed || out.writableEnded) resolve();
    else out.write(words, () => resolve());
  });
