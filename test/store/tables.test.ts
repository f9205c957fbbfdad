import { createChannelSettings } from '../../src/store/channel-settings.ts';
import { createClaim, uuidOf } from '../../src/store/claims.ts';
import type { Database } from '../../src/store/database.ts';
import { createKept } from '../../src/store/kept.ts';
import { createListings } from '../../src/store/listings.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

describeDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });

  const age = (table: string, column: string, by: string) =>
    database.query(`update ${table} set ${column} = ${column} - $1::interval`, [by]);

  test('a key is claimed once, and again after 48 hours', async () => {
    const claim = createClaim(database.query);
    const taken = await Promise.all([claim('a'), claim('a'), claim('b')]);
    expect([...taken.slice(0, 2).sort(), taken[2]]).toEqual([false, true, true]);
    await age('claims', 'keep_until', '47 hours');
    expect(await claim('a')).toBe(false);
    await age('claims', 'keep_until', '2 hours');
    expect(await claim('a')).toBe(true);
    expect(await claim('a')).toBe(false);
  });

  test('the id of a key is always the same, and a UUID of version 8', () => {
    expect(uuidOf('a')).toBe(uuidOf('a'));
    expect(uuidOf('a')).not.toBe(uuidOf('b'));
    expect(uuidOf('ü\ud800\0')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('a channel keeps what it was last set to, for itself alone', async () => {
    const { watchMode, setWatchMode } = createChannelSettings(database.query);
    const channel = { platform: 'slack', workspace: 'T1', channel: 'C1' } as const;
    expect(await watchMode(channel)).toBeUndefined();
    await setWatchMode(channel, 'off', 'U1');
    await setWatchMode(channel, 'all', 'U2');
    expect(await watchMode(channel)).toBe('all');
    expect(await watchMode({ ...channel, channel: 'C2' })).toBeUndefined();
    expect(await watchMode({ ...channel, workspace: 'T2' })).toBeUndefined();
  });

  test('what is kept is kept by platform and name, in its last writing', async () => {
    const [teams, slack] = (['teams', 'slack'] as const).map((platform) => createKept(database.query, platform));
    expect(await teams!.read('post/1')).toBeUndefined();
    await teams!.write('post/1', 'first');
    await teams!.write('post/1', 'second');
    expect([await teams!.read('post/1'), await slack!.read('post/1'), await teams!.read('post/2')]).toEqual([
      'second',
      undefined,
      undefined,
    ]);
  });

  test('a listing is read by its id, whatever its strings', async () => {
    const { keep, read } = createListings(database.query);
    const id = await keep([
      { type: 'ip', value: '198.51.100.7' },
      { type: 'file_name', value: "a\0b'\ud800" },
    ]);
    expect(id.length).toBeLessThanOrEqual(64);
    expect(await read(id)).toEqual([
      { type: 'ip', value: '198.51.100.7' },
      { type: 'file_name', value: "a\ufffdb'\ufffd" },
    ]);
    expect(await read('another')).toBeUndefined();
    expect(await keep([])).not.toBe(id);
  });
});
