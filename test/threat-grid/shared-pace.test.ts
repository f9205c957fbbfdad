import { serveSimulatedThreatGrid } from '../../demo/threat-grid/serve-simulated-threat-grid.ts';
import { jsonAnswer } from '../../demo/xdr/fault.ts';
import type { Config } from '../../src/config.ts';
import { Failure } from '../../src/failure.ts';
import { silentLog } from '../../src/log.ts';
import { openThreatGrid } from '../../src/open-threat-grid.ts';
import type { Database } from '../../src/store/database.ts';
import { createThreatGrid } from '../../src/threat-grid/create-threat-grid.ts';
import { createSharedPace } from '../../src/threat-grid/shared-pace.ts';
import { readingAtOnce } from '../../src/xdr/retry.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases, openReplicas } from '../support/databases.ts';

afterAll(removeDirectories);

const secret = Buffer.alloc(32, 1);
const search = {
  service: 'search',
  path: '/api/v2/search/submissions',
  query: { q: 'a' },
  purpose: 'command',
} as const;
const watching = { ...search, purpose: 'watching' } as const;

describeDatabases((_open, kind) => {
  let served: Awaited<ReturnType<typeof serveSimulatedThreatGrid>>;
  /** Connections of two replicas, where the database takes more than one process. */
  let databases: readonly [Database, Database];
  let opened: { close: () => void }[] = [];
  let time = Date.UTC(2026, 2, 2);
  /** The databases are away: they say so, or say nothing. */
  let away: 'says so' | 'says nothing' | undefined;
  beforeAll(async () => {
    served = await serveSimulatedThreatGrid();
    databases = await openReplicas(kind);
  });
  afterAll(async () => {
    await served.close();
    await Promise.all([...new Set(databases)].map((one) => one.close()));
  });
  beforeEach(async () => {
    time += 24 * 3_600_000;
    await databases[0].query('delete from threat_grid_paces');
  });
  afterEach(() => {
    for (const one of opened) one.close();
    opened = [];
    away = undefined;
    served.grid.reset();
  });

  const replica = ({ transaction }: Database, { perMinute = 60, behind = 0, key = served.threatGrid.key } = {}) => {
    const whenThere: Database['transaction'] = (work) => {
      if (away === 'says nothing') return new Promise(() => {});
      return away ? Promise.reject(new Failure('store-unavailable', 'away')) : transaction(work);
    };
    const { origin } = served.threatGrid;
    const patienceMs = away === 'says nothing' ? 20 : 60_000;
    const grid = createThreatGrid({
      ...served.threatGrid,
      timeoutMs: 10_000,
      log: silentLog,
      policy: readingAtOnce,
      perMinute,
      now: () => time - behind,
      together: createSharedPace({ transaction: whenThere, secret, key, origin, patienceMs }),
    });
    opened.push(grid);
    return grid;
  };
  type Replica = ReturnType<typeof replica>;
  /** Asks until nothing is left; how often it was answered. */
  const all = async ({ ask }: Replica, asked: Parameters<Replica['ask']>[0] = search): Promise<number> => {
    for (let n = 0; ; n += 1) {
      const failure = await ask(asked).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (!failure) continue;
      expect(failure).toMatchObject({ kind: 'over-budget' });
      return n;
    }
  };

  test('two replicas that ask at once have one minute together, and each part of it once', async () => {
    const [one, other] = [replica(databases[0]), replica(databases[1])];
    const asked = await Promise.all([all(one), all(other)]);
    expect(asked[0] + asked[1]).toBe(50);
    expect((await all(other, watching)) + (await all(one, watching))).toBe(10);
    expect(served.grid.calls()).toHaveLength(60);
    time += 6_000;
    expect((await all(one)) + (await all(other))).toBe(5);
    expect(await all(other, watching)).toBe(1);
  });

  test('watching of both leaves half to people of both; what acts is counted for both', async () => {
    const [one, other] = [replica(databases[0], { perMinute: 12 }), replica(databases[1], { perMinute: 12 })];
    expect((await all(one, watching)) + (await all(other, watching))).toBe(2 + 5);
    for (let n = 0; n < 7; n += 1) await other.ask({ ...search, purpose: 'response' });
    await expect(one.ask(search)).rejects.toMatchObject({ kind: 'over-budget', facts: { retryAt: time + 18_000 } });
  });

  test('what Threat Grid asks one to wait both wait, and a third that begins meanwhile; then all ask', async () => {
    const [one, other] = [replica(databases[0]), replica(databases[1])];
    await other.ask(search);
    served.grid.faults.next('*', jsonAnswer(429, {}, { 'retry-after': '90' }));
    await expect(one.ask(search)).rejects.toMatchObject({ kind: 'rate-limited' });
    const calls = served.grid.calls().length;
    for (const waiting of [other, replica(databases[1]), one])
      await expect(waiting.ask(watching)).rejects.toMatchObject({
        kind: 'rate-limited',
        facts: { retryAt: time + 90_000 },
      });
    expect(served.grid.calls()).toHaveLength(calls);
    time += 90_001;
    for (const asking of [one, other]) await asking.ask(search);
  });

  test('another key has a minute of its own; the key does not get into the database', async () => {
    const [one, other] = [replica(databases[0]), replica(databases[1], { key: 'another-key' })];
    expect(await all(one)).toBe(50);
    expect(await all(other)).toBe(50);
    const rows = JSON.stringify(await databases[0].query('select * from threat_grid_paces'));
    expect(rows).not.toContain(served.threatGrid.key);
  });

  test('while the database is away each has the pace of a process, from where it was; a wait is kept, and told later', async () => {
    const [one, other] = [replica(databases[0]), replica(databases[1])];
    for (let n = 0; n < 30; n += 1) await one.ask(search);
    away = 'says so';
    expect(await all(one)).toBe(20);
    served.grid.faults.next('*', jsonAnswer(429, {}, { 'retry-after': '90' }));
    time += 6_000;
    await expect(one.ask(search)).rejects.toMatchObject({ kind: 'rate-limited' });
    await expect(one.ask(search)).rejects.toMatchObject({ kind: 'rate-limited' });
    away = undefined;
    await expect(one.ask(search)).rejects.toMatchObject({ kind: 'rate-limited' });
    await expect(other.ask(search)).rejects.toMatchObject({ kind: 'rate-limited' });
  });

  test('a database that says nothing is not waited for', async () => {
    away = 'says nothing';
    expect(await all(replica(databases[0], { perMinute: 12 }))).toBe(10);
  });

  test('the bot shares it where replicas may share a database, and there alone', async () => {
    const { threatGrid } = served;
    const door = openThreatGrid({
      config: { threatGrid, proxy: {}, xdr: { timeoutMs: 10_000 } } as Config,
      log: silentLog,
      database: databases[0],
      secret,
    });
    opened.push(door);
    await door.grid?.ask(search);
    const rows = await databases[0].query('select shared from threat_grid_paces');
    expect(rows).toEqual(kind === 'postgres' ? [{ shared: 49 }] : []);
  });

  test('clocks that differ a little give no more; one that was wrong by an hour holds nobody up', async () => {
    const [one, other] = [replica(databases[0]), replica(databases[1], { behind: 5_000 })];
    expect((await all(one)) + (await all(other)) + (await all(one))).toBe(50);
    time += 6_000;
    expect((await all(one)) + (await all(other)) + (await all(one))).toBe(5);
    await databases[0].query('update threat_grid_paces set at = at + 3600000, paused_until = $1', [time + 9_000_000]);
    expect(await all(one)).toBe(0);
    time += 6_000;
    expect((await all(one)) + (await all(other))).toBe(5);
  });
});
