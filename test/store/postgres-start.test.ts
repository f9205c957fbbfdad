import { execFileSync } from 'node:child_process';
import { chown, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLog } from '../../src/log.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/open-postgres.ts';
import { emptyDirectory, removeDirectories } from '../support/database.ts';
import { describePostgres } from '../support/databases.ts';
import { ask, type PostgresServer, startPostgres } from '../support/postgres.ts';
import { endProcesses, freePort, startProcess } from '../support/process.ts';

const open = (url: string) => openDatabase({ url, dataDir: '', log: silentLog });
const refusal = async (url: string): Promise<string> => {
  const failure = await open(url).catch((error: unknown) => error);
  expect(failure).toMatchObject({ kind: 'store-unavailable' });
  return (failure as Error).message;
};

afterAll(async () => {
  endProcesses();
  await removeDirectories();
});

describePostgres('opening a database on PostgreSQL', () => {
  let server: PostgresServer;
  const as = (user: string, password: string, database = 'postgres', query = '') =>
    `postgres://${user}:${password}@127.0.0.1:${server.port}/${database}${query}`;

  beforeAll(async () => {
    server = (await startPostgres())!;
    await ask(server.url('postgres'), "create role visitor login password 'Xenops7'");
  }, 60_000);
  afterAll(() => server.close());

  test.each([
    ['a wrong password', () => as('visitor', 'hunter2'), /: user or password is wrong \(28P01\)/],
    ['an unknown user', () => as('stranger', 'hunter2'), /: user or password is wrong \(28P01\)/],
    ['no password', () => as('visitor', ''), /password/],
    ['an unknown database', () => as('visitor', 'Xenops7', 'elsewhere'), /: there is no such database \(3D000\)/],
    [
      'a user who may not create',
      () => as('visitor', 'Xenops7'),
      /may not do this \(42501\).*the owner of the database/,
    ],
    [
      'a server without TLS',
      () => as('visitor', 'Xenops7', 'postgres', '?sslmode=verify-full'),
      /does not support SSL/,
    ],
    ['an address that is none', () => 'postgres://visitor:hunter2@127.0.0.1:99999/x', /: that is not an address/],
  ])('%s is told in a sentence that quotes neither user nor password', async (_what, url, sentence) => {
    const told = await refusal(url());
    expect(told).toMatch(sentence);
    expect(told).not.toMatch(/hunter2|Xenops7|visitor|stranger/);
  });

  test('a server that is too old is refused', async () => {
    const parts = { url: server.url('postgres'), log: silentLog, oldestServer: 990_000 };
    await expect(openPostgres(parts)).rejects.toThrow('DATABASE_URL: PostgreSQL 14 or later is needed.');
  });

  test('a standby is refused as read-only', async () => {
    const url = await server.createDatabase();
    await server.stop();
    const signal = join(server.data, 'standby.signal');
    await writeFile(signal, '');
    const { uid, gid } = await stat(server.data);
    await chown(signal, uid, gid);
    await server.start();
    expect(await refusal(url)).toMatch(/it is read-only, as a standby is \(25006\)/);
    await server.stop();
    execFileSync('rm', [signal]);
    await server.start();
  });

  test('a certificate is checked', async () => {
    const key = join(server.data, 'server.key');
    const certificate = join(server.data, 'server.crt');
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const files = ['-keyout', key, '-out', certificate];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject, ...files], {
      stdio: 'ignore',
    });
    const { uid, gid } = await stat(server.data);
    await chown(key, uid, gid);
    await ask(server.url('postgres'), 'alter system set ssl = on');
    await server.restart();
    const url = `${await server.createDatabase()}?sslmode=`;
    expect(await refusal(`${url}require`)).toMatch(/nobody known signed its certificate/);
    expect(await refusal(`${url}verify-full`)).toMatch(/nobody known signed its certificate/);
    expect(await refusal(`${url}verify-full&sslrootcert=${certificate}`)).toMatch(/certificate is for another host/);
    const trusted = url.replace('127.0.0.1', 'localhost');
    for (const mode of ['require', 'verify-full']) {
      const database = await open(`${trusted}${mode}&sslrootcert=${certificate}`);
      const [used] = await database.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
      expect(used).toEqual({ ssl: true });
      await database.close();
    }
  });
});

test('a process whose server is not there ends with a sentence', async () => {
  const started = startProcess({
    DATABASE_URL: `postgres://visitor:hunter2@127.0.0.1:${await freePort()}/x`,
    DATA_DIR: await emptyDirectory(),
    CHATOPS_SECRET: Buffer.alloc(32, 7).toString('base64'),
    PORT: '0',
  });
  expect(await started.ended).toBe(1);
  expect(started.output().trim()).toBe(
    'DATABASE_URL: PostgreSQL cannot be used: nothing listens at that host and port (ECONNREFUSED).',
  );
}, 60_000);
