import { createKnownCache, type KnownCacheParts } from '../../src/known/known-cache.ts';
import type { KnownRow, KnownTable } from '../../src/known/known-table.ts';

type Word = Readonly<{ word: string; at: number }>;
const turn = () => new Promise((resolve) => setImmediate(resolve));
const waiter = { purpose: 'watching' } as const;
const good = 1000;

function caching(parts: Partial<KnownTable> = {}, more: Partial<KnownCacheParts<Word>> = {}) {
  let time = 1_000_000;
  const reads: (readonly string[])[] = [];
  const rows = new Map<string, KnownRow>();
  const table: KnownTable = {
    shared: true,
    read: async (keys) => {
      reads.push(keys);
      await turn();
      return keys.flatMap((key) => rows.get(key) ?? []);
    },
    readAll: async function* () {
      yield [...rows.values()];
    },
    write: async (some) => {
      for (const row of some) rows.set(row.key, row);
    },
    ...parts,
  };
  const cache = () =>
    createKnownCache<Word>({
      max: 10,
      untilOf: ({ at }) => at + good,
      isNewer: (one, held) => one.at > held.at,
      write: (value) => ({ v: 1, ...value }),
      read: (json) => (typeof json === 'object' && json && 'word' in json ? (json as Word) : undefined),
      table,
      now: () => time,
      ...more,
    });
  const put = (key: string, value: unknown, until = time + good) => rows.set(key, { key, value, until });
  return { cache, reads, rows, put, now: () => time, pass: (ms: number) => (time += ms) };
}

test('what one process learnt, another finds in the database', async () => {
  const { cache, now } = caching();
  const one = cache();
  const other = cache();
  one.set('a', { word: 'bad', at: now() });
  await turn();
  await other.fetch(['a', 'b'], waiter);
  expect(other.get('a')).toMatchObject({ word: 'bad' });
  expect(other.get('b')).toBeUndefined();
});

test('what came from the database is good no longer than it was there', async () => {
  const { cache, put, now, pass } = caching();
  put('a', { word: 'bad', at: now() }, now() + 300);
  const one = cache();
  await one.fetch(['a'], waiter);
  pass(299);
  expect(one.get('a')).toBeDefined();
  pass(2);
  expect(one.get('a')).toBeUndefined();
});

test('rows that are damaged or of another version count as absent', async () => {
  const { cache, put } = caching();
  for (const [key, value] of Object.entries({ a: null, b: 7, c: 'text', d: { v: 2 }, e: [] })) put(key, value);
  const one = cache();
  await one.fetch(['a', 'b', 'c', 'd', 'e'], waiter);
  expect(['a', 'b', 'c', 'd', 'e'].map(one.get)).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

test('the newer of what memory and the database hold is kept', async () => {
  const { cache, put, now } = caching();
  const one = cache();
  one.set('a', { word: 'old', at: now() - 10 });
  one.set('b', { word: 'new', at: now() });
  await turn(); // they are written; then others write
  put('a', { word: 'new', at: now() });
  put('b', { word: 'old', at: now() - 10 });
  await one.fetch(['a', 'b'], waiter);
  expect([one.get('a')?.word, one.get('b')?.word]).toEqual(['new', 'new']);
});

test('requests that arrive together share a read', async () => {
  const { cache, reads } = caching();
  const one = cache();
  await Promise.all([one.fetch(['a', 'b'], waiter), one.fetch(['c'], waiter)]);
  expect(reads).toEqual([['a', 'b', 'c']]);
});

test('a database that fails is absent, and left alone for five seconds', async () => {
  let tries = 0;
  const { cache, now, pass } = caching({
    read: async () => {
      tries += 1;
      throw new Error('away');
    },
    write: async () => Promise.reject(new Error('away')),
  });
  const one = cache();
  one.set('a', { word: 'bad', at: now() });
  await one.fetch(['b'], waiter);
  expect(one.fetch(['b'], waiter)).toBeUndefined();
  pass(5001);
  await one.fetch(['b'], waiter);
  expect(tries).toBe(2);
});

test('nobody waits long for a database that hangs', async () => {
  const { cache } = caching({ read: () => new Promise(() => {}) }, { patience: 5 });
  const one = cache();
  await one.fetch(['a'], waiter);
  expect(one.get('a')).toBeUndefined();
  expect(one.fetch(['a'], waiter)).toBeUndefined();
});

test('a database of our own is read once, at start; who asks meanwhile waits for it', async () => {
  const { cache, reads, put, now } = caching({ shared: false });
  put('a', { word: 'bad', at: now() });
  const one = cache();
  await one.fetch(['a'], waiter);
  expect(one.get('a')).toMatchObject({ word: 'bad' });
  expect(one.fetch(['b'], waiter)).toBeUndefined();
  expect(reads).toEqual([]);
});

test('what was learnt while the database was read at start stays', async () => {
  const { cache, put, now } = caching({ shared: false });
  put('a', { word: 'old', at: now() - 10 });
  const one = cache();
  one.set('a', { word: 'new', at: now() });
  await one.fetch(['a'], waiter);
  expect(one.get('a')?.word).toBe('new');
});

async function* away() {
  yield [];
  throw new Error('away');
}

test('a start without its database is a start with an empty memory', async () => {
  const { cache } = caching({ shared: false, readAll: away });
  const one = cache();
  await one.fetch(['a'], waiter);
  expect(one.get('a')).toBeUndefined();
  expect(one.fetch(['a'], waiter)).toBeUndefined();
});

test('without a table there is nothing to wait for', () => {
  const { cache } = caching();
  expect(cache().fetch(['a'], waiter)).toBeInstanceOf(Promise);
  expect(
    createKnownCache<Word>({
      max: 1,
      untilOf: () => 0,
      write: (value) => value,
      read: () => undefined,
      now: Date.now,
    }).fetch(['a'], waiter),
  ).toBeUndefined();
});

describe('what is forgotten', () => {
  test('is not learnt from an answer that was asked for before', async () => {
    const { cache, rows, now } = caching();
    const one = cache();
    const asOf = one.moment();
    one.forget(['a']);
    one.set('a', { word: 'old', at: now() }, asOf);
    one.set('b', { word: 'other', at: now() }, asOf);
    await turn();
    expect(one.get('a')).toBeUndefined();
    expect(rows.get('a')).toMatchObject({ until: 0 });
    expect(one.get('b')).toMatchObject({ word: 'other' });
    one.set('a', { word: 'new', at: now() }, one.moment());
    expect(one.get('a')).toMatchObject({ word: 'new' });
  });

  test('is not learnt from a read of the database that was under way', async () => {
    const { cache, put, now, reads } = caching();
    put('a', { word: 'old', at: now() });
    put('b', { word: 'other', at: now() });
    const one = cache();
    const reading = one.fetch(['a', 'b'], waiter);
    while (reads.length === 0) await new Promise<void>((resolve) => process.nextTick(resolve));
    one.forget(['a']);
    await reading;
    expect(one.get('a')).toBeUndefined();
    expect(one.get('b')).toMatchObject({ word: 'other' });
  });

  test('is forgotten when another process says so, and not learnt from an answer under way', async () => {
    let tell = (_keys: readonly string[]) => {};
    const { cache, now } = caching({ onForgotten: (told) => (tell = told) });
    const one = cache();
    one.set('a', { word: 'old', at: now() });
    one.set('b', { word: 'other', at: now() });
    const asOf = one.moment();
    tell(['a', 'never seen']);
    one.set('a', { word: 'old', at: now() }, asOf);
    expect(one.get('a')).toBeUndefined();
    expect(one.get('b')).toMatchObject({ word: 'other' });
  });
});
