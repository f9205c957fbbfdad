import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Place } from '../incoming.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import type { Seen, SeenBefore } from '../verdicts/seen.ts';
import type { FeedEntry } from './feed.ts';

/** How many entries were pasted in a room: this one, or one of that name (outside text). */
export type SeenCount = Readonly<{ room: Seen['room']; count: number }>;

/** How many entries stand in a casebook, by its title (outside text). */
export type CasebookCount = Readonly<{ title: string; count: number }>;

/** What of a feed's news is known here already. `seen`: by `observableKey` of the entry's observable, the latest first. */
export type Compared = Readonly<{
  seen: ReadonlyMap<string, readonly Seen[]>;
  rooms: readonly SeenCount[];
  casebooks: readonly CasebookCount[];
}>;

/** Compares what is new in a feed with what people here have seen: only what everybody may know who reads in that place. */
export type Compare = (entries: readonly FeedEntry[], place: Place) => Promise<Compared>;

/** A casebook that the conversation uses, with what stands in it. */
export type HeldInCasebook = Readonly<{ title: string; observables: readonly Observable[] }>;

/** So many observables are asked for at once: with the embedded database everybody else waits meanwhile. */
const askedAtOnce = 1000;

export const createCompare =
  ({
    seenBefore,
    casebooksOf,
  }: Readonly<{
    seenBefore: SeenBefore;
    /** The casebooks that the conversation itself uses, a few; never rejects. */
    casebooksOf: (place: Place) => Promise<readonly HeldInCasebook[]>;
  }>): Compare =>
  async (entries, place) => {
    if (entries.length === 0) return { seen: new Map(), rooms: [], casebooks: [] };
    const seenByKey = new Map<string, readonly Seen[]>();
    const all = new Map(entries.flatMap(everythingOf).map((one) => [observableKey(one), one]));
    const asked = [...all.values()];
    for (let from = 0; from < asked.length; from += askedAtOnce) {
      for (const [key, its] of await seenBefore(asked.slice(from, from + askedAtOnce), place)) seenByKey.set(key, its);
      await othersTurn();
    }
    const seen = new Map(
      entries.flatMap((entry) => {
        const its = everythingOf(entry).flatMap((one) => seenByKey.get(observableKey(one)) ?? []);
        return its.length > 0
          ? [[observableKey(entry.observable), its.toSorted((one, other) => one.ago - other.ago)] as const]
          : [];
      }),
    );
    return {
      seen,
      rooms: countRooms([...seen.values()]),
      casebooks: countCasebooks(entries, await casebooksOf(place)),
    };
  };

const everythingOf = ({ observable, beside }: FeedEntry): readonly Observable[] => [observable, ...beside];

/** This room first, then those with most. */
function countRooms(seen: readonly (readonly Seen[])[]): readonly SeenCount[] {
  const counts = new Map<string, SeenCount>();
  for (const its of seen) {
    const rooms = new Map(its.map(({ room }) => [room === 'here' ? 'here' : `#${room.name}`, room]));
    for (const [key, room] of rooms) counts.set(key, { room, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].toSorted(
    (one, other) => Number(other.room === 'here') - Number(one.room === 'here') || other.count - one.count,
  );
}

const countCasebooks = (
  entries: readonly FeedEntry[],
  casebooks: readonly HeldInCasebook[],
): readonly CasebookCount[] =>
  casebooks.flatMap(({ title, observables }) => {
    const held = new Set(observables.map(observableKey));
    const count = entries.filter((entry) => everythingOf(entry).some((one) => held.has(observableKey(one)))).length;
    return count > 0 ? [{ title, count }] : [];
  });
