import { setTimeout as pause } from 'node:timers/promises';
import { silentLog } from '../../src/log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { describePostgres } from '../support/databases.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';

describePostgres('a PostgreSQL server that goes away', () => {
  let server: PostgresServer;
  let database: Database;
  beforeAll(async () => {
    server = (await startPostgres())!;
    database = await openDatabase({ url: await server.createDatabase(), dataDir: '', log: silentLog });
    await database.query('create table kept (id int)');
  }, 60_000);
  let thaw = () => {};
  const freeze = async () => {
    thaw = await server.freeze();
  };
  afterEach(async () => {
    thaw();
    await server.start(); // where a test has failed
  });
  afterAll(async () => {
    await database.close();
    await server.close();
  });

  const unavailable = { kind: 'store-unavailable', message: expect.stringContaining('PostgreSQL cannot be reached') };
  const isUsable = async () => {
    while (!(await database.state()).usable) await pause(20);
  };
  const sleep = 'select pg_sleep($1)';
  /** Under way when it resolves: a statement and a transaction that last until their connections break. */
  const longWork = async () => {
    const asked = [database.query(sleep, [60]), database.transaction((query) => query(sleep, [60]))];
    const failures = Promise.all(asked.map((one) => one.catch((error: unknown) => error)));
    await asleep(asked.length);
    return { failures };
  };
  const asleep = async (statements: number) => {
    const seen = "select 1 from pg_stat_activity where wait_event = 'PgSleep'";
    while ((await database.query(seen)).length < statements) await pause(20);
  };

  const ends: [string, () => Promise<void>][] = [
    ['is stopped', () => server.stop('fast')],
    ['is stopped at once', () => server.stop('immediate')],
    ['is killed', () => server.kill()],
  ];
  test.each(ends)('%s: nothing waits for it, and when it is back it is used', async (_how, end) => {
    await isUsable();
    const { failures } = await longWork();
    // Between two statements nobody listens to the connection but us.
    const broken = Promise.withResolvers<void>();
    const between = database
      .transaction(async (query) => {
        await query('insert into kept values ($1)', [1]);
        await broken.promise;
        await query('insert into kept values ($1)', [2]);
      })
      .catch((error: unknown) => error);
    while (
      (await database.query("select 1 from pg_stat_activity where wait_event = 'ClientRead' and state <> 'idle'"))
        .length === 0
    )
      await pause(20);
    await end();
    for (const failure of await failures) expect(failure).toMatchObject({ kind: 'store-unavailable' });
    broken.resolve();
    expect(await between).toMatchObject({ kind: 'store-unavailable' });
    await expect(database.query('select 1')).rejects.toMatchObject(unavailable);
    await expect(database.transaction((query) => query('select 1'))).rejects.toMatchObject(unavailable);
    expect(await database.state()).toEqual({ usable: false, reason: unavailable.message });
    await server.start();
    expect(await database.query('select id from kept')).toEqual([]);
    expect(await database.state()).toEqual({ usable: true });
  });

  test('a server that freezes: what waits for it is given up, and when it thaws it is used', async () => {
    await isUsable();
    const { failures } = await longWork();
    await Promise.all(Array.from({ length: 5 }, () => database.query(sleep, [0.01]))); // idle ones
    await freeze();
    const asked = await Promise.race([
      Promise.all([failures, database.query('select 1').catch((error: unknown) => error)]),
      pause(8000, 'it hangs'), // the statement's own end would come after 17 s
    ]);
    const lost = expect.objectContaining(unavailable);
    expect(asked).toEqual([[lost, lost], lost]);
    expect(await database.state()).toMatchObject({ usable: false });
    thaw();
    await isUsable();
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a slow statement on a living server is left alone', async () => {
    await isUsable();
    expect(await database.query(sleep, [2.5])).toHaveLength(1);
  });

  test('a listener subscribes again', async () => {
    await isUsable();
    const heard: string[] = [];
    const stop = await database.listen('bell', (payload) => heard.push(payload));
    const ring = async (payload: string) => {
      while (!heard.includes(payload)) {
        await database.query('select pg_notify($1, $2)', ['bell', payload]);
        await pause(20);
      }
    };
    await ring('before');
    await server.restart('immediate');
    await isUsable();
    await ring('after');
    await stop();
  });

  test('a database closes though its server is frozen', async () => {
    const other = await openDatabase({ url: server.url('postgres'), dataDir: '', log: silentLog });
    await other.listen('bell', () => {});
    const asked = other.query(sleep, [5]).catch((error: unknown) => error);
    await asleep(1);
    await freeze();
    await other.close();
    expect(await asked).toMatchObject({ kind: 'store-unavailable' });
    thaw();
    expect(await other.state()).toMatchObject({ usable: false });
  });
});
