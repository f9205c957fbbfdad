import { Failure, isFinal } from '../../src/failure.ts';
import type { MessageRef, Person, Place } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import type { Answer, Reply } from '../../src/reply.ts';
import { inTime } from '../in-time.ts';
import type { FindMentioned } from './find-mentioned.ts';
import type { FindPerson } from './find-person.ts';
import type { FindRoom } from './find-room.ts';
import type { OfferFiles } from './offer-files.ts';
import type { TeamsOutbox, Told } from './outbox.ts';
import type { OpenPersonalChat } from './personal-chat.ts';
import { postedFiles, type Sealed } from './posted-files.ts';
import type { Asked, Who } from './read-activity.ts';
import { failedCard, lookingCard, writeToMeCard } from './small-cards.ts';

export type AnswerParts = Readonly<{
  answer: () => Answer;
  outbox: TeamsOutbox;
  findAsker: FindAsker;
  openPersonalChat: OpenPersonalChat;
  files: OfferFiles;
  /** Says that an answer is being written. Never rejects. */
  typing: (place: Place) => Promise<void>;
  /** Milliseconds within which an answer needs no "Looking …" before it. */
  patience: number;
  log: Log;
}>;

/** Who asks, and where, with all that permissions need to know. Never rejects. */
export type FindAsker = (who: Who, place: Place) => Promise<Readonly<{ person: Person; place: Place }>>;

export function createFindAsker(parts: { findPerson: FindPerson; findRoom: FindRoom }): FindAsker {
  return async (who, place) => {
    // A room is looked up while the person is: only a personal chat's answer hangs on him.
    const early = place.kind === 'direct' ? undefined : parts.findRoom(place, 'stranger');
    const found = await parts.findPerson(who, place);
    const outsiders = await (early ?? parts.findRoom(place, found.standing));
    const { platform, workspace } = place;
    return {
      person: { platform, workspace, id: who.id || who.account, groups: [], ...found },
      place: { ...place, outsiders },
    };
  };
}

/** Answers a command: in its thread or chat, or to the asker alone. Rejects when nothing could be said. */
export function createAnswerCommand(
  parts: AnswerParts & Readonly<{ findMentioned: FindMentioned; sealed: Sealed }>,
): (asked: Asked) => Promise<void> {
  const { answer, outbox, files } = parts;
  const tellAsker = createTellAsker(parts);

  return async (asked) => {
    const { key, words, from, who } = asked;
    const posted = postedFiles(asked.files, parts.sealed);
    const asking = parts.findAsker(who, asked.place);
    // In a room everybody would see that something is being written, and then nothing comes.
    const open = asked.place.kind === 'direct' || !isPrivate(words);
    if (open) void parts.typing(asked.place);
    const mentioning = asked.mentions.length > 0 ? parts.findMentioned(asked.mentions, asked.place) : undefined;
    const ask = async (): Promise<Exclude<Reply, { kind: 'form' }>> => {
      const mentioned = await mentioning;
      const command = {
        kind: 'command',
        key,
        words,
        from,
        ...(mentioned && { mentioned }),
        ...(posted.length > 0 && { files: posted }),
        botIsMember: true,
      } as const;
      const reply = await answer()({ ...command, ...(await asking) });
      if (reply.kind === 'form') throw new Error('a form in answer to a command');
      return reply;
    };
    const work = ask().catch((error: unknown) => {
      parts.log.error({ error: String(error) }, 'command not answered');
      return { kind: 'card', card: failedCard, audience: 'asker' } as const;
    });
    const { result, shown } = await inTime<Awaited<typeof work>, MessageRef | undefined>(work, parts.patience, () =>
      open ? postLooking(outbox, asked.place, key) : Promise.resolve(undefined),
    );
    if (result.kind === 'silence') return shown && outbox.remove(shown);
    const { person, place } = await asking;
    const toRoom = place.kind !== 'direct' && result.audience === 'room';
    const card = files.prepare(result.card, toRoom ? 'room' : 'alone');
    if (place.kind !== 'direct' && !toRoom) {
      if (shown) await outbox.remove(shown);
      await tellAsker(who, person, place, card, key);
    } else if (shown) {
      await outbox.update(shown, card);
    } else {
      await outbox.post(place, { kind: 'card', card }, { id: key, maybePosted: false });
    }
    await files.offer(who, person, place, result.card);
  };
}

const isPrivate = (words: string): boolean => /(^|\s)(--|[\u2013\u2014])private(\s|$)/.test(words);

async function postLooking(outbox: TeamsOutbox, place: Place, key: string): Promise<MessageRef | undefined> {
  const id = `${key}:looking`;
  const ref = await outbox.post(place, { kind: 'card', card: lookingCard }, { id, maybePosted: false });
  return ref === 'gone' ? undefined : ref;
}

/** Says something that only the asker sees: in the personal chat with him. */
export type TellAsker = (who: Who, person: Person, place: Place, told: Told, key: string) => Promise<void>;

/** Where the chat cannot be opened (the person has not installed the app), a sentence in the place says so, without the content. */
export function createTellAsker({
  outbox,
  openPersonalChat,
  log,
}: Pick<AnswerParts, 'outbox' | 'openPersonalChat' | 'log'>): TellAsker {
  const post = (place: Place, told: Told, id: string) =>
    outbox.post(place, 'fields' in told ? { kind: 'form', form: told } : { kind: 'card', card: told }, {
      id,
      maybePosted: false,
    });

  return async (who, person, place, told, key) => {
    if (place.kind === 'direct') {
      await post(place, told, key);
      return;
    }
    const write = async (anew: boolean): Promise<void> => {
      const { chat, recalled } = await openPersonalChat(who, person, place, anew);
      await post(chat, told, `${key}:alone`).catch((failure: unknown) => {
        // The chat that was remembered may be one of an earlier installation.
        if (recalled && failure instanceof Failure && failure.kind === 'place-gone') return write(true);
        throw failure;
      });
    };
    const failed = await write(false).then(
      () => undefined,
      (failure: unknown) => failure,
    );
    if (failed === undefined) return;
    if (!(failed instanceof Failure) || !isFinal(failed)) throw failed;
    log.info({ reason: failed.message }, 'no personal chat');
    await post(place, writeToMeCard, `${key}:open`);
  };
}
