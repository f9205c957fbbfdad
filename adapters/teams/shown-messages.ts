import { LRUCache } from 'lru-cache';
import type { Place } from '../../src/incoming.ts';
import type { AdaptiveCard } from './adaptive-card.ts';

/**
 * What messages of ours show, as long as it is remembered: so that a view of one's own leads back to its card, and a form
 * that was posted as a message gives way to what came of it.
 */
export type ShownMessages = Readonly<{
  /** The card of a message; undefined when it is not known, or a form, to which nothing leads back. */
  card: (place: Place, id: string) => AdaptiveCard | undefined;
  isForm: (place: Place, id: string) => boolean;
  set: (place: Place, id: string, card: AdaptiveCard, isForm: boolean) => void;
  /** Whether there was one. */
  delete: (place: Place, id: string) => boolean;
}>;

/** How many, and characters of JSON in all. */
const remembered = { max: 2_000, maxSize: 4_000_000 };

export function createShownMessages(): ShownMessages {
  const known = new LRUCache<string, Readonly<{ card: AdaptiveCard; isForm: boolean }>>({
    ...remembered,
    sizeCalculation: ({ card }) => JSON.stringify(card).length,
  });
  return {
    card: (place, id) => {
      const shown = known.get(nameOf(place, id));
      return shown && !shown.isForm ? shown.card : undefined;
    },
    isForm: (place, id) => known.get(nameOf(place, id))?.isForm === true,
    set: (place, id, card, isForm) => void known.set(nameOf(place, id), { card, isForm }),
    delete: (place, id) => known.delete(nameOf(place, id)),
  };
}

const nameOf = ({ channel }: Place, id: string): string => `${channel}/${id}`;
