import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Button, Card } from '../../src/cards/card.ts';
import { filesOf } from '../../src/cards/file.ts';
import type { SignPress } from '../../src/presses/press.ts';
import type { Adapter } from '../adapter.ts';
import { type Ask, createAsk, terminalPerson } from './ask.ts';
import { howToKeep } from './keep-files.ts';
import { renderButtons } from './render.ts';
import type { Out, Screen } from './screen.ts';

/**
 * The terminal as a chat platform of one room: a line is a command, a number presses a button of the last card,
 * `enrich -` takes lines up to a single `.`. Without a terminal at the other end lines are commands, with no prompt.
 */
export function createTerminal({
  stdin,
  stdout,
  screen,
  json,
  signPress,
}: {
  stdin: Readable & { isTTY?: boolean };
  stdout: Out;
  screen: Screen;
  json: boolean;
  signPress: SignPress;
}): Adapter & Readonly<{ ended: Promise<number> }> {
  const interactive = stdin.isTTY === true && stdout.isTTY === true;
  const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<number>();
  let readline: ReturnType<typeof createInterface> | undefined;
  let code = 0;
  let left = false;
  let closed = false;
  let buttons: readonly Button[] = [];
  let text: readonly string[] | undefined;

  const show = async (card: Card | undefined): Promise<void> => {
    if (left || !card) return;
    code = await screen.show(card);
    if (!json && filesOf(card).length > 0) await screen.write(`${howToKeep}\n`);
    buttons = card.parts.flatMap((part) => (part.part === 'buttons' ? part.buttons : []));
    if (interactive && !json && buttons.length > 0) await screen.write(`${renderButtons(buttons)}\n`);
  };

  const take = async (line: string, ask: Ask): Promise<void> => {
    const words = line.trim();
    if (text) {
      if (words !== '.') text = [...text, line];
      else {
        const whole = text.join('\n');
        text = undefined;
        await show(await ask.words(whole));
      }
      return;
    }
    const button = /^\d{1,2}$/.test(words) ? buttons[Number(words) - 1] : undefined;
    if (words === 'exit' || words === 'quit') leave();
    else if (/^\S+ -$/.test(words)) text = [words.slice(0, -1)];
    else if (button) await show(await ask.press(button.press));
    else if (words !== '') await show(await ask.words(words));
  };

  /** Leaves at once; an answer under way is no longer shown. */
  const leave = (): void => {
    left = true;
    if (readline) readline.close();
    else end(code);
  };

  return {
    platform: 'terminal',
    start: async (answer) => {
      if (interactive) await screen.write('help lists the commands; exit, Ctrl-C or Ctrl-D leaves.\n');
      const ask = createAsk(answer, signPress);
      // From here to the listeners nothing may be awaited: readline drops what nobody listens for.
      const lines = createInterface({
        input: stdin,
        ...(interactive ? { output: stdout } : {}),
        terminal: interactive,
        historySize: 1000,
        removeHistoryDuplicates: true,
      });
      readline = lines;
      const prompt = (): void => {
        if (!interactive || closed) return;
        lines.setPrompt(text ? '… ' : 'xdr> ');
        lines.prompt();
      };
      const failed = (error: unknown): void => {
        fail(error);
        leave();
      };
      let turn: Promise<void> = Promise.resolve();
      lines.on('line', (line) => {
        turn = turn.then(() => (left ? undefined : take(line, ask))).then(prompt, failed);
      });
      lines.on('SIGINT', () => {
        if (lines.line === '' && !text) return leave();
        text = undefined;
        lines.write(null, { ctrl: true, name: 'e' });
        lines.write(null, { ctrl: true, name: 'u' });
        prompt();
      });
      lines.on('close', () => {
        closed = true;
        if (interactive) void screen.write('\n');
        const done = () => end(interactive ? 0 : code);
        if (left) done();
        else void turn.then(done); // the end of the input: what was written before it is still answered
      });
      prompt();
    },
    stop: async () => {
      leave();
      await ended;
    },
    state: () => ({ state: 'ok' }),
    post: async (place, what, key) => {
      if (what.kind === 'card') await show(what.card);
      return { place, id: key.id };
    },
    update: async (_ref, card) => show(card),
    remove: async () => {},
    personNow: async () => terminalPerson,
    // Whoever sits there is not known.
    emailOf: async () => ({ lacks: 'address' }),
    memberWith: async () => undefined,
    openChannel: async () => undefined,
    placeNow: async (room) => ({ ...room, kind: 'direct', outsiders: false }),
    // What was said in a terminal was heard.
    history: () => Object.assign((async function* () {})(), { unreadBefore: () => undefined }),
    ended,
  };
}
