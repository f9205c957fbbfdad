import type { Card } from './card.ts';

/**
 * A picture in a card. What it shows stands in the card's other parts as text too, which are the form for all who cannot
 * see it: it may be left out wherever it cannot be shown, and the card says so (`withoutPictures`).
 */
export type Picture = Readonly<{
  part: 'picture';
  /** A few words of our own: "Relations". */
  title: string;
  /** What a screen reader says in its place. */
  alt: string;
  /** The whole as PNG; at most `largestPicture` bytes. */
  png: Uint8Array;
  /** The same in pieces to be stacked, each at most 1024 pixels high; Teams shows none that is larger. */
  slices: readonly Uint8Array[];
  /** The same as SVG, for files. */
  svg: string;
  /** Pixels of `png`. */
  width: number;
  height: number;
  /** Where the platform keeps it, once an adapter has sent it there. */
  sentAs?: string;
}>;

/** Bytes of PNG. Nothing that we draw comes near; what would is not shown. */
export const largestPicture = 1024 * 1024;

export const picturesOf = (card: Card): readonly Picture[] => card.parts.filter((part) => part.part === 'picture');

/** The card with a sentence in place of its pictures; without one they are left out silently. The card itself when it has none. */
export function withoutPictures(card: Card, sentence?: string): Card {
  const first = card.parts.find(({ part }) => part === 'picture');
  if (!first) return card;
  return {
    ...card,
    parts: card.parts.flatMap((part): Card['parts'] => {
      if (part.part !== 'picture') return [part];
      return part === first && sentence ? [{ part: 'note', spans: [{ span: 'text', text: sentence }] }] : [];
    }),
  };
}
