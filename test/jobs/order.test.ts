import type { WorkOptions } from '../../src/jobs/job.ts';
import { createJobs, type Jobs } from '../../src/jobs/jobs.ts';
import { silentLog } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

const names = ['one', 'two', 'three', 'four', 'five', 'six'];
const options = (more: Partial<WorkOptions<object>>) => ({ concurrency: 1, onGivenUp: async () => {}, ...more });

describeDatabases((open) => {
  let database: Database;
  let jobs: Jobs;
  let reads: string[] = [];

  beforeAll(async () => {
    const opened = await open();
    const query: Database['query'] = (sql, params) => {
      if (/for update skip locked/.test(sql) && /priority/.test(sql)) reads.push(String(params?.[0]));
      return opened.query(sql, params);
    };
    database = { ...opened, query };
    jobs = await createJobs({ database, log: silentLog, names });
  }, 60_000);
  afterAll(async () => {
    await jobs.stop();
    await database.close();
    await removeDirectories();
  });

  const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await isSo())) await new Promise((done) => setTimeout(done, 5));
  };
  const enqueue = (name: string, id: string, room?: string) =>
    jobs.enqueue({ name, id, data: {}, ...(room ? { room } : {}) });
  const left = (name: string) =>
    database.query<{ state: string; priority: number }>(
      'select state::text, priority from pgboss.job where name = $1 order by priority desc',
      [name],
    );

  test('a quiet room is served before what a flooding one has waiting; within a rank the oldest is first', async () => {
    const flood = Array.from({ length: 30 }, (_, n) => `flood ${n}`);
    for (const id of flood) await enqueue('one', id, 'loud');
    await enqueue('one', 'quiet 1', 'quiet');
    await enqueue('one', 'nowhere');
    const done: string[] = [];
    await jobs.work('one', async ({ id }) => void done.push(id), options({}));
    await until(() => done.length === 32);
    expect(done).toEqual([...flood.slice(0, 20), 'quiet 1', 'nowhere', ...flood.slice(20)]);
  });

  test('a job that is tried again keeps its rank and its age', async () => {
    for (let n = 0; n < 21; n += 1) await enqueue('two', `loud ${n}`, 'loud');
    const done: string[] = [];
    let again = true;
    await jobs.work(
      'two',
      async ({ id }) => {
        if (id === 'loud 20' && again) {
          again = false;
          return { retryAt: Date.now() };
        }
        if (id === 'loud 0' && done.length === 0) {
          done.push('first try');
          return { retryAt: Date.now() };
        }
        done.push(id);
        return undefined;
      },
      options({}),
    );
    await until(() => done.length === 22);
    expect(done.slice(0, 1)).toEqual(['first try']);
    // Its next try comes with the second's look at the latest, before everything that is younger and still waits.
    expect(done.indexOf('loud 0')).toBeLessThan(20);
    expect(done.at(-1)).toBe('loud 20');
  });

  test('a job begins when it is stored, without a further look, while there is a free hand', async () => {
    const began: string[] = [];
    const held = Promise.withResolvers<void>();
    const handler = async ({ id }: { id: string }) => {
      began.push(id);
      await held.promise;
    };
    await jobs.work('three', handler, options({ concurrency: 2 }));
    await until(() => reads.includes('three'));
    await new Promise((done) => setTimeout(done, 50)); // the first look is over
    reads = [];
    await Promise.all([enqueue('three', 'a'), enqueue('three', 'b'), enqueue('three', 'c')]);
    expect(began.sort()).toEqual(['a', 'b']);
    expect((await left('three')).map(({ state }) => state).sort()).toEqual(['active', 'active', 'created']);
    held.resolve();
    await until(() => began.length === 3);
    await until(async () => (await left('three')).length === 0);
  });

  test('a newcomer does not overtake what waits', async () => {
    const done: string[] = [];
    const held = Promise.withResolvers<void>();
    const handler = async ({ id }: { id: string }) => {
      done.push(id);
      await held.promise;
    };
    await jobs.work('four', handler, options({}));
    await until(() => reads.includes('four'));
    for (let n = 0; n < 50; n += 1) await enqueue('four', `old ${n}`);
    held.resolve();
    let late = 0;
    // Newcomers arrive while hands become free one after another.
    while (done.length < 40) {
      await enqueue('four', `new ${late}`);
      late += 1;
    }
    await until(() => done.length === 50 + late);
    expect(done.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, n) => `old ${n}`));
  });

  test('what waits and what is put off is told, with the age of the oldest', async () => {
    const nothing = { waiting: 0, putOff: 0, oldestAgeSeconds: 0 };
    expect((await jobs.depth()).find(({ name }) => name === 'five')).toEqual({ name: 'five', ...nothing });
    await enqueue('five', 'a');
    await enqueue('five', 'b');
    await jobs.enqueue({ name: 'five', id: 'c', data: {}, wait: 60_000 });
    await database.query("update pgboss.job set created_on = now() - interval '90 s' where name = 'five'");
    const depth = await jobs.depth();
    expect(depth.map(({ name }) => name)).toEqual(names);
    const five = depth.find(({ name }) => name === 'five');
    expect(five).toMatchObject({ waiting: 2, putOff: 1 });
    expect(five?.oldestAgeSeconds).toBeGreaterThanOrEqual(90);
    expect(five?.oldestAgeSeconds).toBeLessThan(120);
  });
});
