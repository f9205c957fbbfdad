import type { Card } from '../../src/cards/card.ts';
import { filesOf, fileWords } from '../../src/cards/file.ts';
import { type Kept, writeAll } from './write-all.ts';

/** Writes the files of a card: the first as it was named, the others beside it. Without a name: says how to have them. */
export async function keepFiles(card: Card, file: string | undefined): Promise<Kept> {
  const files = filesOf(card);
  if (file !== undefined && files.length === 0)
    return { words: ['No file comes with this answer; none was written.'], failed: false };
  if (file === undefined) return { words: files.length === 0 ? [] : [howToKeep], failed: false };
  return writeAll(
    files.map((one) => ({ bytes: one.bytes, words: fileWords(one) })),
    file,
  );
}

/** Said where a file comes with an answer and nobody named one to write. */
export const howToKeep = 'The file was not written: ask again with --file and the name of a file.';
