import { Failure, isFinal } from '../../src/failure.ts';
import type { Log } from '../../src/log.ts';
import type { Answer } from '../../src/reply.ts';
import type { TellAsker } from './answer-command.ts';
import type { FindAsker } from './find-asker.ts';
import type { FindPerson } from './find-person.ts';
import type { Identity } from './identity.ts';
import type { SlackMessage } from './message-shape.ts';
import { withSnippets } from './message-text.ts';
import { permalinkIn } from './permalink.ts';
import type { Marked } from './read-mark.ts';
import type { ReadOneMessage } from './read-one-message.ts';
import type { ReadSnippets } from './read-snippets.ts';
import { slackText } from './text.ts';
import { timeOf } from './timestamp.ts';

/**
 * Tells the core that a message was marked. Resolves when that is stored (then Slack may be acknowledged), with what is
 * left to say to the person; rejects when it is not.
 */
export type AnswerMark = (marked: Marked) => Promise<() => Promise<void>>;

const nothing = async (): Promise<void> => {};

export function createAnswerMark(parts: {
  us: () => Identity;
  answer: () => Answer;
  findAsker: FindAsker;
  findPerson: FindPerson;
  readOne: ReadOneMessage;
  readSnippets: ReadSnippets;
  tellAsker: TellAsker;
  log: Log;
}): AnswerMark {
  const { us, log } = parts;

  const read = ({ channel, ts, message }: Marked): Promise<SlackMessage | undefined> =>
    message ? Promise.resolve(message) : parts.readOne(channel, ts).catch(unlessRefused);
  const unlessRefused = (failure: unknown): undefined => {
    // Not allowed to read there, or thrown out: it would be refused again.
    if (!(failure instanceof Failure && isFinal(failure))) throw failure;
    log.info({ reason: failure.message }, 'marked message not readable');
  };

  const authorOf = async ({ user, bot_id }: SlackMessage) => {
    if (!user || user === us().user) return { id: user ?? bot_id ?? '' };
    const { name } = await parts.findPerson(user);
    return { id: user, ...(name === undefined ? {} : { name }) };
  };

  return async (marked) => {
    const { key, how, user, channel, ts, responseUrl } = marked;
    const asker = await parts.findAsker({ user, channel, thread: undefined });
    const { person } = asker;
    // Whom the core would turn away whatever it says is worth no look at the message.
    if (how !== 'action' && (person.standing !== 'member' || asker.place.outsiders)) return nothing;
    const message = await read(marked);
    if (!message) return nothing;
    const thread = message.thread_ts && message.thread_ts !== ts ? message.thread_ts : undefined;
    const place = { ...asker.place, ...(thread && { thread }) };
    const permalink = permalinkIn(us().url, { place, id: ts });
    const reply = await parts.answer()({
      kind: 'mark',
      key,
      message: { place, id: ts },
      how,
      person,
      text: await textOf(message),
      author: await authorOf(message),
      saidAt: Math.round(timeOf(ts)),
      ...(permalink && { permalink }),
    });
    if (reply.kind !== 'card') return nothing;
    return () => parts.tellAsker({ user, responseUrl }, { ...asker, place }, reply.card);
  };

  /** Of our own cards the words alone, which stand whole in `text`; blocks would say the same again. */
  async function textOf(message: SlackMessage): Promise<string> {
    const { user, bot } = us();
    if (message.user === user || (bot !== undefined && message.bot_id === bot)) return slackText(message.text ?? '');
    return withSnippets(message, message.files?.length ? await parts.readSnippets(message.files) : '');
  }
}
