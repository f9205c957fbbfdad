import type { Person, Place } from '../incoming.ts';

/** What a bulk look-up is made of: candidates, in their order, as they were found in a text or a file. */
export type BulkWish = Readonly<{
  /** The same for redeliveries of what asked for it. */
  key: string;
  place: Place;
  person: Pick<Person, 'platform' | 'workspace' | 'id' | 'name'>;
  /** Strings that look like observables (`observables/candidates`); duplicates may be among them. */
  candidates: readonly string[];
  /** Where they stood: a file by its name (outside text); absent: in the words of a command. */
  file?: string;
  /** Found, but more than a bulk look-up takes. */
  beyond: number;
  /** The asker alone is to see it. */
  alone?: true;
}>;

/**
 * Stores a bulk look-up; its message is posted and worked from there. `known`: it was begun before, by the same key.
 * Rejects with Failure `store-unavailable`.
 */
export type StartBulk = (wish: BulkWish) => Promise<'stored' | 'known'>;

/** So many observables (distinct candidates) are taken by one bulk look-up. */
export const mostInBulk = 10_000;
