import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentLog } from '../../src/log.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openEmbedded } from '../../src/store/open-embedded.ts';
import { dataDirectory, emptyDirectory, removeDirectories } from '../support/database.ts';

const open = (dataDir: string) => openDatabase({ dataDir, log: silentLog });
afterAll(removeDirectories);

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
