import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readOrMakeSecret } from '../../src/store/secret.ts';
import { emptyDirectory, removeDirectories } from '../support/database.ts';

afterAll(removeDirectories);

test('a secret is made once, 32 bytes, readable by its owner alone', async () => {
  const dataDir = join(await emptyDirectory(), 'data');
  const secret = await readOrMakeSecret(dataDir);
  expect(secret).toHaveLength(32);
  expect(await readOrMakeSecret(dataDir)).toEqual(secret);
  expect(Buffer.from(await readFile(join(dataDir, 'secret'), 'utf8'), 'base64')).toEqual(secret);
  expect((await stat(join(dataDir, 'secret'))).mode & 0o777).toBe(0o600);
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  expect(await readdir(dataDir)).toEqual(['secret']);
});

test('all who ask at once get the same secret', async () => {
  const dataDir = await emptyDirectory();
  const secrets = await Promise.all(Array.from({ length: 10 }, () => readOrMakeSecret(dataDir)));
  expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(1);
});

test('two directories have two secrets', async () => {
  expect(await readOrMakeSecret(await emptyDirectory())).not.toEqual(await readOrMakeSecret(await emptyDirectory()));
});

test('a damaged secret is named, not replaced', async () => {
  const dataDir = await emptyDirectory();
  await writeFile(join(dataDir, 'secret'), 'abc');
  await expect(readOrMakeSecret(dataDir)).rejects.toThrow(`${join(dataDir, 'secret')} is damaged`);
  expect(await readFile(join(dataDir, 'secret'), 'utf8')).toBe('abc');
});
