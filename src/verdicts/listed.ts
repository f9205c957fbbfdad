import { outsideText } from '../cards/outside-text.ts';
import { shown } from '../cards/shown.ts';
import { listed as asList } from '../cards/wording.ts';
import type { Place } from '../incoming.ts';
import { type Observable, observableKey } from '../observables/observable.ts';

/**
 * That an observable stands on a watchlist: the list's name, what it says of it (outside text), since when (milliseconds
 * since the epoch), and by way of what, when not by itself: the host of a URL.
 */
export type Listed = Readonly<{ list: string; description: string; since: number; via?: Observable }>;

/** By `observableKey`; of what stands on none there is no entry. */
export type ListedByKey = ReadonlyMap<string, readonly Listed[]>;

/**
 * On which watchlists of the workspace observables stand, as far as everybody may know who reads in this place. Asks the
 * database once. Rejects with Failure `store-unavailable`.
 */
export type ListedOn = (observables: readonly Observable[], place: Place) => Promise<ListedByKey>;

/** Lists of one observable that are named. */
const mostLists = 3;

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** `on watchlist: rat-dns (Example RAT, since 2026-03-02)`: one entry, or none. */
export function listedWords(observable: Observable, listed?: ListedByKey): readonly string[] {
  const its = listed?.get(observableKey(observable)) ?? [];
  if (its.length === 0) return [];
  const words = its.map(({ list, description, since, via }) => {
    const said = [outsideText(description, 80), `since ${dateOf(since)}`, via ? `via ${shown(via, 80)}` : ''];
    return `${outsideText(list, 40)} (${said.filter(Boolean).join(', ')})`;
  });
  return [`on watchlist: ${asList(words, mostLists)}`];
}

/** `on watchlist rat-dns`, of all that a card tells; for its headline. Empty when there is nothing. */
export function listsInShort(listed?: ListedByKey): string {
  const names = [...new Set([...(listed?.values() ?? [])].flat().map(({ list }) => outsideText(list, 40)))];
  return names.length === 0 ? '' : `, on watchlist ${asList(names, mostLists)}`;
}
