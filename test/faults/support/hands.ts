import { setTimeout as pause } from 'node:timers/promises';
import { filledIn } from '../../../demo/playground/fill-in.ts';
import type { Json, Message } from '../../../demo/playground/slack/message.ts';
import type { View } from '../../../demo/playground/slack/views.ts';
import type { Stage } from './stage.ts';

/** What one person does in Slack with what he sees there. */
export type Hands = Readonly<{
  /** Does what needs a form: one after the other, since he has one screen. */
  alone: <Done>(work: () => Promise<Done>) => Promise<Done>;
  busy: () => boolean;
  /** Gives a command and waits for the list with its buttons; undefined when none came. */
  list: (channel: string, words: string) => Promise<Message | undefined>;
  /** Presses a button that opens a form and waits for it; undefined when none came. */
  open: (on: Message, label: string) => Promise<View | undefined>;
  /** Sends a form; resolves with whether the bot has acknowledged it. */
  send: (form: View, fields: Readonly<Record<string, string>>) => Promise<boolean>;
  /** Presses a button; resolves with whether the bot has acknowledged it. */
  press: (on: Message, label: string) => Promise<boolean>;
  /** What the bot has told him alone there, in words or in a dialog that is no form; empty: nothing. */
  told: (channel: string) => string;
  /** Closes all dialogs before him. */
  close: () => void;
}>;

/** What is not there by then will not come, milliseconds. */
const patience = 4_000;

export function createHands({ slack, workspace }: Pick<Stage, 'slack' | 'workspace'>, user: string): Hands {
  const { interactions, views } = slack;
  const seen = (channel: string) => workspace.messages(channel).filter(({ onlyFor }) => onlyFor === user);
  const appears = async <Thing>(look: () => Thing | undefined): Promise<Thing | undefined> => {
    for (const until = Date.now() + patience; Date.now() < until; await pause(10)) {
      const found = look();
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const press: Hands['press'] = async (on, label) => {
    const { block, button } = buttonIn(on, label) ?? {};
    if (!block || !button) throw new Error(`no button “${label}” on ${JSON.stringify(on.blocks)}`);
    // When nobody acknowledges, Slack itself says so to the person.
    const complaints = () => seen(on.channel).filter((message) => message.user === 'USLACKBOT').length;
    const before = complaints();
    await interactions.press(user, on, String(block['block_id'] ?? ''), button);
    return complaints() === before;
  };
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    busy: () => waiting > 0,
    alone: (work) => {
      waiting += 1;
      const done = last.then(work).finally(() => {
        waiting -= 1;
      });
      last = done.catch(() => {});
      return done;
    },
    press,
    close: () => views.close(user, true),
    told: (channel) => {
      const view = views.top(user);
      const words = seen(channel).filter((message) => message.user !== 'USLACKBOT');
      return [...(view && !view.submit ? [JSON.stringify(view.blocks)] : []), ...words.map(({ text }) => text)].join();
    },
    list: async (channel, words) => {
      const before = new Set(workspace.messages(channel).map(({ ts }) => ts));
      await interactions.command(workspace.channels.get(channel)!, user, '/xdr', words);
      const isNew = (message: Message) => !before.has(message.ts) && buttonIn(message, '') !== undefined;
      return appears(() => workspace.messages(channel).find(isNew));
    },
    open: async (on, label) => {
      views.close(user, true);
      if (!(await press(on, label))) return undefined;
      return appears(() => {
        const view = views.top(user);
        return view?.submit ? view : undefined;
      });
    },
    send: (form, fields) =>
      interactions.submit(user, form, filledIn(form.blocks, fields)).then(
        () => true,
        () => false,
      ),
  };
}

/** The first button whose text begins so; offers have a number before it. */
export function buttonIn({ blocks = [] }: Message, label: string): Readonly<{ block: Json; button: Json }> | undefined {
  for (const block of blocks) {
    const elements = Array.isArray(block['elements']) ? (block['elements'] as Json[]) : [];
    const button = elements.find(
      ({ type, text }) =>
        type === 'button' &&
        String(Reflect.get(Object(text), 'text'))
          .replace(/^\d+ · /, '')
          .startsWith(label),
    );
    if (button) return { block, button };
  }
  return undefined;
}
