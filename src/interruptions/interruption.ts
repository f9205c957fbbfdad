import type { Room } from '../room.ts';

/**
 * `paused`: messages wait, since XDR cannot be asked or the hour's calls are used up. `not-heard`: the bot heard nothing,
 * or could store nothing, for longer than platforms deliver again. `given-up`: messages that waited for 24 hours.
 */
export type InterruptionKind = 'paused' | 'not-heard' | 'given-up';

/** Why watching pauses. */
export type PauseReason = 'xdr' | 'budget';

/** Times are milliseconds since the epoch. `until` is missing while a pause lasts. */
export type Interruption = Readonly<{
  id: number;
  room: Room;
  kind: InterruptionKind;
  why?: PauseReason;
  from: number;
  until?: number;
  /** Messages that are known to be concerned; 0 when nobody knows how many. */
  messages: number;
}>;

/** What a room is to be told: that something began (or, for what has no duration, that it was), or that it has ended. */
export type Telling = Readonly<{ interruption: Interruption; tell: 'begin' | 'end' }>;

/** What interrupted the watching of rooms. Every call is atomic, also among replicas. */
export type Interruptions = Readonly<{
  /** Undefined when this room is paused already. */
  pause: (room: Room, why: PauseReason, from: number) => Promise<Interruption | undefined>;
  /** Ends the pauses of all rooms but these; resolves with those that have ended. */
  endPauses: (stillWaiting: readonly Room[]) => Promise<readonly Interruption[]>;
  /**
   * Notes the span for every room that was watched lately; resolves with one interruption for each room in which it does
   * not go on with one that is noted already.
   */
  notHeard: (span: Readonly<{ platform: string; from: number; until: number }>) => Promise<readonly Interruption[]>;
  /**
   * One more message that waited for 24 hours; the room is told of all of them together. `toldBefore`: when it was last
   * told of others.
   */
  givenUp: (room: Room, saidAt: number) => Promise<Interruption & Readonly<{ toldBefore?: number }>>;
  /** What the room has not been told yet, oldest first. */
  untold: (room: Room) => Promise<readonly Telling[]>;
  markTold: (telling: Telling) => Promise<void>;
  /** Spans of the last 7 days whose messages may have been missed and were not read since, oldest first. */
  missed: (room: Room) => Promise<readonly (Interruption & { until: number })[]>;
  /** Read by now, but for what was said before `unreadBefore`. */
  markCaughtUp: (id: number, unreadBefore?: number) => Promise<void>;
}>;
