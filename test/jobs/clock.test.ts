import { createJobs, type Jobs } from '../../src/jobs/jobs.ts';
import { silentLog } from '../../src/log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { removeDirectories, testDatabase } from '../support/database.ts';
import { describeDatabases, postgresUrl } from '../support/databases.ts';

const names = ['one', 'two', 'three'];
const hour = 60 * 60 * 1000;
const nobody = { concurrency: 10, onGivenUp: async () => {} };

/** A clock of the database that can be set: `now()` is looked for here before PostgreSQL's own. */
const settableClock = `create schema fake;
  create table fake.clock as select interval '0' as shift;
  create function fake.now() returns timestamptz language sql stable as
    'select pg_catalog.now() + shift from fake.clock';
  create function fake.clock_timestamp() returns timestamptz language sql volatile as
    'select pg_catalog.clock_timestamp() + shift from fake.clock';`;
const path = 'fake, pg_catalog, public';

async function openWithClock(kind: Database['kind']): Promise<Database> {
  if (kind === 'embedded') {
    const database = await testDatabase();
    await database.query(`${settableClock} set search_path = ${path}`);
    return database;
  }
  const url = await postgresUrl();
  const before = await openDatabase({ url, dataDir: '', log: silentLog });
  await before.query(settableClock);
  await before.query(
    `do $$ begin execute format('alter database %I set search_path = ${path}', current_database()); end $$`,
  );
  await before.close();
  return openDatabase({ url, dataDir: '', log: silentLog });
}

describeDatabases((_open, kind) => {
  let database: Database;
  const started: Jobs[] = [];
  const start = async (ahead = 0) => {
    const jobs = await createJobs({ database, log: silentLog, names, now: () => Date.now() + ahead });
    started.push(jobs);
    return jobs;
  };
  const setClock = (ahead: number) => database.query("update fake.clock set shift = $1 * interval '1 ms'", [ahead]);
  const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await isSo())) await new Promise((done) => setTimeout(done, 20));
  };
  const row = async (name: string) =>
    (
      await database.query<{ state: string; wait: number }>(
        'select state::text, extract(epoch from start_after - now())::float8 * 1000 as wait from pgboss.job where name = $1',
        [name],
      )
    )[0];

  beforeEach(async () => {
    database = await openWithClock(kind);
  }, 60_000);
  afterEach(async () => {
    await Promise.all(started.splice(0).map((jobs) => jobs.stop()));
    await database.close();
  }, 30_000);
  afterAll(removeDirectories);

  test.each([-hour, hour])(
    'a process whose clock is %d ms off runs jobs at once, and lets them wait for as long as was said',
    async (off) => {
      const jobs = await start(off);
      const done: string[] = [];
      await jobs.work<object>(
        'one',
        async ({ id }) => (done.push(id) > 1 ? { retryAt: Date.now() + off + 5 * hour } : undefined),
        nobody,
      );
      await jobs.enqueue({ name: 'one', id: 'now', data: {} });
      await until(() => done.length === 1);
      await jobs.enqueue({ name: 'one', id: 'soon', data: {}, wait: 500 });
      await until(async () => (await row('one'))?.state === 'retry');
      expect(done).toEqual(['now', 'soon']);
      expect(Math.abs(((await row('one'))?.wait ?? 0) - 5 * hour)).toBeLessThan(20_000);
    },
  );

  test('when the database’s clock is set back by an hour, nothing waits longer, and the dead are still found', async () => {
    const jobs = await start();
    const began: string[] = [];
    await jobs.enqueue({ name: 'one', id: 'waits', data: {} });
    await jobs.enqueue({ name: 'three', id: 'of a dead process', data: {} });
    await database.query(
      "update pgboss.job set state = 'active', started_on = now(), heartbeat_on = now() where name = 'three'",
    );
    const held = Promise.withResolvers<void>();
    await jobs.work<object>(
      'two',
      async ({ id, tries }) => {
        began.push(id);
        if (id === 'runs') await held.promise;
        return id === 'put off' && tries === 0 ? { retryAt: Date.now() + 7000 } : undefined;
      },
      nobody,
    );
    await jobs.enqueue({ name: 'two', id: 'runs', data: {} });
    await jobs.enqueue({ name: 'two', id: 'put off', data: {} });
    await jobs.work<object>('three', async ({ id }) => void began.push(id), nobody);
    await until(async () => began.length === 2);
    await new Promise((done) => setTimeout(done, 3500)); // signs of life know the time
    await setClock(-hour);
    await jobs.work<object>('one', async ({ id }) => void began.push(id), nobody);
    await until(() => began.length === 5);
    expect([...began].sort()).toEqual(['of a dead process', 'put off', 'put off', 'runs', 'waits']);
    held.resolve();
  }, 90_000);

  test('when the database’s clock is set forward by an hour, nobody alive is taken for dead', async () => {
    const [one, other] = [await start(), await start()];
    const began: string[] = [];
    const held = Promise.withResolvers<void>();
    const work = async ({ id }: { id: string }) => {
      began.push(id);
      await held.promise;
    };
    await one.work('one', work, { ...nobody, concurrency: 1 });
    await other.work('one', work, { ...nobody, concurrency: 1 });
    await one.enqueue({ name: 'one', id: 'a', data: {} });
    await other.enqueue({ name: 'one', id: 'b', data: {} });
    await until(() => began.length === 2);
    await one.enqueue({ name: 'one', id: 'c', data: {} });
    await setClock(hour);
    await new Promise((done) => setTimeout(done, 10_000));
    const attempts = await database.query(
      'select retry_count, state::text from pgboss.job where name = $1 order by 2',
      ['one'],
    );
    expect(attempts).toEqual([
      { retry_count: 0, state: 'active' },
      { retry_count: 0, state: 'active' },
      { retry_count: 0, state: 'created' },
    ]);
    held.resolve();
    await until(() => began.length === 3);
    expect([...began].sort()).toEqual(['a', 'b', 'c']);
  }, 90_000);
});
