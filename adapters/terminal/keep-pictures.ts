import type { Card } from '../../src/cards/card.ts';
import { picturesOf } from '../../src/cards/picture.ts';
import { type Kept, writeAll } from './write-all.ts';

/** Writes the pictures of a card: the first into the file that was named, the others beside it (`graph-2.png`). Files that are there are replaced. */
export async function keepPictures(card: Card, file: string): Promise<Kept> {
  const pictures = picturesOf(card);
  if (pictures.length === 0)
    return { words: ['There is no picture of this answer; no file was written.'], failed: false };
  return writeAll(
    pictures.map(({ png, svg, title }) => ({ bytes: /\.svg$/i.test(file) ? svg : png, words: title })),
    file,
  );
}
