import type { Readable } from 'node:stream';
import type { Card } from '../../src/cards/card.ts';
import { printable } from '../../src/cards/outside-text.ts';
import { Failure } from '../../src/failure.ts';
import type { SignPress } from '../../src/presses/press.ts';
import type { Answer } from '../../src/reply.ts';
import { createAsk } from './ask.ts';
import { exitCodes, failureCodes } from './exit-code.ts';
import { keepFiles } from './keep-files.ts';
import { keepPictures } from './keep-pictures.ts';
import { localFile } from './local-file.ts';
import { type Arguments, readArguments, usage } from './read-arguments.ts';
import { readText } from './read-text.ts';
import { createScreen, type Out, written } from './screen.ts';
import { createTerminal } from './terminal.ts';

/** The bot, ready to be asked; or what is wrong with the settings, a sentence each. */
export type OpenedBot =
  | Readonly<{ answer: Answer; signPress: SignPress; close: () => Promise<void> }>
  | Readonly<{ problems: readonly string[] }>;

export type TerminalParts = Readonly<{
  /** What stands after `xdr-chatops`. */
  argv: readonly string[];
  stdin: Readable & { isTTY?: boolean };
  stdout: Out;
  stderr: Out;
  /** NO_COLOR is set and not empty. */
  noColour: boolean;
  version: string;
  /** Builds the core without a database: real XDR, or the simulated one. May reject with a Failure. */
  open: (choice: Readonly<{ demo: boolean; pictures: boolean }>) => Promise<OpenedBot>;
  /** Needs no credentials. */
  regions: () => Promise<Card>;
}>;

/** The bot as a command line. Resolves with the exit code when all is written; the caller ends the process. */
export async function runTerminal(parts: TerminalParts): Promise<number> {
  const { argv, stdout, stderr, noColour, version } = parts;
  for (const out of [stdout, stderr]) out.on('error', () => {}); // whoever read us has gone
  const args = readArguments(argv);
  if ('problem' in args) return complain(stderr, `${printable(args.problem)}\n\n${usage}`, exitCodes.usage);
  if (args.version) return say(stdout, version);
  if (args.help) return say(stdout, usage);
  const { json, failOn } = args;
  const screen = createScreen({ stdout, stderr, json, failOn, noColour });
  if (args.words[0] === 'regions') return screen.show(await parts.regions());

  const words = await wordsOf(args, parts);
  if (words === undefined) return complain(stderr, 'The text is larger than 1 MiB.', exitCodes.usage);
  const posted = args.from === undefined ? undefined : await localFile(args.from);
  if (posted && 'problem' in posted) return complain(stderr, printable(posted.problem), exitCodes.usage);
  try {
    const bot = await parts.open({ demo: args.demo, pictures: args.picture !== undefined });
    if ('problems' in bot) return complain(stderr, bot.problems.map(printable).join('\n'), exitCodes.configuration);
    try {
      if (words === '') {
        const terminal = createTerminal({ stdin: parts.stdin, stdout, screen, json, signPress: bot.signPress });
        await terminal.start(bot.answer);
        return await terminal.ended;
      }
      const card = await createAsk(bot.answer, bot.signPress).words(words, posted && [posted]);
      if (!card) return exitCodes.done;
      const code = await screen.show(card);
      const kept = [
        ...(args.picture === undefined ? [] : [await keepPictures(card, args.picture)]),
        await keepFiles(card, args.file),
      ];
      for (const words of kept.flatMap((one) => one.words)) await written(stderr, `${printable(words)}\n`);
      return kept.some(({ failed }) => failed) && code === exitCodes.done ? exitCodes.usage : code;
    } finally {
      await bot.close();
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return complain(stderr, printable(error.message), failureCodes[error.kind]);
  }
}

/** Verb and text as one command; empty for a prompt, undefined when the text is too large. */
async function wordsOf({ words, fromInput }: Arguments, { stdin }: TerminalParts): Promise<string | undefined> {
  if (!fromInput) return words.join(' ');
  const text = await readText(stdin);
  return text === undefined ? undefined : `${words.join(' ')} ${text}`;
}

async function say(stdout: Out, words: string): Promise<number> {
  await written(stdout, `${words}\n`);
  return exitCodes.done;
}

async function complain(stderr: Out, words: string, code: number): Promise<number> {
  await written(stderr, `${words}\n`);
  return code;
}
