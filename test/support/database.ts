import { execFile } from 'node:child_process';
import { access, cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Log, silentLog } from '../../src/log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('../../src/store/make-cluster.ts', import.meta.url));
const manifest = new URL('../../node_modules/@electric-sql/pglite/package.json', import.meta.url);

/** An empty data directory; removed by `removeDirectories`. */
export async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'xdr-test-'));
  directories.push(directory);
  return directory;
}

/** A data directory with a copied empty cluster: making one takes seconds, copying it a fraction of one. */
export async function dataDirectory(): Promise<string> {
  const directory = await emptyDirectory();
  await cp(await template(), join(directory, 'postgres'), { recursive: true });
  return directory;
}

const directories: string[] = [];

export async function removeDirectories(): Promise<void> {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
}

/** An embedded database of its own. Close it, and call `removeDirectories` after all. */
export const testDatabase = async (log: Log = silentLog): Promise<Database> =>
  openDatabase({ dataDir: await dataDirectory(), log });

/** Made once per machine and version of the embedded database. */
async function template(): Promise<string> {
  const folder = join(tmpdir(), 'xdr-chatops-test-clusters');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const made = join(folder, version);
  if (await exists(made)) return made;
  await mkdir(folder, { recursive: true });
  const own = await mkdtemp(join(folder, 'making-'));
  await run(process.execPath, ['--no-warnings', script, join(own, 'cluster')]);
  // Another test file may have been faster: then this one is not needed.
  await rename(join(own, 'cluster'), made).catch(() => {});
  await rm(own, { recursive: true, force: true });
  return made;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
