import type { Card } from './card.ts';

/** A file that comes with a card. Where it cannot be sent, the card says so and how else to get it. */
export type CardFile = Readonly<{
  part: 'file';
  /** `incident-room-2026-11-30.csv`: letters, digits, dots and dashes of our own. */
  name: string;
  /** `text/csv`, `application/json`. */
  mediaType: string;
  bytes: Uint8Array;
  /** Where the platform keeps it, once an adapter has sent it there. */
  sentAs?: string;
}>;

export const filesOf = (card: Card): readonly CardFile[] => card.parts.filter((part) => part.part === 'file');
