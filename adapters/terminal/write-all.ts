import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';

/** What is said of the files, a sentence each; `failed` when one could not be written. */
export type Kept = Readonly<{ words: readonly string[]; failed: boolean }>;

/** Writes the first into the file that was named, the others beside it (`graph-2.png`). Files that are there are replaced. */
export async function writeAll(
  all: readonly Readonly<{ bytes: string | Uint8Array; words: string }>[],
  file: string,
): Promise<Kept> {
  const words: string[] = [];
  const ending = extname(file);
  for (const [at, one] of all.entries()) {
    const path = at === 0 ? file : `${file.slice(0, file.length - ending.length)}-${at + 1}${ending}`;
    try {
      await writeFile(path, one.bytes);
      words.push(`${path}: ${one.words}`);
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
