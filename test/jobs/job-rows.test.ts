import { readFile } from 'node:fs/promises';
import { PgBoss } from 'pg-boss';
import { insertRows, takeRows } from '../../src/jobs/job-rows.ts';
import { createJobs } from '../../src/jobs/jobs.ts';
import { silentLog } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

// A new release of pg-boss: read its notes, compare job-rows with its own statements, and only then change this.
test('the statements were written for the installed version of pg-boss', async () => {
  const manifest = new URL('../../node_modules/pg-boss/package.json', import.meta.url);
  expect(JSON.parse(await readFile(manifest, 'utf8')).version).toMatch(/^12\.38\./);
});

const knownColumns = `
  blocked boolean not null
  blocking boolean not null
  completed_on timestamp with time zone
  created_on timestamp with time zone not null
  data jsonb
  dead_letter text
  deletion_seconds integer not null
  expire_seconds integer not null
  group_id text
  group_tier text
  heartbeat_on timestamp with time zone
  heartbeat_seconds integer
  id uuid not null
  keep_until timestamp with time zone not null
  name text not null
  output jsonb
  pending_dependencies integer not null
  policy text
  priority integer not null
  retry_backoff boolean not null
  retry_count integer not null
  retry_delay integer not null
  retry_delay_max integer
  retry_limit integer not null
  singleton_key text
  singleton_on timestamp without time zone
  source_created_on timestamp with time zone
  source_id uuid
  source_name text
  source_output jsonb
  source_retry_count integer
  source_root_id uuid
  start_after timestamp with time zone not null
  started_on timestamp with time zone
  state USER-DEFINED not null
  trace_context jsonb
  upsert_by_key boolean`
  .trim()
  .split(/\n */);

describeDatabases((open) => {
  let database: Database;
  let boss: PgBoss;
  const data = { id: 'a', since: 5, tries: 0, data: { n: 1 } };
  const key = '00000000-0000-8000-8000-000000000001';

  beforeAll(async () => {
    database = await open();
    const jobs = await createJobs({ database, log: silentLog, names: ['work'] });
    await jobs.stop();
    boss = new PgBoss({ db: database.bossDb, schedule: false, supervise: false, migrate: false });
    await boss.start();
  }, 60_000);
  afterAll(async () => {
    await boss.stop({ graceful: false, close: false });
    await database.close();
    await removeDirectories();
  });
  beforeEach(async () => {
    await database.query('delete from pgboss.job');
    await database.query('delete from claims');
  });

  const rows = () => database.query('select * from pgboss.job_common order by id');
  const insert = (here: boolean) =>
    insertRows(database.query, [{ key, name: 'work', data, rank: 0, wait: 0, here }], 1000);

  test('the table has the columns and the index that the statements go by', async () => {
    const columns = await database.query<{ column: string }>(
      `select column_name || ' ' || data_type || case when is_nullable = 'NO' then ' not null' else '' end as column
       from information_schema.columns where table_schema = 'pgboss' and table_name = 'job_common' order by column_name`,
    );
    expect(columns.map(({ column }) => column)).toEqual(knownColumns);
    const [index] = await database.query<{ indexdef: string }>(
      "select indexdef from pg_indexes where schemaname = 'pgboss' and indexname = 'job_common_i11'",
    );
    expect(index?.indexdef).toBe(
      "CREATE INDEX job_common_i11 ON pgboss.job_common USING btree (name, priority DESC, created_on, start_after) WHERE ((state < 'active'::pgboss.job_state) AND (NOT blocked))",
    );
  });

  test('a row is as pg-boss itself writes and takes it, but for what we decide otherwise', async () => {
    // Ours: due since ever, its times of life, and that pg-boss neither retries nor gives it up by its own clock.
    const own = ['start_after', 'created_on', 'keep_until', 'retry_limit', 'expire_seconds', 'heartbeat_seconds'];
    const times = ['started_on', 'heartbeat_on'];
    const others = (all: readonly Record<string, unknown>[]) =>
      all.map((row) =>
        Object.fromEntries(
          Object.entries(row)
            .filter(([name]) => !own.includes(name))
            .map(([name, value]) => [name, times.includes(name) ? value !== null : value]),
        ),
      );
    await boss.insert('work', [{ id: key, data }]);
    const theirs = others(await rows());
    await boss.fetch('work');
    const theirsTaken = others(await rows());

    await database.query('delete from pgboss.job');
    expect(await insert(false)).toEqual([key]);
    expect(others(await rows())).toEqual(theirs);
    expect(await takeRows(database.query, 'work', 5)).toEqual([{ id: key, retryCount: 0, data }]);
    expect(others(await rows())).toEqual(theirsTaken);

    await database.query('delete from claims');
    await database.query('delete from pgboss.job');
    await insert(true);
    expect(others(await rows())).toEqual(theirsTaken);
  });

  test('pg-boss’ own upkeep leaves running and waiting jobs alone, however long they have been silent', async () => {
    await insert(true);
    await database.query("update pgboss.job set started_on = now() - interval '20 hours', heartbeat_on = started_on");
    const before = await rows();
    await boss.supervise('work');
    expect(await rows()).toEqual(before);
  });
});
