import { writeFile } from 'node:fs/promises';
import type { Card } from '../../src/cards/card.ts';
import { picturesOf } from '../../src/cards/picture.ts';

/** What is said of the files, a sentence each; `failed` when one could not be written. */
export type Kept = Readonly<{ words: readonly string[]; failed: boolean }>;

/** Writes the pictures of a card: the first into the file that was named, the others beside it (`graph-2.png`). Files that are there are replaced. */
export async function keepPictures(card: Card, file: string): Promise<Kept> {
  const pictures = picturesOf(card);
  if (pictures.length === 0)
    return { words: ['There is no picture of this answer; no file was written.'], failed: false };
  const words: string[] = [];
  for (const [at, { png, svg, title }] of pictures.entries()) {
    const path = at === 0 ? file : file.replace(/(\.[a-z]+)$/i, `-${at + 1}$1`);
    try {
      await writeFile(path, /\.svg$/i.test(path) ? svg : png);
      words.push(`${path}: ${title}`);
    } catch (error) {
      const reason = typeof error === 'object' && error && 'code' in error ? ` (${String(error.code)})` : '';
      return {
        words: [...words, `${path} could not be written${reason}. Name a file in a folder that you may write to.`],
        failed: true,
      };
    }
  }
  return { words, failed: false };
}
