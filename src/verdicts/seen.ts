import { outsideText } from '../cards/outside-text.ts';
import { counted, listed } from '../cards/wording.ts';
import type { Place } from '../incoming.ts';
import { type Observable, observableKey } from '../observables/observable.ts';

/** Where an observable was mentioned last, in words: this room, or the name of another (outside text); milliseconds ago. */
export type Seen = Readonly<{ room: 'here' | Readonly<{ name: string }>; ago: number }>;

/** The latest first, by `observableKey`; of an observable that was not seen before there is no entry. */
export type SeenByKey = ReadonlyMap<string, readonly Seen[]>;

/**
 * Where observables were mentioned before, as far as everybody may know who reads in this place. `message` is the one that
 * mentions them now. Never rejects, and takes a moment at most: then nothing is said.
 */
export type SeenBefore = (observables: readonly Observable[], place: Place, message?: string) => Promise<SeenByKey>;

/** `seen in #ir-42 2 days ago and here 3 hours ago`: one entry, or none. */
export function seenWords(observable: Observable, seen?: SeenByKey): readonly string[] {
  const its = seen?.get(observableKey(observable)) ?? [];
  if (its.length === 0) return [];
  return [`seen ${listed(its.map(({ room, ago }) => `${roomWords(room)} ${agoWords(ago)}`))}`];
}

const roomWords = (room: Seen['room']): string => (room === 'here' ? 'here' : `in #${outsideText(room.name, 60)}`);

const hour = 60 * 60 * 1000;

/** In whole hours, from two days on in whole days. */
function agoWords(ago: number): string {
  if (ago < hour) return 'less than an hour ago';
  const hours = Math.floor(ago / hour);
  return hours < 48 ? `${counted(hours, 'hour')} ago` : `${Math.floor(hours / 24)} days ago`;
}
