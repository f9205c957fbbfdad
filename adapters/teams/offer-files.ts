import type { Card } from '../../src/cards/card.ts';
import { type CardFile, filesOf, whyNotSent, withFileNote } from '../../src/cards/file.ts';
import { Failure } from '../../src/failure.ts';
import type { Person, Place } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import type { BareMessages } from './bare-messages.ts';
import { consentMessage } from './file-messages.ts';
import type { TeamsOutbox } from './outbox.ts';
import type { OpenPersonalChat } from './personal-chat.ts';
import type { Who } from './read-activity.ts';
import { notSentCard } from './small-cards.ts';

export type WaitingFile = Readonly<{ person: string; name: string; bytes: Uint8Array }>;

/** Files that wait for somebody's consent, kept where every process finds them. All reject when the store is away. */
export type WaitingFiles = Readonly<{
  /** Resolves with a signed id, good for that person alone. */
  keep: (file: WaitingFile) => Promise<string>;
  /** For one caller at a time: `under way` while another has it; undefined when there is none for that person. */
  take: (signed: string, person: string) => Promise<WaitingFile | 'under way' | undefined>;
  /** It was sent, or is not wanted. */
  done: (signed: string, person: string) => Promise<void>;
}>;

/** Whose file it is. */
export const nameOf = (workspace: string, { id, account }: Pick<Who, 'id' | 'account'>): string =>
  `${workspace}/${id || account}`;

export type OfferFiles = Readonly<{
  /** The card as it is shown: what becomes of its files is said in it. `asked`: somebody did, so there is a chat to offer them in. */
  prepare: (card: Card, where: 'room' | 'alone' | 'unasked') => Card;
  /**
   * Asks him in the personal chat whether the files may be put into his OneDrive. Never rejects: the card stands, and what
   * went wrong is said.
   */
  offer: (who: Who, person: Person, place: Place, card: Card) => Promise<void>;
}>;

const sentences = {
  room: 'The file comes to whoever asked, in the chat with me: Teams lets bots send files nowhere else.',
  alone: 'The file comes in our chat: allow it there, and it goes into your OneDrive.',
  unasked: 'The file was not sent: on Teams it comes only to who asks me for it.',
};

/**
 * Teams takes a file from a bot in a personal chat alone, and only into the person's own OneDrive, when he agrees. So its
 * bytes wait. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
 */
export function createOfferFiles(parts: {
  waiting: WaitingFiles;
  messages: BareMessages;
  openPersonalChat: OpenPersonalChat;
  outbox: TeamsOutbox;
  log: Log;
}): OfferFiles {
  const { waiting, messages, openPersonalChat, outbox, log } = parts;
  const sendable = (card: Card) => filesOf(card).filter((file) => whyNotSent(file) === undefined);

  const ask = async (who: Who, person: Person, place: Place, file: CardFile, anew = false): Promise<void> => {
    const { chat, recalled } =
      place.kind === 'direct' ? { chat: place, recalled: false } : await openPersonalChat(who, person, place, anew);
    const { name, bytes } = file;
    const signed = await waiting.keep({ person: nameOf(place.workspace, who), name, bytes });
    await messages.post(chat, consentMessage(file, signed)).catch((failure: unknown) => {
      // The chat that was remembered may be one of an earlier installation.
      if (recalled && failure instanceof Failure && failure.kind === 'place-gone')
        return ask(who, person, place, file, true);
      throw failure;
    });
  };

  return {
    prepare: (card, where) => {
      const refused = filesOf(card).flatMap((file) => whyNotSent(file) ?? []);
      const said = refused.reduceRight(withFileNote, card);
      return sendable(card).length === 0 ? said : withFileNote(said, sentences[where]);
    },
    offer: async (who, person, place, card) => {
      for (const file of sendable(card)) {
        await ask(who, person, place, file).catch(async (failure: unknown) => {
          log.warn({ error: failure instanceof Error ? failure.message : 'unknown' }, 'file not offered');
          const told = notSentCard(file.name, whyRefused(failure));
          await outbox
            .post(place, { kind: 'card', card: told }, { id: `file:${crypto.randomUUID()}`, maybePosted: false })
            .catch((second: unknown) => log.warn({ error: String(second) }, 'file not offered, and not said'));
        });
      }
    },
  };
}

function whyRefused(failure: unknown): string {
  const kind = failure instanceof Failure ? failure.kind : undefined;
  if (kind === 'place-gone') return 'I cannot write to you: open a chat with me and ask there.';
  if (kind === 'platform-refused')
    return 'Teams let me send no file to you. Whoever administers it can allow files from apps; the command line of the bot writes the files of its answers with --file.';
  return 'It could not be offered just now. Ask again in a minute.';
}
