import type { Card, Span } from '../cards/card.ts';
import type { Observable } from '../observables/observable.ts';
import type { Casebook, CasebookDoor } from './casebook.ts';
import { casebookCard } from './casebook-card.ts';
import { noCasebookCard } from './casebook-refusals.ts';
import { distinct } from './casebook-words.ts';
import { casebooksCard } from './casebooks-card.ts';

/** Draws a casebook, with what the card needs beside it, and what has just happened to it. */
export type DrawCasebook = (
  casebook: Casebook,
  news?: Readonly<{ spans: readonly Span[]; words: string }>,
) => Promise<Card>;

/** So many observables are looked up by one button. */
const mostVerdicts = 40;

export function createDrawCasebook({
  keepListing,
  pages,
  trustedHosts,
  simulated,
}: Readonly<{
  /** Keeps observables for the button "Verdicts". */
  keepListing: (observables: readonly Observable[]) => Promise<string>;
  /** Origin of the interface that opens a casebook. */
  pages: string;
  trustedHosts: readonly string[];
  simulated: boolean;
}>): DrawCasebook {
  return async (casebook, news) => {
    const observables = distinct(casebook.observables).slice(-mostVerdicts);
    // A card without its button is still worth showing, above all when it tells what was written.
    const listing = observables.length > 0 ? await keepListing(observables).catch(() => undefined) : undefined;
    return casebookCard({
      casebook,
      ...(news ? { news: news.spans, newsWords: news.words } : {}),
      ...(listing === undefined ? {} : { listing }),
      pages,
      trustedHosts,
      simulated,
    });
  };
}

/** Shows one casebook, or says that there is none. Rejects with a Failure. */
export type ShowCasebook = (id: string) => Promise<Card>;

export const createShowCasebook =
  (parts: Readonly<{ read: CasebookDoor['readCasebook']; draw: DrawCasebook; simulated: boolean }>): ShowCasebook =>
  async (id) => {
    const casebook = await parts.read(id, { purpose: 'command' });
    return casebook ? parts.draw(casebook) : noCasebookCard(id, parts.simulated);
  };

/** Lists casebooks, newest first. Rejects with a Failure. */
export type ListCasebooks = (words: string) => Promise<Card>;

/** Longest search, characters. */
const longestSearch = 200;

export const createListCasebooks =
  (parts: Readonly<{ search: CasebookDoor['searchCasebooks']; simulated: boolean }>): ListCasebooks =>
  async (given) => {
    const words = given.trim().slice(0, longestSearch);
    const list = await parts.search(words, { purpose: 'command' });
    return casebooksCard({ list, words, simulated: parts.simulated });
  };
