import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '../../src/failure.ts';
import type { OpenFile, PostedFile } from '../../src/files/posted-file.ts';

/** A file of this computer that was named on the command line; a sentence when it cannot be read. */
export async function localFile(path: string): Promise<PostedFile | Readonly<{ problem: string }>> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return { problem: `There is no file ${path} to be read.` };
  if (found.isDirectory()) return { problem: `${path} is a directory; --from takes a file.` };
  if (!found.isFile()) return { problem: `${path} is no file; --from takes a file.` };
  const readable = await access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
  if (!readable) return { problem: `The file ${path} may not be read by you.` };
  return { handle: path, name: basename(path), size: found.size };
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
