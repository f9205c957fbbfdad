import type { Card, Part } from './card.ts';

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

/** Bytes. What is larger is not sent anywhere: it is held in memory, and on Teams in the database, until it is taken. */
export const largestFile = 5 * 1024 * 1024;

export const filesOf = (card: Card): readonly CardFile[] => card.parts.filter((part) => part.part === 'file');

/** What is said of a file in words: `incident-room-2026-11-30.csv, 12.4 KB`. */
export const fileWords = ({ name, bytes }: CardFile): string => `${name}, ${sizeInWords(bytes.length)}`;

/** `812 bytes`, `12.4 KB`, `4.8 MB`; a KB is 1,024 bytes. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  const [size, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'KB'] : [bytes / (1024 * 1024), 'MB'];
  return `${size.toFixed(1)} ${unit}`;
}

/** Why a file is sent nowhere, as a sentence with a next step; undefined when it may be sent. */
export function whyNotSent({ name, bytes }: CardFile): string | undefined {
  if (bytes.length === 0) return `${name} is empty, so it was not sent.`;
  if (bytes.length <= largestFile) return undefined;
  return `${name} is not sent: it is larger than ${sizeInWords(largestFile)}. Ask for less of it.`;
}

/** The card with a sentence below its last file; the card itself when it has none. */
export function withFileNote(card: Card, sentence: string): Card {
  const last = card.parts.findLastIndex(({ part }) => part === 'file');
  if (last < 0) return card;
  const note: Part = { part: 'note', spans: [{ span: 'text', text: sentence }] };
  return { ...card, parts: card.parts.toSpliced(last + 1, 0, note) };
}

/** The card with only those of its files. */
export const onlyFiles = (card: Card, keep: (file: CardFile) => boolean): Card => ({
  ...card,
  parts: card.parts.filter((part) => part.part !== 'file' || keep(part)),
});

/** A card of its own that names a card's files, for a place where the card itself does not stand. */
export const filesAlone = ({ headline, simulated, parts }: Card): Card => ({
  headline,
  simulated,
  parts: [
    { part: 'text', spans: [{ span: 'strong', text: headline }] },
    ...parts.filter(({ part }) => part === 'file'),
  ],
});
