import type { Observable } from '../observables/observable.ts';
import type { Room } from '../room.ts';
import type { Disposition } from '../verdicts/verdict.ts';

/** One message of a room, whichever thread it stands in. */
export type RoomMessage = Readonly<{ id: string; thread?: string }>;

/** What a room said of one observable, over all its threads. Times are milliseconds since the epoch. */
export type Collected = Readonly<{
  observable: Observable;
  /** In so many messages. */
  mentions: number;
  firstAt: number;
  lastAt: number;
  /** What was known of it at its first mention, and at its last. */
  atFirst: Disposition;
  atLast: Disposition;
  /** Ids of the people who mentioned it; who did before this was kept is not among them. */
  people: readonly string[];
  /** A bot mentioned it, too. */
  byBots: boolean;
  /** The message that mentioned it first. */
  first: RoomMessage;
}>;

/** The same with what is known of it now, where something is. `at`: when XDR was asked. */
export type LookedAt = Collected & Readonly<{ now?: Readonly<{ disposition: Disposition; at: number }> }>;

/** The disposition at the last look. */
export const latestOf = ({ now, atLast }: LookedAt): Disposition => now?.disposition ?? atLast;

/** All that a room collected, as numbers. */
export type CollectedCounts = Readonly<{
  observables: number;
  /** By their disposition at their last mention. */
  by: Readonly<Partial<Record<Disposition, number>>>;
  mentions: number;
  /** Absent when there is nothing. */
  firstAt?: number;
  lastAt?: number;
}>;

/** Somebody who said what was collected, and in how many messages. */
export type Contributor = Readonly<{ id: string; messages: number }>;

/** A verdict card that named something malicious or suspicious. */
export type BadCard = Readonly<{
  at: number;
  headline: Disposition;
  message: RoomMessage;
  author?: string;
  byBot: boolean;
  /** The worst that it names, and how many observables the message has. */
  worst?: Observable;
  observables: number;
}>;

/**
 * What was collected in one room, and in no other: without messages that were deleted, and without what an edit took out.
 * Each rejects with Failure `store-unavailable`.
 */
export type CollectedIn = Readonly<{
  /** Worst first, then the last mentioned first; at most so many. */
  observables: (room: Room, most: number) => Promise<readonly Collected[]>;
  counts: (room: Room) => Promise<CollectedCounts>;
  /** Who said most first; bots are not counted. */
  people: (room: Room, most: number) => Promise<readonly Contributor[]>;
  /** Newest first. */
  badCards: (room: Room, most: number) => Promise<readonly BadCard[]>;
}>;
