import type { Person, Place } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import type { Room } from '../room.ts';
import type { Schedule } from '../schedules/schedule.ts';
import type { FeedName } from './feed-names.ts';

/**
 * What a feed says of one observable. Texts are as Threat Grid gave them, cut: whoever shows them makes them harmless. Times
 * in milliseconds since the epoch.
 */
export type FeedEntry = Readonly<{
  /** What the feed is about: a domain, a registry key, … */
  observable: Observable;
  /** The family, or what the sample did; empty when nothing is said. */
  description: string;
  /** The addresses that the domain had, and the hashes of the sample: what else is worth knowing again. */
  beside: readonly Observable[];
  /** Address of the sample in Threat Grid's interface. */
  sample?: string;
  /** Of the entry, by the feed itself; when it was read where that says nothing. */
  stampedAt: number;
}>;

/** A feed as it was read: each observable once, the newest first. `skipped`: rows that could not be read. */
export type FeedRead = Readonly<{ entries: readonly FeedEntry[]; skipped: number }>;

/** So many entries of one feed are kept, the newest; for so long after they were last in it, milliseconds. */
export const mostEntries = 20_000;
export const keptFor = 30 * 24 * 60 * 60_000;

/** That a channel is told what is new in a feed. Times in milliseconds since the epoch. */
export type Subscription = Readonly<{
  id: string;
  room: Room;
  feed: FeedName;
  schedule: Schedule;
  /** What stands in the feed is marked when it is pasted in the workspace. */
  watchlist: boolean;
  dueAt: number;
  /** What was first read until then is told. */
  toldUntil: number;
  /** Something was said here last. */
  saidAt?: number;
  /** That the feed could not be read was said last, and it was not read since. */
  troubleAt?: number;
}>;

/** The wish of a channel for a feed. */
export type Wish = Readonly<{
  place: Place;
  by: Person;
  feed: FeedName;
  schedule: Schedule;
  watchlist: boolean;
}>;

/**
 * The durable work of telling one channel what is new. `due`: when that was due, milliseconds since the epoch; `asked`:
 * somebody waits for it. `read`: the feed alone is read, for the watchlist.
 */
export type FeedJob = Readonly<
  { room: Room } & ({ subscription: string; due: number; asked?: true } | { read: FeedName })
>;
