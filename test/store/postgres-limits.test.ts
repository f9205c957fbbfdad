import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { silentLog } from '../../src/log.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/open-postgres.ts';
import { refused } from '../../src/store/refusals.ts';
import { removeDirectories } from '../support/database.ts';
import { describePostgres, postgresUrl } from '../support/databases.ts';
import { ask, startPostgres } from '../support/postgres.ts';
import { smallDisk } from '../support/small-disk.ts';

afterAll(removeDirectories);

const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => 'it was not refused',
    (error: unknown) => (refused(error) as Error).message,
  );

describePostgres('the limits of statements on PostgreSQL', () => {
  const sleep = 'select pg_sleep($1)';

  test('a statement that takes too long is ended, and its connection is used again', async () => {
    const { run, close, pool } = await openPostgres({
      url: await postgresUrl(),
      log: silentLog,
      longestStatement: 200,
    });
    expect(await refusal(run(sleep, [60]))).toBe('the database refused a statement: a statement took too long (57014)');
    expect(await run('select 1 as one')).toEqual([{ one: 1 }]);
    expect(pool?.()).toEqual({ total: 1, idle: 1, waiting: 0 });
    await close();
  });

  test('a statement that waits too long for a lock is ended', async () => {
    const { run, transaction, close } = await openPostgres({
      url: await postgresUrl(),
      log: silentLog,
      longestLock: 200,
    });
    await run('create table kept (id int primary key)');
    await transaction(async (inside) => {
      await inside('insert into kept values ($1)', [1]);
      const other = refusal(run('insert into kept values ($1)', [1]));
      expect(await other).toBe('the database refused a statement: a lock was not to be had in time (55P03)');
    });
    await close();
  });

  test('a transaction that takes too long is rolled back, whatever it waits for', async () => {
    const { run, transaction, close, pool } = await openPostgres({ url: await postgresUrl(), log: silentLog });
    await run('create table kept (id int)');
    let late: ((sql: string) => Promise<unknown>) | undefined;
    const works: ((inside: typeof run) => Promise<unknown>)[] = [
      () => new Promise(() => {}),
      (inside) => inside(sleep, [60]),
    ];
    for (const work of works) {
      const asked = transaction(async (inside) => {
        late = inside;
        await inside('insert into kept values ($1)', [1]);
        await work(inside);
      }, 200);
      expect(await refusal(asked)).toBe('a transaction took over 200 ms');
      expect(await refusal(late!('select 1'))).toBe('the transaction is over');
    }
    expect(await run('select id from kept')).toEqual([]);
    expect(pool?.().waiting).toBe(0);
    await close();
  });

  test('who gets no connection in time is refused, and those who have one go on', async () => {
    const { run, close, pool } = await openPostgres({ url: await postgresUrl(), log: silentLog });
    const inside = Array.from({ length: 10 }, () => run(sleep, [3]));
    while (pool?.().total !== 10) await pause(10);
    const outside = refusal(run('select 1'));
    expect(pool?.().waiting).toBe(1);
    expect(await outside).toMatch(/^PostgreSQL cannot be reached/);
    expect((await Promise.all(inside)).length).toBe(10);
    await close();
  });

  test('a server out of connections is told, and used when there are some', async () => {
    const server = (await startPostgres({ settings: { max_connections: '10' } }))!;
    const url = await server.createDatabase();
    const database = await openDatabase({ url, dataDir: '', log: silentLog });
    await database.query('select 1');
    const others: pg.Client[] = [];
    for (let full = false; !full; ) {
      const other = new pg.Client({ connectionString: url });
      other.on('error', () => {});
      await other.connect().then(
        () => others.push(other),
        () => {
          full = true;
        },
      );
    }
    const crowd = await Promise.all(Array.from({ length: 10 }, () => refusal(database.query(sleep, [0.1]))));
    expect(crowd).toContain('the database refused a statement: it takes no more connections (53300)');
    expect(await database.state()).toMatchObject({
      usable: false,
      reason: expect.stringContaining('no more connections'),
    });
    await Promise.all(others.map((other) => other.end()));
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
    await database.close();
    await server.close();
  });

  test('a server whose disk is full is told, and used when there is room', async () => {
    const disk = await smallDisk(150);
    if (!disk) return;
    const settings = { max_wal_size: '32MB', min_wal_size: '32MB' };
    const server = (await startPostgres({ directory: disk.directory, settings }))!;
    const database = await openDatabase({ url: await server.createDatabase(), dataDir: '', log: silentLog });
    try {
      await database.query('create table kept (text text)');
      const insert = () =>
        database.query('insert into kept select repeat($1, 8000) from generate_series(1, 20)', ['x']);
      await database.query('alter table kept alter text set storage plain');
      await insert();
      await disk.fill();
      expect(await refusal(insert())).toBe('the database refused a statement: its disk is full (53100)');
      expect(await database.state()).toEqual({
        usable: false,
        reason: 'the database cannot be written: its disk is full (53100)',
      });
      await disk.empty();
      expect(await insert()).toEqual([]);
    } finally {
      await disk.empty();
      await database.close();
      await server.close();
      disk.close();
    }
  });

  test('a server that may not write for now is told, and used when it may', async () => {
    const url = await postgresUrl();
    const database = await openDatabase({ url, dataDir: '', log: silentLog });
    const name = new URL(url).pathname.slice(1);
    const set = (to: string) => ask(url, `alter database ${name} set default_transaction_read_only = ${to}`);
    await set('on');
    await ask(
      url,
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    const write = () => database.query('insert into claims values (gen_random_uuid(), now()) returning 1 as one');
    while ((await database.state()).usable) await pause(20);
    expect(await refusal(write())).toBe('the database refused a statement: it is read-only, as a standby is (25006)');
    await ask(url, `begin read write; alter database ${name} set default_transaction_read_only = off; commit`);
    while ((await refusal(write())) !== 'it was not refused') await pause(20);
    await database.close();
  });
});
