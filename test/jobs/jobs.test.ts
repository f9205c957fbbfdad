import { Failure } from '../../src/failure.ts';
import type { Job } from '../../src/jobs/job.ts';
import { createJobs, type Jobs } from '../../src/jobs/jobs.ts';
import { longestLife } from '../../src/jobs/retry-clock.ts';
import { silentLog } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

type Data = { n: number; text?: string };
const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const hour = 60 * 60 * 1000;

describeDatabases((open) => {
  let database: Database;
  let jobs: Jobs;
  /** Added to the clock of the jobs. */
  let ahead = 0;
  const start = () => createJobs({ database, log: silentLog, names, now: () => Date.now() + ahead });
  const nobody = { concurrency: 10, onGivenUp: async () => {} };

  beforeAll(async () => {
    database = await open();
    jobs = await start();
  }, 60_000);
  beforeEach(() => {
    ahead = 0;
  });
  afterAll(async () => {
    await jobs.stop();
    await database.close();
    await removeDirectories();
  });

  async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await isSo())) await new Promise((done) => setTimeout(done, 10));
  }

  const left = async (name: string) =>
    (await database.query('select data, state, start_after from pgboss.job where name = $1', [name])).length;

  /** Makes a waiting job due now, as time would. */
  const makeDue = (name: string) =>
    database.query("update pgboss.job set start_after = now() where name = $1 and state in ('created', 'retry')", [
      name,
    ]);

  test('a job runs once, with its data, however often and from wherever it is enqueued', async () => {
    const done: Job<Data>[] = [];
    await jobs.work<Data>('one', async (job) => void done.push(job), nobody);
    const results = await Promise.all([1, 2, 3].map(() => jobs.enqueue({ name: 'one', id: 'a', data: { n: 1 } })));
    expect(results).toEqual(['stored', 'known', 'known']);
    await until(() => done.length > 0);
    await until(async () => (await left('one')) === 0);
    expect(await jobs.enqueue({ name: 'one', id: 'a', data: { n: 1 } })).toBe('known');
    expect(await jobs.enqueue({ name: 'one', id: 'b', data: { n: 2 } })).toBe('stored');
    await until(async () => done.length > 1 && (await left('one')) === 0);
    expect(done.map(({ id, data, tries }) => ({ id, data, tries }))).toEqual([
      { id: 'a', data: { n: 1 }, tries: 0 },
      { id: 'b', data: { n: 2 }, tries: 0 },
    ]);
  });

  test('strings that a database cannot hold are stored as near as can be', async () => {
    const done: (string | undefined)[] = [];
    await jobs.work<Data>('nine', async ({ data }) => void done.push(data.text), nobody);
    await jobs.enqueue({ name: 'nine', id: 'a\0\ud800', data: { n: 1, text: 'a\0b\ud800c' } });
    await until(() => done.length > 0);
    expect(done).toEqual(['a\ufffdb\ufffdc']);
  });

  test('a job that cannot be stored does not take others with it', async () => {
    const results = await Promise.allSettled([
      jobs.enqueue({ name: 'nine', id: 'before', data: { n: 1 } }),
      jobs.enqueue({ name: 'never declared', id: 'a', data: { n: 1 } }),
      jobs.enqueue({ name: 'nine', id: 'after', data: { n: 1 } }),
      jobs.enqueue({ name: 'never declared', id: 'b', data: { n: 1 } }),
      jobs.enqueue({ name: 'nine', id: 'last', data: { n: 1 } }),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
  });

  test('the same id under another name is another job', async () => {
    expect(await jobs.enqueue({ name: 'two', id: 'a', data: { n: 1 } })).toBe('stored');
  });

  test('nothing of a finished job stays in the tables of the queue', async () => {
    const text = 'marker-5f1c';
    const seen = async (): Promise<string[]> => {
      const tables = await database.query<{ name: string }>(
        "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('pgboss', 'public')",
      );
      const found: string[] = [];
      for (const { name } of tables) {
        const rows = await database.query(`select 1 from ${name} t where t::text like $1`, [`%${text}%`]);
        if (rows.length > 0) found.push(name);
      }
      return found;
    };
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let tries = 0;
    await jobs.work<Data>(
      'three',
      async () => {
        tries += 1;
        await held;
        if (tries === 1) throw new Error(`failed over ${text}`);
      },
      nobody,
    );
    await jobs.enqueue({ name: 'three', id: 'a', data: { n: 1, text } });
    expect(await seen()).not.toEqual([]);
    letGo();
    await until(async () => {
      await makeDue('three');
      return tries === 2 && (await left('three')) === 0;
    });
    expect(await seen()).toEqual([]);
  });

  test('a handler says when to try again; after an error the wait is ours', async () => {
    const at = Date.now() + 5 * hour;
    const tries: number[] = [];
    await jobs.work<Data>(
      'four',
      async (job) => {
        tries.push(job.tries);
        if (job.tries === 0) return { retryAt: at };
        if (job.tries === 1) throw new Failure('rate-limited', 'later', { retryAt: at + hour });
        if (job.tries === 2) throw new Error('oh');
      },
      nobody,
    );
    const dueAt = async () => {
      const [row] = await database.query<{ start_after: Date; state: string }>(
        'select start_after, state from pgboss.job where name = $1',
        ['four'],
      );
      return row?.state === 'retry' ? row.start_after.getTime() : 0;
    };
    await jobs.enqueue({ name: 'four', id: 'a', data: { n: 1 } });
    await until(async () => Math.abs((await dueAt()) - at) < 5000);
    await makeDue('four');
    await until(async () => Math.abs((await dueAt()) - at - hour) < 5000);
    await makeDue('four');
    await until(async () => tries.length === 3 && (await dueAt()) > Date.now());
    expect(await dueAt()).toBeLessThan(Date.now() + 6000);
    await makeDue('four');
    await until(async () => (await left('four')) === 0);
    expect(tries).toEqual([0, 1, 2, 3]);
  });

  test('after 24 hours a job is not tried again but given up, until somebody could be told', async () => {
    const tried: number[] = [];
    const told: number[] = [];
    await jobs.work<Data>(
      'five',
      async (job) => {
        tried.push(job.tries);
        throw new Error('oh');
      },
      {
        concurrency: 1,
        onGivenUp: async (job) => {
          told.push(job.data.n);
          if (told.length === 1) throw new Error('nobody there');
        },
      },
    );
    await jobs.enqueue({ name: 'five', id: 'a', data: { n: 7 } });
    await until(() => tried.length === 1);
    ahead = longestLife + hour;
    await until(async () => {
      await makeDue('five');
      return told.length === 2 && (await left('five')) === 0;
    });
    expect(tried).toEqual([0]);
    expect(told).toEqual([7, 7]);
  });

  test('a job with a start time waits for it', async () => {
    const done: number[] = [];
    await jobs.work<Data>('six', async ({ data }) => void done.push(data.n), nobody);
    await jobs.enqueue({ name: 'six', id: 'later', data: { n: 1 }, wait: hour });
    await jobs.enqueue({ name: 'six', id: 'now', data: { n: 2 } });
    await until(() => done.length > 0);
    expect(done).toEqual([2]);
    await makeDue('six');
    await until(() => done.length > 1);
    expect(done).toEqual([2, 1]);
  });

  test('no more run at once than allowed, and all are done', async () => {
    let running = 0;
    let most = 0;
    let done = 0;
    await jobs.work<Data>(
      'seven',
      async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 2));
        running -= 1;
        done += 1;
      },
      { concurrency: 4, onGivenUp: async () => {} },
    );
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => jobs.enqueue({ name: 'seven', id: String(n), data: { n } })),
    );
    await until(() => done === 100);
    expect(most).toBe(4);
  });

  test('what runs at a stop returns to the queue, and the next start takes it up at once', async () => {
    let aborted = false;
    const stuck = new Promise<void>(() => {});
    let began = false;
    await jobs.work<Data>(
      'eight',
      async (job) => {
        began = true;
        job.signal.addEventListener('abort', () => {
          aborted = true;
        });
        await stuck;
      },
      nobody,
    );
    await jobs.enqueue({ name: 'eight', id: 'a', data: { n: 3 } });
    await until(() => began);
    await jobs.stop();
    expect(aborted).toBe(true);
    await expect(jobs.enqueue({ name: 'eight', id: 'b', data: { n: 4 } })).rejects.toMatchObject({
      kind: 'store-unavailable',
    });
    jobs = await start();
    const done: number[] = [];
    await jobs.work<Data>('eight', async ({ data }) => void done.push(data.n), nobody);
    await until(() => done.length > 0);
    expect(done).toEqual([3]);
  }, 30_000);

  test('what a dead process was running is free again at the next start, in embedded mode', async () => {
    await jobs.enqueue({ name: 'ten', id: 'a', data: { n: 1 } });
    await jobs.stop();
    const running = async () =>
      (await database.query("select from pgboss.job where name = 'ten' and state = 'active'")).length;
    await database.query(
      "update pgboss.job set state = 'active', started_on = now(), heartbeat_on = now() where name = 'ten'",
    );
    expect(await running()).toBe(1);
    jobs = await start();
    // On a server it may be another replica that runs it: only its silence tells.
    expect(await running()).toBe(database.kind === 'embedded' ? 0 : 1);
  });

  test('when the store is gone, nothing is called stored', async () => {
    const other = await open();
    const doomed = await createJobs({ database: other, log: silentLog, names });
    await other.close();
    const results = await Promise.allSettled(
      [1, 2].map((n) => doomed.enqueue({ name: 'one', id: `lost ${n}`, data: { n } })),
    );
    expect(results).toEqual([1, 2].map(() => ({ status: 'rejected', reason: expect.any(Failure) })));
    expect(results).toMatchObject([1, 2].map(() => ({ reason: { kind: 'store-unavailable' } })));
    await doomed.stop();
  }, 30_000);
});
