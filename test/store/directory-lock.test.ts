import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockDirectory } from '../../src/store/directory-lock.ts';
import { emptyDirectory, removeDirectories } from '../support/database.ts';

afterAll(removeDirectories);

const holder = fileURLToPath(new URL('./support/hold-lock.ts', import.meta.url));

async function holdInOtherProcess(directory: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--no-warnings', holder, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

test('a second process is refused with a sentence that names the directory and what to do', async () => {
  const directory = await emptyDirectory();
  const child = await holdInOtherProcess(directory);
  await expect(lockDirectory(directory)).rejects.toMatchObject({
    kind: 'store-unavailable',
    message: expect.stringMatching(
      new RegExp(
        `${directory} is in use by another xdr-chatops process \\(process ${child.pid}\\).*DATA_DIR.*DATABASE_URL`,
      ),
    ),
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
});

test('a refused process leaves the lock with its holder', async () => {
  const directory = await emptyDirectory();
  const child = await holdInOtherProcess(directory);
  await expect(lockDirectory(directory)).rejects.toThrow('in use');
  await expect(lockDirectory(directory)).rejects.toThrow('in use');
  child.kill('SIGKILL');
  await once(child, 'exit');
});

test('the lock dies with its process, and its socket is taken away by the next', async () => {
  const directory = await emptyDirectory();
  const child = await holdInOtherProcess(directory);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await readdir(join(directory, 'lock'))).toHaveLength(1);
  const unlock = await lockDirectory(directory);
  expect(await readdir(join(directory, 'lock'))).toHaveLength(1);
  await unlock();
  expect(await readdir(join(directory, 'lock'))).toEqual([]);
});

test('of many that start at once on a stale lock exactly one gets it', async () => {
  for (let round = 0; round < 10; round += 1) {
    const directory = await emptyDirectory();
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(directory)));
    const unlocks = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(unlocks).toHaveLength(1);
    await unlocks[0]?.();
  }
});

test('once unlocked, it can be locked again', async () => {
  const directory = await emptyDirectory();
  for (let round = 0; round < 3; round += 1) await (await lockDirectory(directory))();
});

test('a directory whose path is longer than the address of a socket is locked as well', async () => {
  const directory = join(await emptyDirectory(), 'a'.repeat(120), 'b'.repeat(120));
  await mkdir(directory, { recursive: true });
  const unlock = await lockDirectory(directory);
  await expect(lockDirectory(directory)).rejects.toThrow('in use');
  await unlock();
  await (await lockDirectory(directory))();
});

test('the lock is for its owner alone', async () => {
  const directory = await emptyDirectory();
  const unlock = await lockDirectory(directory);
  expect((await stat(join(directory, 'lock'))).mode & 0o777).toBe(0o700);
  await unlock();
});
