import { execFile } from 'node:child_process';
import { access, mkdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { lockDirectory } from './directory-lock.ts';
import { type EmbeddedThread, notRunning, startThread } from './embedded-connection.ts';
import type { SqlDriver } from './sql-driver.ts';
import { createStatementQueue } from './statement-queue.ts';

/** The PostgreSQL release of the embedded database: its files cannot be read by another. */
const postgresVersion = '18';

/** Milliseconds between tries to start it again. */
const longestPause = 10_000;

/** `patience`: milliseconds after which a database that does not answer is started again. */
export type EmbeddedParts = Readonly<{ dataDir: string; log: Log; patience?: number }>;

/** Opens the embedded database in `dataDir`, which no other process may use meanwhile. */
export async function openEmbedded({ dataDir, log, patience = 30_000 }: EmbeddedParts): Promise<SqlDriver> {
  const directory = resolve(dataDir);
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((cause) => Promise.reject(unusable(directory, cause)));
  const unlock = await lockDirectory(directory);
  try {
    const cluster = join(directory, 'postgres');
    await makeCluster(cluster, log);
    await checkCluster(cluster);
    const driver = await connectEmbedded(cluster, patience, log);
    return {
      ...driver,
      close: async () => {
        await driver.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** A cluster that was being made when its process died is not kept: it gets its name only when it is whole. */
async function makeCluster(cluster: string, log: Log): Promise<void> {
  if (await exists(cluster)) return;
  log.info({ cluster }, 'making the embedded database');
  const unfinished = `${cluster}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const script = fileURLToPath(new URL('./make-cluster.ts', import.meta.url));
  try {
    await promisify(execFile)(process.execPath, ['--no-warnings', '--liftoff-only', script, unfinished]);
    await rename(unfinished, cluster);
  } catch (cause) {
    throw unusable(join(cluster, '..'), cause);
  }
}

async function checkCluster(cluster: string): Promise<void> {
  const version = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) throw damaged(cluster, 'PG_VERSION is missing');
  if (version.trim() !== postgresVersion)
    throw new Failure(
      'store-unavailable',
      `The embedded database in ${cluster} was written by PostgreSQL ${version.trim()}, this version of xdr-chatops reads ` +
        `${postgresVersion}. Start the version that wrote it, or move the directory away to begin with an empty one.`,
    );
}

async function connectEmbedded(cluster: string, patience: number, log: Log): Promise<SqlDriver> {
  const listeners = new Map<string, Set<(payload: string) => void>>();
  const onNotification = (channel: string, payload: string) => {
    for (const listener of listeners.get(channel) ?? []) listener(payload);
  };
  const start = () => startThread({ cluster, patience, onNotification });
  let closing = false;
  const first = await start().catch(async (cause) =>
    Promise.reject(
      (await hasRoom(cluster)) ? damaged(cluster, cause) : unusable(join(cluster, '..'), 'its disk is full'),
    ),
  );
  let thread: EmbeddedThread | undefined = first;

  /** After a death of the thread (disk full, an abort inside the database) it is started again until it stays. */
  const watch = (one: EmbeddedThread) => {
    one.ended.then(async (why) => {
      thread = undefined;
      for (let wait = 500; !closing; wait = Math.min(wait * 2, longestPause)) {
        log.error({ why, wait }, 'the embedded database ended unexpectedly and is started again');
        await new Promise((done) => setTimeout(done, wait).unref());
        try {
          const next = await start();
          for (const channel of listeners.keys()) await next.send([{ sql: `listen ${quoted(channel)}` }]);
          thread = next;
          return watch(next);
        } catch (error) {
          why = (await hasRoom(cluster)) ? reason(error) : 'its disk is full';
        }
      }
    });
  };
  watch(first);

  const queue = createStatementQueue(() => {
    if (!thread) throw notRunning();
    return thread.send;
  });
  return {
    ...queue,
    listen: async (channel, onNotification) => {
      const known = listeners.get(channel) ?? new Set();
      listeners.set(channel, known.add(onNotification));
      await queue.run(`listen ${quoted(channel)}`);
      return async () => {
        known.delete(onNotification);
      };
    },
    close: async () => {
      if (closing) return;
      await queue.last(async () => {
        closing = true;
        await thread?.close();
        thread = undefined;
      });
    },
  };
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** It needs 16 MB for one more piece of its log. */
async function hasRoom(directory: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize > 16 * 1024 * 1024;
}

const unusable = (directory: string, cause: unknown) =>
  new Failure(
    'store-unavailable',
    `The data directory ${directory} cannot be used (${reason(cause)}): it must be writable and have room. Give another DATA_DIR.`,
    { cause },
  );

const damaged = (cluster: string, cause: unknown) =>
  new Failure(
    'store-unavailable',
    `The embedded database in ${cluster} cannot be opened (${reason(cause)}). It may be damaged; nothing was deleted. ` +
      'Restore it from a backup, or move the directory away to begin with an empty one.',
    { cause },
  );

const reason = (cause: unknown) => (cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause));
