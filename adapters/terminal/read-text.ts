import type { Readable } from 'node:stream';

/** As large as a request body may be. */
export const largestText = 1024 * 1024;

/** All of an input as UTF-8; undefined when it is over 1 MiB (the rest is not read). */
export async function readText(input: Readable): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > largestText) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
