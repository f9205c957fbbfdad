import { createEntries, pruneEntries } from '../../src/feeds/entries.ts';
import { type FeedEntry, mostEntries } from '../../src/feeds/feed.ts';
import { hashOf } from '../../src/messages/annotation-rows.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

const day = 24 * 60 * 60_000;

describeDatabases((open) => {
  let database: Database;
  let clock: number;
  const entries = () => createEntries({ query: database.query, hashOf, now: () => clock });
  const entry = (domain: string, more: Partial<FeedEntry> = {}): FeedEntry => ({
    observable: { type: 'domain', value: domain },
    description: 'Example RAT',
    beside: [{ type: 'ip', value: '192.0.2.1' }],
    stampedAt: clock,
    ...more,
  });
  const keep = (...its: FeedEntry[]) => entries().keep('rat-dns', { entries: its, skipped: 0 });
  const news = async (from: number, until: number) =>
    (await entries().news({ feed: 'rat-dns', from, until }, 100)).map(({ observable }) => observable.value).toSorted();
  const count = async (table: string) => Number((await database.query(`select count(*) as n from ${table}`))[0]!['n']);
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    for (const table of ['feeds', 'feed_entries']) await database.query(`delete from ${table}`);
    clock = Date.UTC(2026, 10, 30, 8);
    await entries().begin('rat-dns');
  });
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });

  test('what is read again is no news, in any case and with a new time', async () => {
    const { readAt: first } = await keep(entry('a.example'), entry('b.example'));
    clock += day;
    const { readAt: second } = await keep(entry('A.example', { description: 'Example Gate' }), entry('c.example'));
    expect(await news(0, first)).toEqual(['A.example', 'b.example']);
    expect(await news(first, second)).toEqual(['c.example']);
    expect(await entries().count({ feed: 'rat-dns', from: 0, until: second })).toEqual({
      all: 3,
      families: [
        { description: 'Example RAT', count: 2 },
        { description: 'Example Gate', count: 1 },
      ],
    });
  });

  test('readings are told apart though the clock stands still or was set back', async () => {
    const { readAt: first } = await keep(entry('a.example'));
    const { readAt: second } = await keep(entry('b.example'));
    clock -= day;
    const { readAt: third } = await keep(entry('c.example'));
    expect([await news(first, second), await news(second, third)]).toEqual([['b.example'], ['c.example']]);
  });

  test('the file of a day is news with the latest, and is not read twice', async () => {
    const { readAt: first } = await keep(entry('a.example'));
    clock += 2 * day;
    await entries().keepDay('rat-dns', { entries: [entry('b.example')], skipped: 3 }, first + day);
    expect(await entries().state('rat-dns')).toEqual({ readAt: first, coveredUntil: first + day, skipped: 0 });
    await entries().keepDay('rat-dns', undefined, first + 2 * day);
    const { readAt: second } = await keep(entry('c.example'));
    expect(await news(first, second)).toEqual(['b.example', 'c.example']);
  });

  test('the newest are kept, and what was too old to keep is no news again', async () => {
    const many = Array.from({ length: mostEntries }, (_, at) =>
      entry(`d${at}.example`, { beside: [], stampedAt: clock }),
    );
    await entries().keep('rat-dns', { entries: many, skipped: 0 });
    clock += day;
    const old = [entry('old.example', { stampedAt: clock - 3 * day, beside: [] })];
    const { readAt } = await keep(...old);
    expect([await count('feed_entries'), await news(readAt - 1, readAt)]).toEqual([mostEntries, []]);
    clock += day;
    const { readAt: again } = await keep(...old, entry('new.example', { beside: [] }));
    expect([await count('feed_entries'), await news(readAt, again)]).toEqual([mostEntries, ['new.example']]);
    expect(await count('feed_observables')).toBe(mostEntries);
    // Also when there is room by then.
    await database.query("delete from feed_entries where description = 'Example RAT' and first_at < $1", [
      new Date(clock),
    ]);
    const { readAt: later } = await keep(...old);
    expect(await news(again, later)).toEqual([]);
  }, 120_000);

  test('what no reading had for 30 days is forgotten, with all that it was known by', async () => {
    await keep(entry('a.example'), entry('b.example'));
    clock += 20 * day;
    await keep(entry('b.example'));
    clock += 20 * day;
    await pruneEntries(database.query, clock);
    expect(await news(0, clock)).toEqual(['b.example']);
    expect(await count('feed_observables')).toBe(2);
    // It is news when it comes back.
    const { readAt } = await keep(entry('a.example'));
    expect(await news(readAt - 1, readAt)).toEqual(['a.example']);
  });

  test('one reads a feed at a time; who died over it holds nobody up for long', async () => {
    const [one, other] = [entries(), entries()];
    expect(await Promise.all([one.begin('dga-dns'), other.begin('dga-dns')])).toEqual(
      expect.arrayContaining([true, false]),
    );
    await one.end('dga-dns');
    expect(await other.begin('dga-dns')).toBe(true);
    clock += 5 * 60_000;
    expect(await one.begin('dga-dns')).toBe(true);
  });

  test('what somebody kept before he died is news with the next reading', async () => {
    const { readAt } = await keep(entry('a.example'));
    await entries().keepDay('rat-dns', { entries: [entry('b.example')], skipped: 0 }, clock); // and no latest
    clock += 60_000;
    const { readAt: next } = await keep(entry('a.example'));
    expect(await news(readAt, next)).toEqual(['b.example']);
  });
});
