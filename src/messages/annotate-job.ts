import type { FileFacts } from '../files/file-facts.ts';
import type { MessageRef, Place } from '../incoming.ts';
import { roomName } from '../room.ts';
import type { Heir } from './annotation.ts';

/**
 * The durable work behind one watched message: stored before the platform is acknowledged, deleted when done. It holds
 * candidate strings (as far as the settings let them leave) and references, never the message.
 */
export type AnnotateJob = Readonly<{
  message: MessageRef;
  /** Which writing of the message this is; empty for the first. */
  version: string;
  /** When the platform delivered it, milliseconds since the epoch. */
  receivedAt: number;
  fromBot: boolean;
  /** Id of who wrote it; absent when it is worked again. */
  author?: string;
  candidates: readonly string[];
  /** Found in the message but held back by a setting or an ignore list. */
  held: number;
  /** Found, but too many to look up. */
  beyond: number;
  /** The card that spoke for this message's observables is gone: work it again though it was worked before. */
  again?: true;
  /** The message was deleted, and is there again. */
  restored?: true;
  /** Files that were posted with it and have been read: their hashes are among the candidates. */
  files?: readonly FileFacts[];
}>;

/** Works a message again, since the card that spoke for it is gone or speaks of something else. */
export const jobOf = ({ message, version, byBot, observables }: Heir, now: number): AnnotateJob => ({
  message,
  version,
  receivedAt: now,
  fromBot: byBot,
  candidates: observables.map(({ value }) => value),
  held: 0,
  beyond: 0,
  again: true,
});

/** Who wrote it, and when: an edit and what is worked again came later than it was written. */
export const authorOf = ({ fromBot, author, version, receivedAt, again }: AnnotateJob) => ({
  byBot: fromBot,
  ...(author === undefined ? {} : { author }),
  ...(version === '' && !again ? { saidAt: receivedAt } : {}),
});

/** The durable work behind a deletion: take our card away, let the next message inherit it. */
export type WithdrawJob = Readonly<{ message: MessageRef }>;

/** More candidates than this in one message are told, not looked up. */
export const mostCandidates = 500;

/** One name for one message everywhere: job ids, post keys, table keys. */
export const messageName = ({ place, id }: MessageRef): string => [roomName(place), id].join('/');

/** Replies go to the thread of the message, or begin one under it. */
export const threadOf = ({ place, id }: MessageRef): Place => ({ ...place, thread: place.thread ?? id });
