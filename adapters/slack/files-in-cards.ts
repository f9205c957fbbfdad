import type { Card } from '../../src/cards/card.ts';
import { picturesOf, withoutPictures } from '../../src/cards/picture.ts';
import type { MessageRef } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import type { Outbox } from '../../src/reply.ts';
import type { SendFile } from './files.ts';
import { type Asker, directMessages } from './find-asker.ts';

/** Shows cards with what comes with them: the card at once, pictures and files when Slack has them. */
export type ShowAttached = Readonly<{
  /** In a message of ours, that `show` posts or changes; what rejects is `show` alone. Pictures come into it, files below it. */
  inMessage: <T extends MessageRef | 'gone'>(card: Card, show: (card: Card) => Promise<T>) => Promise<T>;
  /** Where only the asker sees it (a dialog, an ephemeral message): the rest comes into the direct messages with him. */
  aside: (card: Card, asker: Asker, key: string, show: (card: Card) => Promise<void>) => Promise<void>;
  /** Where no message of ours can stand. */
  nowhere: (card: Card) => Card;
}>;

const sentences = {
  scope: 'The picture could not be sent: the app lacks the Slack scope files:write. Whoever installed it can add it.',
  failed: 'The picture could not be sent to Slack just now. What it shows stands here as text.',
  aside: 'The picture of it comes in our direct messages.',
  nowhere: 'The picture of it is shown where I am a member.',
};

/**
 * A file that was sent for the bot alone is shown by a message of its own, and Slack then lets those see it who see the
 * message. Neither dialogs nor ephemeral messages do that (slackapi/node-slack-sdk#1790), so the picture goes where the
 * asker and the bot are by themselves, which needs no scope beside `chat:write`.
 */
export function createShowPictures(parts: {
  sendFile: SendFile;
  outbox: Outbox;
  /** Whether Slack granted `files:write`, as far as is known. */
  maySend: () => boolean;
  log: Log;
}): ShowAttached {
  const { sendFile, outbox, maySend, log } = parts;

  /** The card with its pictures as sent; undefined when one could not be. */
  const sent = async (card: Card): Promise<Card | undefined> => {
    try {
      const all = await Promise.all(
        card.parts.map(async (part) => (part.part === 'picture' ? { ...part, sentAs: await sendFile(part) } : part)),
      );
      return { ...card, parts: all };
    } catch (failure) {
      log.warn({ error: failure instanceof Error ? failure.message : 'unknown' }, 'picture not sent');
      return undefined;
    }
  };

  /** Never rejects: the card stands already. */
  const follow = async (card: Card, show: (card: Card) => Promise<unknown>): Promise<void> => {
    const complete = (await sent(card)) ?? withoutPictures(card, sentences.failed);
    await show(complete).catch((failure: unknown) => {
      log.warn({ error: failure instanceof Error ? failure.message : 'unknown' }, 'picture not shown');
    });
  };

  return {
    inMessage: async (card, show) => {
      if (picturesOf(card).length === 0) return show(card);
      if (!maySend()) return show(withoutPictures(card, sentences.scope));
      const ref = await show(card);
      if (ref !== 'gone') await follow(card, (complete) => outbox.update(ref as MessageRef, complete));
      return ref;
    },
    aside: async (card, asker, key, show) => {
      const pictures = picturesOf(card);
      if (pictures.length === 0) return show(card);
      if (!maySend()) return show(withoutPictures(card, sentences.scope));
      await show(withoutPictures(card, sentences.aside));
      const { headline, simulated } = card;
      const alone: Card = {
        headline,
        simulated,
        parts: [{ part: 'text', spans: [{ span: 'strong', text: headline }] }, ...pictures],
      };
      await follow(alone, (complete) =>
        outbox.post(
          directMessages(asker),
          { kind: 'card', card: complete },
          { id: `${key}:picture`, maybePosted: false },
        ),
      );
    },
    nowhere: (card) => withoutPictures(card, sentences.nowhere),
  };
}
