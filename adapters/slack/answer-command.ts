import type { Card } from '../../src/cards/card.ts';
import type { MessageRef, Place } from '../../src/incoming.ts';
import type { Answer, Outbox, Reply } from '../../src/reply.ts';
import { inTime } from '../in-time.ts';
import type { ShowAttached } from './files-in-cards.ts';
import type { Asker, FindAsker } from './find-asker.ts';
import { foldIfRefused, quiet, type SlackParts } from './outbox.ts';
import type { Asked } from './read-command.ts';
import type { Respond } from './respond.ts';
import { failedCard, lookingCard } from './small-cards.ts';

export type AnswerParts = SlackParts &
  Readonly<{
    answer: () => Answer;
    outbox: Outbox;
    findAsker: FindAsker;
    respond: Respond;
    attached: ShowAttached;
    /** Milliseconds within which an answer needs no "Looking …" before it. */
    patience: number;
  }>;

/** Answers a command: in its thread or channel, or to the asker alone. Never rejects for a reason the asker can be told. */
export function createAnswerCommand(parts: AnswerParts): (asked: Asked) => Promise<void> {
  const { answer, outbox, attached } = parts;
  const tellAsker = createTellAsker(parts);

  return async (asked) => {
    const asker = await parts.findAsker(asked);
    const { person, place, room } = asker;
    const { key, words, from, mentioned, files } = asked;
    const incoming = { key, words, from, mentioned, person, place, botIsMember: room.member };
    const command = { kind: 'command', ...incoming, ...(files?.length ? { files } : {}) } as const;
    const work = answer()(command)
      .then(cardOnly)
      .catch((error: unknown): Spoken => {
        parts.log.error({ error: String(error) }, 'command not answered');
        return { kind: 'card', card: failedCard, audience: 'asker' };
      });
    // A later `replace_original` to a slash command posts a second message, so what is replaced is posted, not responded.
    const open = room.member && (place.kind === 'direct' || !isPrivate(asked));
    const { result, shown } = await inTime<Spoken, MessageRef | undefined>(work, parts.patience, async () => {
      if (open) return postLooking(outbox, place, key);
      await tellAsker(asked, asker, lookingCard);
      return undefined;
    });
    if (result.kind === 'silence') {
      if (shown) await outbox.remove(shown);
      return;
    }
    const toAll = place.kind === 'direct' || result.audience === 'room';
    if (shown && toAll) {
      await attached.inMessage(result.card, (card) => outbox.update(shown, card).then(() => shown));
      return;
    }
    if (shown) await outbox.remove(shown);
    if (toAll && room.member) {
      const posting = attached.inMessage(result.card, (card) =>
        outbox.post(place, { kind: 'card', card }, { id: key, maybePosted: false }),
      );
      const lost = await posting.then(
        () => undefined,
        (failure: unknown) => failure,
      );
      if (!lost) return;
      // Removed from the channel since we last looked: the address that came with the command still works.
      if (!asked.responseUrl) throw lost;
    }
    if (toAll) return tellAsker(asked, asker, attached.nowhere(result.card), 'room');
    await attached.aside(result.card, asker, key, (card) => tellAsker(asked, asker, card));
  };
}

type Spoken = Exclude<Reply, { kind: 'form' }>;

/** Slack opens a dialog only for what was pressed: a form in answer to words is a mistake of ours. */
function cardOnly(reply: Reply): Spoken {
  if (reply.kind === 'form') throw new Error('a form in answer to a command');
  return reply;
}

const isPrivate = ({ words, from }: Asked): boolean =>
  from === 'shortcut' || /(^|\s)(--|[\u2013\u2014])private(\s|$)/.test(words);

async function postLooking(outbox: Outbox, place: Place, key: string): Promise<MessageRef | undefined> {
  const ref = await outbox.post(place, { kind: 'card', card: lookingCard }, { id: key, maybePosted: false });
  return ref === 'gone' ? undefined : ref;
}

export type TellAsker = (
  way: Readonly<{ user: string; responseUrl: string | undefined; beginsThread?: true }>,
  asker: Asker,
  card: Card,
  audience?: 'room' | 'asker',
) => Promise<void>;

/** Says something that only the asker sees, or, where the bot is no member, what it cannot post itself. */
export function createTellAsker(parts: SlackParts & Readonly<{ respond: Respond }>): TellAsker {
  const { client, call, signPress, respond } = parts;
  return async ({ user, responseUrl, beginsThread }, { place, room }, card, audience = 'asker') => {
    await foldIfRefused(card, signPress, async (message) => {
      if (responseUrl) {
        const expired = await respond(responseUrl, message, audience).then(
          () => undefined,
          (failure: unknown) => failure,
        );
        if (!expired) return;
        if (!room.member) throw expired;
      }
      await call('chat.postEphemeral', 'write', () =>
        client.chat.postEphemeral({
          channel: place.channel,
          user,
          ...(place.thread && !beginsThread && { thread_ts: place.thread }),
          ...message,
          link_names: quiet.link_names,
          parse: quiet.parse,
        }),
      );
    });
  };
}
