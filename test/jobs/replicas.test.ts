import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJobs, type Jobs } from '../../src/jobs/jobs.ts';
import { silentLog } from '../../src/log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { describePostgres, postgresUrl } from '../support/databases.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { endProcesses, type Started, startProcess } from '../support/process.ts';

const script = fileURLToPath(new URL('./support/replica.ts', import.meta.url));
const ids = ['a', 'b', 'c', 'd', 'e'];

type Fact = { pid: number; what: string; id: string };

/** Replicas on one database, and a process that only enqueues: this one. */
describePostgres('several replicas', () => {
  let directory: string;
  let url: string;
  let database: Database;
  let jobs: Jobs;
  let server: PostgresServer | undefined;

  const begin = async (at: string) => {
    url = at;
    directory = await mkdtemp(join(tmpdir(), 'xdr-replicas-'));
    database = await openDatabase({ url, dataDir: '', log: silentLog });
    jobs = await createJobs({ database, log: silentLog, names: ['work'] });
  };
  afterEach(async () => {
    endProcesses();
    await jobs.stop();
    await database.close();
    await server?.close();
    server = undefined;
    await rm(directory, { recursive: true, force: true });
  });

  const replica = async (how = ''): Promise<Started> => {
    const started = startProcess({}, script, [url, join(directory, 'facts'), how]);
    await started.says(/working/);
    return started;
  };
  const facts = async (of: { what?: string; by?: Started }): Promise<Fact[]> => {
    const text = await readFile(join(directory, 'facts'), 'utf8').catch(() => '');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Fact => {
        const [pid = '', what = '', ...id] = line.split(' ');
        return { pid: Number(pid), what, id: id.join(' ') };
      })
      .filter(({ pid, what }) => (!of.by || pid === of.by.child.pid) && (!of.what || what === of.what));
  };
  const until = async (what: string, by: Started | undefined, count = ids.length): Promise<Fact[]> => {
    for (;;) {
      const found = await facts({ what, ...(by ? { by } : {}) });
      if (found.length >= count) return found;
      await new Promise((done) => setTimeout(done, 50));
    }
  };
  const enqueueAll = () => Promise.all(ids.map((id) => jobs.enqueue({ name: 'work', id, data: {} })));
  const rows = () => database.query('select state::text, retry_count from pgboss.job');
  const sorted = (found: readonly Fact[]) => found.map(({ id }) => id).sort();

  test('each job is run by one of them', async () => {
    await begin(await postgresUrl());
    const replicas = [await replica('quick'), await replica('quick'), await replica('quick')];
    const many = Array.from({ length: 300 }, (_, n) => `job ${n}`);
    await Promise.all(many.map((id) => jobs.enqueue({ name: 'work', id, data: {} })));
    await until('done', undefined, many.length);
    expect(sorted(await facts({ what: 'began' }))).toEqual([...many].sort());
    expect(replicas).toHaveLength(3);
  }, 60_000);

  test('what a killed one was running runs elsewhere within 30 s', async () => {
    await begin(await postgresUrl());
    const killed = await replica();
    await enqueueAll();
    await until('began', killed);
    const other = await replica('quick');
    killed.child.kill('SIGKILL');
    const at = performance.now();
    expect(sorted(await until('done', other))).toEqual(ids);
    const took = performance.now() - at;
    if (process.env['TELL_TIMES']) console.log(`handed on after ${Math.round(took)} ms`);
    expect(took).toBeLessThan(30_000);
    expect(await facts({ what: 'began', by: other })).toHaveLength(ids.length);
  }, 60_000);

  test('one that was frozen while its jobs were handed on notices, and does no harm to who has them now', async () => {
    await begin(await postgresUrl());
    const frozen = await replica();
    await enqueueAll();
    await until('began', frozen);
    frozen.child.kill('SIGSTOP');
    const other = await replica();
    await until('began', other);
    frozen.child.kill('SIGCONT');
    expect(sorted(await until('aborted', frozen))).toEqual(ids);
    frozen.child.kill('SIGUSR2');
    await until('done', frozen);
    await new Promise((done) => setTimeout(done, 1000)); // in which it settles
    expect(await rows()).toEqual(ids.map(() => ({ state: 'active', retry_count: 1 })));
    other.child.kill('SIGUSR2');
    await until('done', other);
    while ((await rows()).length > 0) await new Promise((done) => setTimeout(done, 50));
    expect(await facts({ what: 'began', by: frozen })).toHaveLength(ids.length);
    expect(await facts({ what: 'aborted', by: other })).toEqual([]);
  }, 60_000);

  test('one that is stopped hands its jobs over within 10 s', async () => {
    await begin(await postgresUrl());
    const stopped = await replica();
    await enqueueAll();
    await until('began', stopped);
    const other = await replica('quick');
    stopped.child.kill('SIGTERM');
    const at = performance.now();
    expect(sorted(await until('done', other))).toEqual(ids);
    expect(performance.now() - at).toBeLessThan(10_000);
    expect(await stopped.ended).toBe(0);
  }, 60_000);

  test('a database that is stopped and started while jobs run loses none, and none is run twice', async () => {
    server = await startPostgres();
    if (!server) throw new Error('the server did not start');
    await begin(await server.createDatabase());
    const replicas = [await replica(), await replica()];
    await Promise.all([...ids, ...ids.map((id) => `${id}2`)].map((id) => jobs.enqueue({ name: 'work', id, data: {} })));
    await until('began', undefined, 10);
    await server.stop('immediate');
    await new Promise((done) => setTimeout(done, 13_000)); // longer than any silence
    await server.start();
    await new Promise((done) => setTimeout(done, 10_000)); // in which somebody might take over
    expect(await facts({ what: 'began' })).toHaveLength(10);
    for (const { child } of replicas) child.kill('SIGUSR2');
    await until('done', undefined, 10);
    while ((await rows()).length > 0) await new Promise((done) => setTimeout(done, 50));
    expect(await facts({ what: 'began' })).toHaveLength(10);
  }, 90_000);
});
