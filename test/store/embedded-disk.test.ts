import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { silentLog } from '../../src/log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { dataDirectory, removeDirectories } from '../support/database.ts';
import { type SmallDisk, smallDisk } from '../support/small-disk.ts';

const open = (dataDir: string) => openDatabase({ dataDir, log: silentLog });
const full = 'the database refused a statement: its disk is full (53100)';
let disk: SmallDisk | undefined;
let database: Database;

beforeAll(async () => {
  disk = await smallDisk(150);
  if (!disk) return;
  await cp(join(await dataDirectory(), 'postgres'), join(disk.directory, 'postgres'), { recursive: true });
  database = await open(disk.directory);
  await database.query('create table kept (text text)');
  await database.query('alter table kept alter text set storage plain');
}, 60_000);
afterAll(async () => {
  await disk?.empty();
  await database?.close();
  disk?.close();
  await removeDirectories();
});

const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => 'it was not refused',
    (error: unknown) => (error as Error).message,
  );
let kept = 0;
const insert = async () => {
  await database.query('insert into kept select repeat($1, 7000) from generate_series(1, 20)', ['x']);
  kept += 20;
};
const rows = async () => (await database.query<{ n: number }>('select count(*) as n from kept'))[0]?.n;

test('a table for which there is no room: the statement is refused, the state says why, and room is used', async () => {
  if (!disk) return;
  await insert();
  await disk.fill();
  expect(await refusal(insert())).toBe(full);
  expect(await database.state()).toEqual({
    usable: false,
    reason: 'the database cannot be written: its disk is full (53100)',
  });
  expect(await rows()).toBe(kept);
  await disk.empty();
  await insert();
  expect(await rows()).toBe(kept);
});

test('a log for which there is no room: nothing is confirmed that is not kept, and it recovers by itself', async () => {
  if (!disk) return;
  await disk.fill();
  const log = () =>
    database.query("select pg_logical_emit_message(false, $1, repeat('x', 100000)) from generate_series(1, 20)", ['x']);
  let said = '';
  for (said = await refusal(log()); said === 'it was not refused'; ) said = await refusal(log());
  expect(said).toBe(full);
  while ((await database.state()).usable) await pause(20);
  expect(await refusal(insert())).toMatch(/not running|\(53100\)|24000/);
  await disk.empty();
  while (!(await database.state()).usable) await pause(50);
  await insert();
  expect(await rows()).toBe(kept);
}, 60_000);

test('a start without room says so, not that the database is damaged, and nothing is lost', async () => {
  if (!disk) return;
  await database.close();
  await disk.fill();
  await expect(open(disk.directory)).rejects.toThrow(/cannot be used \(its disk is full\)/);
  await disk.empty();
  database = await open(disk.directory);
  expect(await rows()).toBe(kept);
}, 60_000);
