import { setTimeout as pause } from 'node:timers/promises';
import type { KnownRow, KnownTable } from '../../src/known/known-table.ts';
import type { Database } from '../../src/store/database.ts';
import { createKnownTables, pruneKnown } from '../../src/store/known-tables.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

const now = Date.UTC(2026, 0, 1);
const minute = 60_000;

describeDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  beforeEach(() => database.query('truncate known_verdicts, known_candidates'));
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });
  const all = async (pages: AsyncIterable<readonly KnownRow[]>) => {
    const rows: KnownRow[] = [];
    for await (const page of pages) rows.push(...page);
    return rows;
  };
  const keys = async () =>
    (await database.query<{ key: string }>('select key from known_verdicts order by key')).map(({ key }) => key);

  test('what was written is read by its key until its end', async () => {
    const { verdicts, candidates } = createKnownTables(database);
    const row = { key: 'a', value: { v: 1, text: "it's ☠" }, until: now + minute };
    await verdicts.write([row, { key: 'b', value: [], until: now + 2 * minute }]);
    expect(await verdicts.read(['a', 'unknown'], now)).toEqual([row]);
    expect(await verdicts.read(['a', 'b'], now + minute)).toMatchObject([{ key: 'b' }]);
    expect(await candidates.read(['a'], now)).toEqual([]);
  });

  test('a key that is there gets the new value and end', async () => {
    const { verdicts } = createKnownTables(database);
    await verdicts.write([{ key: 'a', value: 1, until: now + 2 * minute }]);
    await verdicts.write([{ key: 'a', value: 2, until: now + minute }]);
    expect(await verdicts.read(['a'], now)).toEqual([{ key: 'a', value: 2, until: now + minute }]);
  });

  test('what the database could not give back as it was is not kept', async () => {
    const { candidates } = createKnownTables(database);
    await candidates.write([
      { key: 'a', value: 'nul\0', until: now + minute },
      { key: 'b', value: { half: '\ud800' }, until: now + minute },
      { key: 'c', value: 'whole', until: now + minute },
    ]);
    expect(await candidates.read(['a', 'b', 'c'], now)).toMatchObject([{ key: 'c' }]);
  });

  test('all is read longest good first, up to a number', async () => {
    const { verdicts } = createKnownTables(database);
    await verdicts.write([1, 3, 0, 2].map((n) => ({ key: `k${n}`, value: n, until: now + n * minute })));
    expect((await all(verdicts.readAll(2, now))).map(({ key }) => key)).toEqual(['k3', 'k2']);
    expect(await all(verdicts.readAll(9, now))).toHaveLength(3);
  });

  test('all is read in pages that miss nothing, however many end at the same moment', async () => {
    const { verdicts } = createKnownTables(database);
    await verdicts.write(
      Array.from({ length: 1203 }, (_, n) => ({ key: `k${n}`, value: n, until: now + (n % 2) + 1 })),
    );
    const rows = await all(verdicts.readAll(5000, now));
    expect(new Set(rows.map(({ key }) => key)).size).toBe(1203);
    expect(await all(verdicts.readAll(700, now))).toHaveLength(700);
  });

  test('pruning removes what is out of date, and of too many those that would be so first', async () => {
    const { verdicts } = createKnownTables(database);
    await verdicts.write([-1, 0, 1, 2, 3].map((n) => ({ key: `k${n}`, value: n, until: now + n * minute })));
    await pruneKnown(database, now);
    expect(await keys()).toEqual(['k1', 'k2', 'k3']);
    await pruneKnown(database, now, { known_verdicts: 2, known_candidates: 2 });
    expect(await keys()).toEqual(['k2', 'k3']);
  });

  test('only a server is shared with other processes', () => {
    expect(createKnownTables(database).verdicts.shared).toBe(database.kind === 'postgres');
  });

  test('what one process forgets, others hear of when it is gone; itself does not', async () => {
    const [one, other] = [createKnownTables(database).verdicts, createKnownTables(database).verdicts];
    if (!one.shared) {
      expect(one.onForgotten).toBeUndefined();
      return;
    }
    const heard = { one: new Set<string>(), other: new Set<string>() };
    one.onForgotten?.((some) => {
      for (const key of some) heard.one.add(key);
    });
    other.onForgotten?.((some) => {
      for (const key of some) heard.other.add(key);
    });
    const forget = (table: KnownTable, ...gone: string[]) =>
      table.write(gone.map((key) => ({ key, value: {}, until: 0 })));
    while (heard.one.size + heard.other.size < 2) {
      await forget(one, 'bell');
      await forget(other, 'bell');
    }
    await one.write([{ key: 'a', value: 1, until: now + minute }]);
    const many = Array.from({ length: 250 }, (_, n) => `${n}`.padStart(43, 'k'));
    await forget(one, ...many, 'a');
    while (!heard.other.has('a')) await pause(5);
    expect(heard).toEqual({ one: new Set(['bell']), other: new Set(['bell', ...many, 'a']) });
    expect(await other.read(['a'], now)).toEqual([]);
  });
});
