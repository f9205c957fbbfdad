import { type ChildProcess, execFile, type StdioOptions, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { findPostgres, serverUser } from './postgres-binaries.ts';
import { freePort } from './process.ts';

/** The server waits for its clients to go, or ends them, or drops everything and recovers at its next start. */
export type StopSignal = 'smart' | 'fast' | 'immediate';
const signals: Record<StopSignal, NodeJS.Signals> = { smart: 'SIGTERM', fast: 'SIGINT', immediate: 'SIGQUIT' };

/** A PostgreSQL server of our own on a loopback port; the user `postgres` needs no password, everybody else does. */
export type PostgresServer = Readonly<{
  port: number;
  /** Its data directory: what is changed in there counts from the next start. */
  data: string;
  url: (database: string) => string;
  /** Makes an empty database and resolves with its address. */
  createDatabase: () => Promise<string>;
  stop: (how?: StopSignal) => Promise<void>;
  /** Resolves when connections are accepted. */
  start: () => Promise<void>;
  restart: (how?: StopSignal) => Promise<void>;
  /** kill -9 */
  kill: () => Promise<void>;
  /** Freezes all its processes: connections stay open, and nothing answers. Resolves with their thawing. */
  freeze: () => Promise<() => void>;
  /** Ends it and removes its files. */
  close: () => Promise<void>;
}>;

export type PostgresOptions = Readonly<{
  port?: number;
  /** Where its files go, in a folder `data`; a new temporary directory otherwise. It is handed over to the server's user. */
  directory?: string;
  /** Flushes to the disk as in production: slower, and only a loss of power shows the difference. */
  durable?: boolean;
  /** Further settings: `{ max_connections: '20' }`. */
  settings?: Readonly<Record<string, string>>;
}>;

/** Starts a server in about a second; undefined when this machine has none of PostgreSQL 14 or later. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer | undefined> {
  const binaries = findPostgres();
  if (!binaries) return undefined;
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'xdr-postgres-')));
  const data = join(directory, 'data');
  const port = options.port ?? (await freePort());
  const user = serverUser();
  if (user.uid !== undefined && user.gid !== undefined) await chown(directory, user.uid, user.gid);
  const asServer = { ...user, cwd: directory, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } };
  const initdb = ['-D', data, '-U', 'postgres', '--encoding=UTF8', '--locale=C', '--no-sync', '--auth=trust'];
  await promisify(execFile)(join(binaries, 'initdb'), initdb, asServer);
  await writeFile(join(data, 'pg_hba.conf'), hostRules);

  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  let running: Running | undefined;
  const end = async (signal: NodeJS.Signals) => {
    const { child, ended } = running ?? {};
    child?.ref();
    child?.kill(signal);
    await ended;
    running = undefined;
  };
  const server: PostgresServer = {
    port,
    data,
    url,
    createDatabase: () => createDatabase(url('postgres')),
    start: async () => {
      if (running?.isRunning()) return;
      const settings = { ...(options.durable ? {} : fleeting), ...options.settings, port };
      const flags = Object.entries({ ...small, ...settings }).map(([name, value]) => `--${name}=${value}`);
      const log = join(directory, 'log');
      const giveUp = performance.now() + longestStart;
      for (;;) {
        const output = openSync(log, 'w');
        const stdio: StdioOptions = ['ignore', output, output];
        const child = spawn(join(binaries, 'postgres'), ['-D', data, ...flags], { ...asServer, stdio });
        closeSync(output);
        running = keepRunning(child, options.directory === undefined ? directory : '');
        if (await isReady(url('postgres'), running)) return;
        const said = await readFile(log, 'utf8');
        if (!passing.test(said) || performance.now() > giveUp) throw new Error(`PostgreSQL did not start:\n${said}`);
        await pause(100);
      }
    },
    stop: (how = 'fast') => end(signals[how]),
    restart: async (how) => {
      await server.stop(how);
      await server.start();
    },
    kill: () => end('SIGKILL'),
    freeze: async () => {
      const pids: number[] = [];
      const stop = (pid: unknown) => {
        if (typeof pid === 'number' && process.kill(pid, 'SIGSTOP')) pids.push(pid);
      };
      await withClient(url('postgres'), async (client) => {
        stop(running?.child.pid); // first, or a connection could be made meanwhile that answers
        const { rows } = await client.query('select pid from pg_stat_activity where pid <> pg_backend_pid()');
        for (const { pid } of rows) stop(pid);
      });
      return () => {
        for (const pid of pids.splice(0)) process.kill(pid, 'SIGCONT');
      };
    },
    close: async () => {
      await end('SIGINT');
      await rm(options.directory ? data : directory, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** In order: the first rule that fits counts. */
const hostRules = `host all postgres 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
`;
const small = { listen_addresses: '127.0.0.1', unix_socket_directories: '', shared_buffers: '32MB', jit: 'off' };
const fleeting = { fsync: 'off', full_page_writes: 'off' };

type Running = Readonly<{ child: ChildProcess; ended: Promise<unknown>; isRunning: () => boolean }>;

/** A guard ends the server, and removes its directory, when this process dies without having done so. */
function keepRunning(child: ChildProcess, directory: string): Running {
  const script = 'read _; kill -QUIT "$0" && sleep 1; if [ -n "$1" ]; then rm -rf -- "$1"; fi';
  const guard = spawn('sh', ['-c', script, String(child.pid), directory], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  guard.unref();
  let runs = true;
  const ended = once(child, 'exit').finally(() => {
    runs = false;
    guard.kill('SIGKILL');
  });
  return { child, ended, isRunning: () => runs };
}

/** Milliseconds in which what stands in the way of a start has to pass: processes of the one that was killed, its port. */
const longestStart = 20_000;
const passing = /is still in use|could not create any TCP\/IP sockets|lock file "postmaster.pid" already exists/;

/** False when it has ended instead. */
async function isReady(url: string, { isRunning }: Running): Promise<boolean> {
  while (isRunning()) {
    if (await ask(url, 'select 1').catch(() => undefined)) return true;
    await pause(20);
  }
  return false;
}

/** Makes an empty database on the server of this address, and resolves with its own. */
export async function createDatabase(server: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await ask(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Asks on a connection of its own. */
export function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  return withClient(url, async (client) => (await client.query(sql)).rows);
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {}); // told by the query
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end();
  }
}
