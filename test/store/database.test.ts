import { Failure } from '../../src/failure.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

describeDatabases((open) => {
  let database: Database;

  beforeAll(async () => {
    database = await open();
    await database.query('create table things (id int primary key, made timestamptz)');
  });
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });

  const ids = async () =>
    (await database.query<{ id: number }>('select id from things order by id')).map(({ id }) => id);

  test('values come back as the types they went in', async () => {
    const at = new Date('2026-03-04T05:06:07.089Z');
    const [row] = await database.query(
      'select $1::text[] as list, $2::timestamptz as at, $3::jsonb as json, 5::bigint as big, null as nothing, true as yes',
      [['a', 'b"\\,{}'], at, JSON.stringify([{ a: 'ü' }])],
    );
    expect(row).toEqual({ list: ['a', 'b"\\,{}'], at, json: [{ a: 'ü' }], big: 5, nothing: null, yes: true });
  });

  test('of statements that are asked at once only the faulty one fails', async () => {
    const insert = (id: number) => database.query('insert into things (id) values ($1)', [id]);
    const results = await Promise.allSettled([1, 2, 2, 3].map(insert));
    // Which of the two is the second is the database's business: a server has several connections.
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    expect(await ids()).toEqual([1, 2, 3]);
  });

  test('a refused statement is a Failure that quotes no value', async () => {
    const failure = await database.query('select $1::uuid', ['hunter2']).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ kind: 'store-unavailable', message: 'the database refused a statement (22P02)' });
  });

  test('a transaction that throws leaves nothing behind, and its error comes through', async () => {
    const sorry = new Error('sorry');
    await expect(
      database.transaction(async (query) => {
        await query('insert into things (id) values ($1)', [10]);
        throw sorry;
      }),
    ).rejects.toBe(sorry);
    await expect(
      database.transaction(async (query) => {
        await query('insert into things (id) values ($1)', [11]);
        await query('insert into things (id) values ($1)', [11]);
      }),
    ).rejects.toMatchObject({ kind: 'store-unavailable' });
    await expect(
      database.transaction(async (query) => {
        await query('insert into things (id) values ($1)', [12]);
        await query('no sql').catch(() => {});
        await query('insert into things (id) values ($1)', [13]);
      }),
    ).rejects.toMatchObject({ kind: 'store-unavailable' });
    expect(await ids()).not.toEqual(expect.arrayContaining([10]));
    expect(await ids()).not.toEqual(expect.arrayContaining([11]));
    expect(await ids()).not.toEqual(expect.arrayContaining([12]));
    expect(await ids()).not.toEqual(expect.arrayContaining([13]));
  });

  test('other statements do not slip into a transaction', async () => {
    const inside = database.transaction(async (query) => {
      await query('insert into things (id) values ($1)', [20]);
      await new Promise((done) => setTimeout(done, 50));
      throw new Error('sorry');
    });
    const outside = database.query('insert into things (id) values ($1)', [21]);
    await expect(inside).rejects.toThrow('sorry');
    await outside;
    expect(await ids()).toEqual(expect.arrayContaining([21]));
    expect(await ids()).not.toEqual(expect.arrayContaining([20]));
  });

  test('a notification reaches its listener until it stops listening', async () => {
    const heard: string[] = [];
    const stop = await database.listen('bell', (payload) => heard.push(payload));
    while (heard.length === 0) {
      // On a server the subscription is made by a connection of its own, a moment later.
      await database.query('select pg_notify($1, $2)', ['bell', 'ding']);
      await new Promise((done) => setTimeout(done, 20));
    }
    await stop();
    heard.length = 0;
    await database.query('select pg_notify($1, $2)', ['bell', 'dong']);
    await new Promise((done) => setTimeout(done, 50));
    expect(heard).not.toContain('dong');
  });

  test('an open database is usable; a closed one says so, and refuses', async () => {
    const other = await open();
    expect(await other.state()).toEqual({ usable: true });
    await other.close();
    await other.close();
    expect(await other.state()).toMatchObject({ usable: false });
    await expect(other.query('select 1')).rejects.toMatchObject({ kind: 'store-unavailable' });
    await expect(other.transaction(async () => 1)).rejects.toMatchObject({ kind: 'store-unavailable' });
  });
});
