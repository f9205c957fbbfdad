import type { Tone } from '../cards/card.ts';
import type { Platform } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import type { Room } from '../room.ts';
import type { RoomMessage } from './collected.ts';

/** Somebody of a room; `name` is outside text. */
export type Somebody = Readonly<{ platform: Platform; id: string; name?: string }>;

/** One thing that happened in a room. */
export type Happening = Readonly<{
  /** Milliseconds since the epoch. */
  at: number;
  tone: Tone;
  /** `Malicious`, `Approved`, `Incident status`. */
  word: string;
  /** The rest in words, fit for a card; may be empty. */
  text: string;
  observable?: Observable;
  /** Absent: the bot itself, or another bot, or nobody knows. */
  by?: Somebody;
  /** Where it stands. */
  message?: RoomMessage;
  /** What somebody said, as he wrote it: outside text. */
  quote?: string;
}>;

/** A message that somebody marked as worth keeping. Times are milliseconds since the epoch. */
export type MarkedMessage = Readonly<{
  message: RoomMessage;
  markedBy: string;
  markedAt: number;
  /** As it was written: outside text. */
  text: string;
  /** Id of who said it. */
  author?: string;
  authorName?: string;
  saidAt?: number;
}>;

/** The messages that were marked in exactly this room, newest first; at most so many. Rejects with a Failure. */
export type MarksOf = (room: Room, most: number) => Promise<readonly MarkedMessage[]>;

/** What happened in a room, oldest first; of more than `most` things the newest. Rejects with a Failure. */
export type HappeningsIn = (room: Room, most: number) => Promise<readonly Happening[]>;
