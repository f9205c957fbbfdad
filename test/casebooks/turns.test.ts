import { setTimeout as wait } from 'node:timers/promises';
import { createRoomCasebooks, pruneCasebooks } from '../../src/casebooks/room-casebooks.ts';
import { createTurns } from '../../src/casebooks/turns.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

describeDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  beforeEach(async () => {
    await database.query('delete from casebook_turns');
    await database.query('delete from room_casebooks');
  });
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });
  const replica = (lasts = 5_000, patience = 5_000) =>
    createTurns({ query: database.query, lasts, patience, every: 10 });

  test('of two replicas one works at a time; another name is not held up', async () => {
    const [one, other] = [replica(), replica()];
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await wait(20);
      inside -= 1;
      return 'done';
    };
    const all = [one, other, one, other].map((turns) => turns('a', work));
    expect(await Promise.all(all)).toEqual(['done', 'done', 'done', 'done']);
    expect(most).toBe(1);
    await one('a', async () => expect(await other('b', async () => 'b')).toBe('b'));
  });

  test('who waits too long is told, and work that fails gives its turn back', async () => {
    const [one, other] = [replica(), replica(5_000, 30)];
    await one('a', async () => expect(await other('a', work)).toBe('busy'));
    await expect(one('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await other('a', work)).toBe('mine');
  });
  const work = async () => 'mine';

  test('a turn that is renewed lasts; one that was lost may write nothing', async () => {
    const lasts = 3_000;
    const [one, other] = [replica(lasts), replica(lasts, 30_000)];
    const order: string[] = [];
    const late = one('a', async (keep) => {
      for (const part of ['first', 'second', 'third']) {
        await wait(lasts / 3);
        await keep();
        order.push(part);
      }
      await next; // as when the process stood still until another had its turn
      await keep();
      order.push('written after it was lost');
    });
    const next = wait(lasts / 6).then(() => other('a', async () => order.push('next')));
    await expect(late).rejects.toMatchObject({ kind: 'store-unavailable' });
    expect(order).toEqual(['first', 'second', 'third', 'next']);
  });

  test('a room has one casebook of one incident, and remembers which it used last', async () => {
    let now = Date.UTC(2026, 0, 1);
    const rooms = createRoomCasebooks(database.query, () => now);
    const room = { platform: 'slack', workspace: 'T1', channel: 'C1' } as const;
    const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id, title: `${id}\0${'x'.repeat(300)}\ud800` }));
    for (const each of [a!, b!, c!, a!]) {
      now += 1_000;
      await rooms.used(room, each);
    }
    await rooms.take(room, 'incident-1', b!);
    expect((await rooms.recent(room, 2)).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(await rooms.recent({ ...room, channel: 'C2' }, 2)).toEqual([]);
    expect([await rooms.of(room, 'incident-1'), await rooms.of(room, 'incident-2')]).toEqual(['b', undefined]);
    await expect(rooms.take(room, 'incident-1', c!)).rejects.toMatchObject({ kind: 'store-unavailable' });
    await rooms.forget('b');
    expect(await rooms.of(room, 'incident-1')).toBeUndefined();
    await pruneCasebooks(database.query, now + 179 * 86_400_000);
    expect(await rooms.recent(room, 5)).toHaveLength(2);
    await pruneCasebooks(database.query, now + 181 * 86_400_000);
    expect(await rooms.recent(room, 5)).toEqual([]);
  });
});
