import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.ts';

/** Bytes that are hard to guess. */
const secretBytes = 32;

/**
 * The secret for signed buttons and the audit, 32 random bytes, kept in `<dataDir>/secret` (base64, mode 0600) and made
 * there the first time. For embedded mode: with DATABASE_URL, replicas must share one, so it has to be given.
 */
export async function readOrMakeSecret(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, 'secret');
  const kept = await readSecret(dataDir);
  if (kept) return kept;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const made = `${path}.${randomUUID()}`;
  await writeFile(made, `${randomBytes(secretBytes).toString('base64')}\n`, { mode: 0o600 });
  // A link, unlike a rename, does not replace the secret that another process made meanwhile.
  await link(made, path).catch((error: NodeJS.ErrnoException) =>
    error.code === 'EEXIST' ? undefined : Promise.reject(error),
  );
  await rm(made);
  return (await readSecret(dataDir)) as Buffer;
}

/** The secret that is kept there; undefined when none was ever made. */
export async function readSecret(dataDir: string): Promise<Buffer | undefined> {
  const path = join(dataDir, 'secret');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? undefined : Promise.reject(error),
  );
  if (text === undefined) return undefined;
  const secret = Buffer.from(text, 'base64');
  if (secret.length < secretBytes)
    throw new Failure(
      'store-unavailable',
      `The secret in ${path} is damaged: restore it, or remove it (buttons of old cards then stop working).`,
    );
  return secret;
}
