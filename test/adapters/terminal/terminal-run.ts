import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { type OpenedBot, runTerminal } from '../../../adapters/terminal/run-terminal.ts';
import { regionsCard } from '../../../src/cards/regions-card.ts';
import type { Incoming } from '../../../src/incoming.ts';
import type { Answer } from '../../../src/reply.ts';

/** One run of the command line over real streams, with what came out and what the bot was asked. */
export type Run = Readonly<{
  code: Promise<number>;
  asked: readonly Incoming[];
  out: () => string;
  err: () => string;
  closed: () => boolean;
  /** Resolves when what came out from now on matches. */
  shows: (what: RegExp | string) => Promise<void>;
}>;

export function run(
  argv: readonly string[],
  parts: {
    answer?: Answer;
    bot?: () => Promise<OpenedBot>;
    stdin?: Readable & { isTTY?: boolean };
    tty?: boolean;
    noColour?: boolean;
  } = {},
): Run {
  const { tty = false, noColour = false, stdin = new PassThrough().end() } = parts;
  const asked: Incoming[] = [];
  let closed = false;
  const [stdout, out] = recorder(tty);
  const [stderr, err] = recorder(tty);
  const answer: Answer = async (incoming) => {
    asked.push(incoming);
    return parts.answer ? parts.answer(incoming) : { kind: 'silence', reason: 'done' };
  };
  const bot = async (): Promise<OpenedBot> => ({
    answer,
    signPress: (press) => `signed ${JSON.stringify(press)}`,
    close: async () => {
      closed = true;
    },
  });
  const code = runTerminal({
    argv,
    stdin,
    stdout,
    stderr,
    noColour,
    version: '0.1.0',
    open: parts.bot ?? bot,
    regions: async () => regionsCard({ clouds: [], from: 'built-in' }),
  });
  const shows = async (what: RegExp | string): Promise<void> => {
    const before = out().length;
    while (out().slice(before).search(what) < 0) await once(stdout, 'data');
  };
  return { code, asked, out, err, closed: () => closed, shows };
}

function recorder(tty: boolean): [PassThrough & { isTTY: boolean }, () => string] {
  const stream = Object.assign(new PassThrough(), { isTTY: tty });
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return [stream, () => Buffer.concat(chunks).toString('utf8')];
}
