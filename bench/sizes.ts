import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../src/log.ts';
import { type Database, openDatabase } from '../src/store/database.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { type Measured, number } from './row.ts';
import { fillChannels, fillMessages } from './size/fill.ts';
import { growthOf, type Point, type Series, timePerItem } from './size/series.ts';
import { createWorkshop } from './size/workshop.ts';

const address = (n: number) => `45.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

/**
 * P7: what one item costs in the work of a message, from its delivery to its remembered card (see workshop.ts), while
 * something grows by three decades. Embedded database, and PostgreSQL where this machine has one. To have seen a million
 * observables takes minutes: `million` does it, a hundred thousand otherwise.
 */
export async function measureSizes({
  million = false,
  largest = 1_000_000,
  turns = 5,
  items = 60,
} = {}): Promise<Measured> {
  const series: Series[] = [];
  const directory = await mkdtemp(join(tmpdir(), 'xdr-bench-'));
  const server = await startPostgres();
  try {
    const stores = {
      embedded: { dataDir: directory },
      PostgreSQL: server && { dataDir: '', url: await server.createDatabase() },
    };
    for (const [name, where] of Object.entries(stores)) {
      if (!where) continue;
      const database = await openDatabase({ ...where, log: silentLog });
      for (const one of await measureOn(database, {
        most: million ? largest : Math.min(largest, 100_000),
        largest,
        turns,
        items,
      }))
        series.push({ ...one, what: `${one.what}, ${name}` });
      await database.close();
    }
  } finally {
    await server?.close();
    await rm(directory, { recursive: true, force: true });
  }
  if (!server) console.log('P7: no PostgreSQL on this machine, the embedded database alone');
  const rows = series.map(({ what, item, points, growth }) => ({
    what: `${what}: one ${item} at ${points.map(({ size }) => size.toLocaleString('en')).join(', ')}`,
    got: `${points.map(({ micros }) => number(micros)).join(', ')} µs; ${number(growth, 2)} ×`,
    wanted: '≤ 2 ×',
    met: growth <= 2,
  }));
  return { rows, series };
}

async function measureOn(
  database: Database,
  { most, largest, turns, items }: { most: number; largest: number; turns: number; items: number },
): Promise<Series[]> {
  const { query } = database;
  const workshop = createWorkshop(database);
  let messages = 0;
  let addresses = 0;
  const fresh = () => address(addresses++);
  const say = (channel: number, text: string) => workshop.work(`C${channel}`, `new-${messages++}`, text);
  const grown = async (what: string, item: string, sizes: readonly number[], at: (size: number) => Promise<number>) => {
    const points: Point[] = [];
    for (const size of sizes.filter((one) => one <= largest)) {
      points.push({ size, micros: await at(size) });
      console.log(`    ${what}, ${database.kind}: ${number(size)} → ${number(points.at(-1)!.micros)} µs`);
    }
    return { what, item, points, growth: growthOf(points) };
  };
  const messagesIn = (pick: () => number, text: () => string) => async () => {
    for (let n = 0; n < items; n++) await say(pick(), text());
  };
  const any = (count: number) => Math.floor(Math.random() * count);

  await timePerItem(
    1,
    items,
    messagesIn(
      () => any(200),
      () => `saw ${fresh()}`,
    ),
  ); // compiles
  const observables = await grown('observables in a message', 'observable', [1, 10, 100, 500], async (size) => {
    const many = Math.max(2, Math.round(items / size));
    return timePerItem(turns, many * size, async () => {
      for (let n = 0; n < many; n++) await say(any(200), Array.from({ length: size }, fresh).join(' '));
    });
  });
  const ask = { purpose: 'watching' } as const;
  let seen = addresses;
  const cached = await grown(
    'observables seen, a late one again',
    'message',
    [1000, 10_000, 100_000, 1_000_000].filter((one) => one <= most),
    async (size) => {
      for (; seen < size; seen += 1000) {
        const thousand = Array.from({ length: Math.min(1000, size - seen) }, (_, n) => ({
          type: 'ip',
          value: address(seen + n),
        }));
        await workshop.lookUp(thousand, ask);
      }
      return timePerItem(
        turns,
        items,
        messagesIn(
          () => any(200),
          () => `saw ${address(size - 1 - any(1000))}`,
        ),
      );
    },
  );
  addresses = Math.max(addresses, seen);
  let channelsFilled = 0;
  const channels = await grown('channels', 'message', [10, 100, 1000, 10_000, 100_000], async (size) => {
    await fillChannels(query, channelsFilled, size);
    channelsFilled = size;
    return timePerItem(
      turns,
      items,
      messagesIn(
        () => any(size),
        () => `saw ${fresh()}`,
      ),
    );
  });
  let filled = 0;
  const rows = await grown('messages remembered', 'message', [1000, 10_000, 100_000, 1_000_000], async (size) => {
    await fillMessages(query, filled, size, 200);
    filled = size;
    return timePerItem(
      turns,
      items,
      messagesIn(
        () => any(200),
        () => `saw ${fresh()}`,
      ),
    );
  });
  return [observables, cached, channels, rows];
}
