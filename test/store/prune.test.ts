import { setTimeout as pause } from 'node:timers/promises';
import { silentLog } from '../../src/log.ts';
import { createClaim, uuidOf } from '../../src/store/claims.ts';
import type { Database } from '../../src/store/database.ts';
import { createKept } from '../../src/store/kept.ts';
import { createListings } from '../../src/store/listings.ts';
import { prune, pruneHourly } from '../../src/store/prune.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

describeDatabases((open, kind) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });
  beforeEach(() => database.query('delete from claims'));

  const age = (table: string, column: string, by: string) =>
    database.query(`update ${table} set ${column} = ${column} - $1::interval`, [by]);
  const claims = async () => (await database.query<{ key: string }>('select key from claims')).map(({ key }) => key);
  const expired = (count: number) =>
    database.query(
      "insert into claims select gen_random_uuid(), now() - interval '1 hour' from generate_series(1, $1)",
      [count],
    );

  test('pruning takes what has had its time, and nothing else', async () => {
    const { keep, read } = createListings(database.query);
    const claim = createClaim(database.query);
    const old = await keep([]);
    await claim('old');
    await age('listings', 'created_at', '8 days');
    await age('claims', 'keep_until', '50 hours');
    const kept = createKept(database.query, 'teams');
    for (const name of ['post/1', 'conversation/1']) await kept.write(name, 'text');
    await age('adapter_notes', 'written_at', '31 days');
    await kept.write('post/2', 'text');
    const young = await keep([]);
    await claim('young');
    await prune(database);
    expect(await read(old)).toBeUndefined();
    expect(await read(young)).toEqual([]);
    expect(await claims()).toEqual([uuidOf('young')]);
    const names = await Promise.all(['post/1', 'conversation/1', 'post/2'].map(kept.read));
    expect(names).toEqual([undefined, 'text', 'text']);
  });

  test('what one statement cannot take is taken by several, also when several processes prune at once', async () => {
    await expired(12_345);
    await createClaim(database.query)('young');
    await Promise.all([1, 2, 3].map(() => prune(database)));
    expect(await claims()).toEqual([uuidOf('young')]);
  });

  test('others who prune are asked with the time, and one that fails stops no other', async () => {
    const asked: number[] = [];
    const fails = () => Promise.reject(new Error('sorry'));
    const notes = async (_query: unknown, now: number) => void asked.push(now);
    await expired(1);
    await expect(prune(database, [fails, notes], 2_000_000_000_000)).rejects.toThrow('sorry');
    expect(asked).toEqual([2_000_000_000_000]);
    expect(await claims()).toEqual([]);
  });

  test('it is repeated until stopped, one after another, whatever fails', async () => {
    let times = 0;
    let atOnce = 0;
    let most = 0;
    const stopped = Promise.withResolvers<void>();
    const slow = async () => {
      times += 1;
      atOnce += 1;
      most = Math.max(most, atOnce);
      await pause(50);
      atOnce -= 1;
      if (times === 3) {
        stop();
        stopped.resolve();
      }
      throw new Error('sorry');
    };
    const stop = pruneHourly(database, silentLog, { further: [slow], every: 20 });
    await stopped.promise;
    await prune(database); // behind what the last one still does
    await pause(100);
    expect({ times, most }).toEqual({ times: 3, most: 1 });
  });

  if (kind === 'embedded')
    test('room that pruning makes is used again', async () => {
      const size = async () =>
        (await database.query<{ size: number }>("select pg_total_relation_size('claims') as size"))[0]!.size;
      await expired(5000);
      const once = await size();
      for (let round = 0; round < 3; round += 1) {
        await prune(database);
        await expired(5000);
      }
      expect(await size()).toBeLessThan(once * 1.5);
    }, 60_000);
});
