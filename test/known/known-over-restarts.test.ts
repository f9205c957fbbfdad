import { inspectText } from '../../demo/xdr/inspect.ts';
import { Failure } from '../../src/failure.ts';
import { silentLog } from '../../src/log.ts';
import { createReading, type ReadingDoor } from '../../src/reading.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { createKnownTables } from '../../src/store/known-tables.ts';
import type { Ask } from '../../src/verdicts/verdict.ts';
import { dataDirectory, removeDirectories } from '../support/database.ts';
import { describeDatabases, describePostgres, postgresUrl } from '../support/databases.ts';

const watching: Ask = { purpose: 'watching', rooms: ['slack/T1/C1'] };
const bad = 'internetbadguys.com';
const minute = 60_000;

afterAll(removeDirectories);

/** A process that reads: XDR says of everything that it is malicious, and counts how often it is asked. */
function starting(database: Pick<Database, 'query' | 'kind' | 'listen'>, now: () => number) {
  const calls: string[] = [];
  const sources: string[] = [];
  const xdr: ReadingDoor = {
    inspect: async (content) => {
      calls.push('inspect');
      return inspectText(content);
    },
    deliberate: async (observables) => {
      calls.push('deliberate');
      return {
        verdicts: observables.map((observable) => ({ observable, disposition: 'malicious', module: 'Talos' })),
        gaps: [],
        answered: ['Talos'],
      };
    },
    observe: () => Promise.reject(new Error('not asked')),
    refer: () => Promise.reject(new Error('not asked')),
    missing: async () => [],
  };
  const { detect, lookUp } = createReading({
    xdr,
    now,
    simulated: true,
    prefixOf: () => '/xdr',
    trustedHosts: [],
    known: createKnownTables(database),
    onCache: (what, from, count) => sources.push(`${count} ${what} ${from}`),
  });
  const ask = async (...candidates: string[]) => lookUp(await detect(candidates, watching), watching);
  return { ask, calls, sources };
}

/** Writes are behind: wait until the row of each is there. */
async function written({ query }: Pick<Database, 'query'>, count: number): Promise<void> {
  for (;;) {
    const rows = await query('select key from known_verdicts union all select key from known_candidates');
    if (rows.length >= count) return;
    await new Promise((done) => setTimeout(done, 5));
  }
}

test('an embedded database spares a restart what was asked before it', async () => {
  const dataDir = await dataDirectory();
  const first = await openDatabase({ dataDir, log: silentLog });
  const before = starting(first, Date.now);
  const [finding] = await before.ask(bad);
  expect(before.calls).toEqual(['inspect', 'deliberate']);
  await written(first, 2);
  await first.close();
  const second = await openDatabase({ dataDir, log: silentLog });
  const after = starting(second, Date.now);
  expect(await after.ask(bad)).toEqual([finding]);
  expect(after.calls).toEqual([]);
  await second.close();
}, 60_000);

describePostgres('replicas on one PostgreSQL', () => {
  test('do not pay twice: verdicts until they are out of date, candidates for longer', async () => {
    const url = await postgresUrl();
    let time = Date.UTC(2026, 0, 1);
    const databases = await Promise.all([1, 2].map(() => openDatabase({ url, dataDir: '', log: silentLog })));
    const [one, other] = databases.map((database) => starting(database, () => time)) as [
      ReturnType<typeof starting>,
      ReturnType<typeof starting>,
    ];
    const [finding] = await one.ask(bad);
    await written(databases[0]!, 2);
    expect(await other.ask(bad)).toEqual([finding]);
    expect(other.calls).toEqual([]);
    expect(other.sources).toEqual(['1 candidate shared', '1 verdict shared']);
    time += 31 * minute;
    await other.ask(bad);
    expect(other.calls).toEqual(['deliberate']);
    for (const database of databases) await database.close();
  }, 60_000);
});

describeDatabases((open) => {
  test('rows that are damaged or of another version are asked again, and mended', async () => {
    const database = await open();
    const before = starting(database, Date.now);
    await before.ask(bad);
    await written(database, 2);
    await database.query(`update known_verdicts set value = '{"v": 2, "verdicts": 7}'`);
    await database.query("update known_candidates set value = '[]'");
    const after = starting(database, Date.now);
    expect(await after.ask(bad)).toHaveLength(1);
    expect(after.calls).toEqual(['inspect', 'deliberate']);
    while ((await database.query("select key from known_verdicts where value->>'v' = '2'")).length > 0)
      await new Promise((done) => setTimeout(done, 5));
    await database.close();
  }, 60_000);
});

test.each(['embedded', 'postgres'] as const)('a database that is away makes no look-up fail (%s)', async (kind) => {
  const gone = () => Promise.reject(new Failure('store-unavailable', 'away'));
  const away = { kind, query: gone, listen: gone };
  const { ask, calls } = starting(away, Date.now);
  expect(await ask(bad)).toMatchObject([{ headline: 'malicious' }]);
  expect(await ask(bad)).toHaveLength(1);
  expect(calls).toEqual(['inspect', 'deliberate']);
});
