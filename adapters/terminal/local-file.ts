import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '../../src/failure.ts';
import type { OpenFile, PostedFile } from '../../src/files/posted-file.ts';

/** A file of this computer that was named on the command line; undefined when there is none to be read. */
export async function localFile(path: string): Promise<PostedFile | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? { handle: path, name: basename(path), size: found.size } : undefined;
}

/** Opens it. Handles are paths that the person himself named. */
export const openLocalFile: OpenFile = async ({ handle }) => {
  const stream = createReadStream(handle);
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve());
    stream.once('error', () => reject(new Failure('place-gone', 'the file cannot be read')));
  });
  return { chunks: stream };
};
