import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../src/failure.ts';
import { silentLog } from '../../src/log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { openEmbedded } from '../../src/store/open-embedded.ts';
import { dataDirectory, emptyDirectory, removeDirectories, testDatabase } from '../support/database.ts';

const open = (dataDir: string) => openDatabase({ dataDir, log: silentLog });
let database: Database;

beforeAll(async () => {
  database = await testDatabase();
  await database.query('create table if not exists things (id int primary key, made timestamptz)');
  await database.query('truncate things');
});
afterAll(async () => {
  await database.query('drop table things');
  await database.close();
  await removeDirectories();
});

const ids = async () => (await database.query<{ id: number }>('select id from things order by id')).map(({ id }) => id);

test('values come back as the types they went in', async () => {
  const at = new Date('2026-03-04T05:06:07.089Z');
  const [row] = await database.query(
    'select $1::text[] as list, $2::timestamptz as at, $3::jsonb as json, 5::bigint as big, null as nothing, true as yes',
    [['a', 'b"\\,{}'], at, JSON.stringify([{ a: 'ü' }])],
  );
  expect(row).toEqual({ list: ['a', 'b"\\,{}'], at, json: [{ a: 'ü' }], big: 5, nothing: null, yes: true });
});

test('of statements that are asked at once only the faulty one fails', async () => {
  const insert = (id: number) => database.query('insert into things (id) values ($1)', [id]);
  const results = await Promise.allSettled([1, 2, 2, 3].map(insert));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(await ids()).toEqual([1, 2, 3]);
});

test('a refused statement is a Failure that quotes no value', async () => {
  const failure = await database.query('select $1::uuid', ['hunter2']).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Failure);
  expect(failure).toMatchObject({ kind: 'store-unavailable', message: 'the database refused a statement (22P02)' });
});

test('a transaction that throws leaves nothing behind, and its error comes through', async () => {
  const sorry = new Error('sorry');
  await expect(
    database.transaction(async (query) => {
      await query('insert into things (id) values ($1)', [10]);
      throw sorry;
    }),
  ).rejects.toBe(sorry);
  await expect(
    database.transaction(async (query) => {
      await query('insert into things (id) values ($1)', [11]);
      await query('insert into things (id) values ($1)', [11]);
    }),
  ).rejects.toMatchObject({ kind: 'store-unavailable' });
  await expect(
    database.transaction(async (query) => {
      await query('insert into things (id) values ($1)', [12]);
      await query('no sql').catch(() => {});
      await query('insert into things (id) values ($1)', [13]);
    }),
  ).rejects.toMatchObject({ kind: 'store-unavailable' });
  expect(await ids()).not.toEqual(expect.arrayContaining([10]));
  expect(await ids()).not.toEqual(expect.arrayContaining([11]));
  expect(await ids()).not.toEqual(expect.arrayContaining([12]));
  expect(await ids()).not.toEqual(expect.arrayContaining([13]));
});

test('other statements do not slip into a transaction', async () => {
  const inside = database.transaction(async (query) => {
    await query('insert into things (id) values ($1)', [20]);
    await new Promise((done) => setTimeout(done, 50));
    throw new Error('sorry');
  });
  const outside = database.query('insert into things (id) values ($1)', [21]);
  await expect(inside).rejects.toThrow('sorry');
  await outside;
  expect(await ids()).toEqual(expect.arrayContaining([21]));
  expect(await ids()).not.toEqual(expect.arrayContaining([20]));
});

test('a notification reaches its listener until it stops listening', async () => {
  const heard: string[] = [];
  const stop = await database.listen('bell', (payload) => heard.push(payload));
  while (heard.length === 0) {
    // On a server the subscription is made by a connection of its own, a moment later.
    await database.query('select pg_notify($1, $2)', ['bell', 'ding']);
    await new Promise((done) => setTimeout(done, 20));
  }
  await stop();
  heard.length = 0;
  await database.query('select pg_notify($1, $2)', ['bell', 'dong']);
  await new Promise((done) => setTimeout(done, 50));
  expect(heard).not.toContain('dong');
});

test('an open database is usable; a closed one says so, and refuses', async () => {
  const other = await testDatabase();
  expect(await other.state()).toEqual({ usable: true });
  await other.close();
  await other.close();
  expect(await other.state()).toMatchObject({ usable: false });
  await expect(other.query('select 1')).rejects.toMatchObject({ kind: 'store-unavailable' });
  await expect(other.transaction(async () => 1)).rejects.toMatchObject({ kind: 'store-unavailable' });
});

test('what was written is there after a restart', async () => {
  const dataDir = await dataDirectory();
  const first = await open(dataDir);
  await first.query('create table kept (id int)');
  await first.query('insert into kept values ($1)', [7]);
  await first.close();
  const second = await open(dataDir);
  expect(await second.query('select id from kept')).toEqual([{ id: 7 }]);
  await second.close();
});

test('what was written is there after kill -9', async () => {
  const dataDir = await dataDirectory();
  const script = fileURLToPath(new URL('./support/write-and-die.ts', import.meta.url));
  const { signal, stdout } = spawnSync(process.execPath, ['--no-warnings', script, dataDir], { encoding: 'utf8' });
  expect(signal).toBe('SIGKILL');
  const again = await open(dataDir);
  const rows = await again.query<{ id: number }>('select id from written');
  expect(rows.length).toBeGreaterThanOrEqual(Number(stdout));
  expect(Number(stdout)).toBeGreaterThan(100);
  await again.close();
});

test('an embedded database that does not answer any more is started again, and a transaction does not go on', async () => {
  const driver = await openEmbedded({ dataDir: await dataDirectory(), log: silentLog, patience: 3000 });
  await driver.run('create table kept (id int)');
  const torn = driver.transaction(async (run) => {
    await run('insert into kept values ($1)', [1]);
    await run('select count(*) from generate_series(1, 1000000000000), pg_sleep($1)', [0]).catch(() => {});
    await new Promise((done) => setTimeout(done, 2500)); // meanwhile it is open again
    await run('insert into kept values ($1)', [2]);
  });
  await expect(torn).rejects.toMatchObject({ kind: 'store-unavailable' });
  const insert = () =>
    driver.run('insert into kept values ($1)', [3]).then(
      () => true,
      () => false,
    );
  while (!(await insert())) await new Promise((done) => setTimeout(done, 100));
  expect(await driver.run('select id from kept')).toEqual([{ id: 3 }]);
  await driver.close();
});

test('a first start makes the directory and the database, also after one that was cut off', async () => {
  const dataDir = join(await emptyDirectory(), 'not', 'there');
  await mkdir(join(dataDir, 'postgres.unfinished', 'base'), { recursive: true });
  await writeFile(join(dataDir, 'postgres.unfinished', 'PG_VERSION'), '18\n');
  const first = await open(dataDir);
  expect(await first.state()).toEqual({ usable: true });
  await first.close();
  expect((await readdir(dataDir)).sort()).toEqual(['lock', 'postgres']);
}, 60_000);

describe('a damaged database is named, and nothing is deleted', () => {
  const damage: [string, (cluster: string) => Promise<void>][] = [
    ['an empty directory', async (cluster) => rm(cluster, { recursive: true }).then(() => mkdir(cluster))],
    ['a missing control file', (cluster) => rm(join(cluster, 'global', 'pg_control'))],
    ['a cut control file', (cluster) => truncate(join(cluster, 'global', 'pg_control'), 10)],
    ['missing write-ahead log', (cluster) => rm(join(cluster, 'pg_wal'), { recursive: true })],
    ['missing tables', (cluster) => rm(join(cluster, 'base'), { recursive: true })],
  ];
  test.each(damage)('%s', async (_what, harm) => {
    const dataDir = await dataDirectory();
    const cluster = join(dataDir, 'postgres');
    await harm(cluster);
    const before = await readdir(cluster);
    await expect(open(dataDir)).rejects.toMatchObject({
      kind: 'store-unavailable',
      message: expect.stringMatching(new RegExp(`${cluster} cannot be opened.*nothing was deleted.*backup`)),
    });
    expect(await readdir(cluster)).toEqual(expect.arrayContaining(before));
  });
});

test('a database of another PostgreSQL release is refused by name', async () => {
  const dataDir = await dataDirectory();
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '17\n');
  await expect(open(dataDir)).rejects.toThrow('was written by PostgreSQL 17');
});

test('a database written by a newer version of the program is refused', async () => {
  const dataDir = await dataDirectory();
  const first = await open(dataDir);
  await first.query("insert into migrations values ('0999-later.sql', now())");
  await first.close();
  await expect(open(dataDir)).rejects.toThrow(/newer version.*0999-later\.sql/);
});

test('a directory in use is refused, and the one that uses it goes on', async () => {
  const dataDir = await dataDirectory();
  const first = await open(dataDir);
  await expect(open(dataDir)).rejects.toThrow(`${dataDir} is in use`);
  expect(await first.state()).toEqual({ usable: true });
  await first.close();
});

test('a data directory that cannot be made is named', async () => {
  const file = join(await emptyDirectory(), 'file');
  await writeFile(file, '');
  await expect(open(join(file, 'below'))).rejects.toThrow(/data directory .*below cannot be used/);
});

test('a copied data directory opens, for backups', async () => {
  const dataDir = await dataDirectory();
  const first = await open(dataDir);
  await first.query('create table kept (id int)');
  await first.close();
  const copy = await emptyDirectory();
  await cp(join(dataDir, 'postgres'), join(copy, 'postgres'), { recursive: true });
  const second = await open(copy);
  expect(await second.query('select id from kept')).toEqual([]);
  await second.close();
});
