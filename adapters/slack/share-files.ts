import type { Card } from '../../src/cards/card.ts';
import { type CardFile, filesAlone, filesOf, onlyFiles, whyNotSent, withFileNote } from '../../src/cards/file.ts';
import type { MessageRef } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import type { Outbox } from '../../src/reply.ts';
import { scopeMissing, whyRefused } from './file-refusals.ts';
import type { Into, ShareFile } from './files.ts';
import type { ShowAttached } from './files-in-cards.ts';
import { directMessages } from './find-asker.ts';
import { notSentCard } from './small-cards.ts';

/** Puts the files of a card below it, as messages of their own, when it stands. */
export type FollowWithFiles = Readonly<{
  /** The card as it is shown: what cannot be sent is said in it. */
  prepare: (card: Card) => Card;
  /** Those of its files that will be sent. */
  sendable: (card: Card) => readonly CardFile[];
  /**
   * Into the thread of the card; in direct messages, below it. Never rejects: the card stands, and what went wrong is said
   * below it. `maybeSent`: looks for each file first, and sends none twice as far as Slack can be asked.
   */
  follow: (card: Card, ref: MessageRef, maybeSent?: boolean) => Promise<void>;
}>;

const sentences = {
  aside: (files: number) => `The ${files === 1 ? 'file comes' : `${files} files come`} in our direct messages.`,
  noMessages: 'I could not write to you. Ask in our direct messages.',
  nowhere: 'The file was not sent: I send files where I am a member. Invite me, and ask again.',
};

export function createFollowWithFiles(parts: {
  shareFile: ShareFile;
  outbox: Outbox;
  /** Whether a file of this name was shared in the place after a message of ours. */
  wasShared: (into: Into, name: string, after: string) => Promise<boolean>;
  /** Whether Slack granted `files:write`, as far as is known. */
  maySend: () => boolean;
  log: Log;
}): FollowWithFiles {
  const { shareFile, outbox, wasShared, maySend, log } = parts;

  const send = async (file: CardFile, { place, id }: MessageRef, maybeSent: boolean): Promise<void> => {
    const thread = place.kind === 'direct' ? place.thread : (place.thread ?? id);
    const into = { channel: place.channel, thread };
    try {
      if (maybeSent && (await wasShared(into, file.name, id))) return;
      await shareFile(file, into);
    } catch (failure) {
      log.warn({ error: failure instanceof Error ? failure.message : 'unknown' }, 'file not sent');
      const card = notSentCard(file, whyRefused(failure));
      const there = thread === undefined ? place : { ...place, thread };
      await outbox
        .post(there, { kind: 'card', card }, { id: `${place.channel}/${id}:${file.name}`, maybePosted: maybeSent })
        .catch((second: unknown) => log.warn({ error: String(second) }, 'file not sent, and not said'));
    }
  };

  const sendable = (card: Card) => (maySend() ? filesOf(card).filter((file) => whyNotSent(file) === undefined) : []);

  return {
    sendable,
    prepare: (card) => {
      if (!maySend()) return withFileNote(card, scopeMissing);
      const refused = filesOf(card).flatMap((file) => whyNotSent(file) ?? []);
      return refused.reduceRight(withFileNote, card);
    },
    follow: async (card, ref, maybeSent = false) => {
      // One after the other, so that they stand in their order.
      for (const file of sendable(card)) await send(file, ref, maybeSent);
    },
  };
}

/** Shows cards with all that comes with them: pictures as `pictures` does, and then the files. */
export function createShowAttached(parts: {
  pictures: ShowAttached;
  files: FollowWithFiles;
  outbox: Outbox;
  log: Log;
}): ShowAttached {
  const { pictures, files, outbox, log } = parts;
  return {
    inMessage: async (card, show) => {
      const ref = await pictures.inMessage(files.prepare(card), show);
      if (ref !== 'gone') await files.follow(card, ref as MessageRef);
      return ref;
    },
    aside: async (card, asker, key, show) => {
      const sendable = files.sendable(card);
      const prepared = files.prepare(card);
      const [first] = sendable;
      if (!first) return pictures.aside(prepared, asker, key, show);
      await pictures.aside(withFileNote(prepared, sentences.aside(sendable.length)), asker, key, show);
      const chat = directMessages(asker);
      const alone = filesAlone(onlyFiles(card, (file) => sendable.includes(file)));
      try {
        const ref = await outbox.post(chat, { kind: 'card', card: alone }, { id: `${key}:file`, maybePosted: false });
        if (ref !== 'gone') await files.follow(alone, ref);
      } catch (failure) {
        log.warn({ error: failure instanceof Error ? failure.message : 'unknown' }, 'file not sent');
        await show(notSentCard(first, sentences.noMessages)).catch(() => {});
      }
    },
    nowhere: (card) => withFileNote(pictures.nowhere(card), sentences.nowhere),
  };
}
