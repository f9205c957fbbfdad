import type { Person, Place } from '../incoming.ts';
import type { Room } from '../room.ts';

/** What is announced in a channel: incidents that weigh much, or all. */
export const announceLevels = ['high', 'all'] as const;
export type AnnounceLevel = (typeof announceLevels)[number];

/** A channel in which new incidents are announced. Times in milliseconds since the epoch. */
export type AnnouncingChannel = Readonly<{
  room: Room;
  level: AnnounceLevel;
  /** Since when it is announced here at all, and since when at this level. */
  since: number;
  levelSince: number;
}>;

/** Which channels want to be told. Each rejects with Failure `store-unavailable`. */
export type AnnouncingChannels = Readonly<{
  list: () => Promise<readonly AnnouncingChannel[]>;
  of: (room: Room) => Promise<AnnouncingChannel | undefined>;
  any: () => Promise<boolean>;
  /** Stores the change together with its audit entry. */
  set: (place: Place, level: AnnounceLevel | 'off', by: Person) => Promise<void>;
}>;

/** What became of announcing one incident in one channel. Each rejects with Failure `store-unavailable`. */
export type Announced = Readonly<{
  /** Where an incident was announced, or is being. */
  where: (incident: string) => Promise<readonly Room[]>;
  /** `first`: nobody began before; `begun`: somebody did, and it may stand there; `done`: it stands there. */
  begin: (incident: string, room: Room) => Promise<'first' | 'begun' | 'done'>;
  stands: (incident: string, room: Room, message: string) => Promise<void>;
}>;

/** The durable work of announcing one incident in one channel. */
export type AnnounceJob = Readonly<{ incident: string; room: Room; highImpact: boolean; bornAt: number }>;
