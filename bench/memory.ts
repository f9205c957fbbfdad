import { startPostgres } from '../test/support/postgres.ts';
import { type Measured, number, type Row } from './row.ts';
import { closedLoad } from './slack/closed-load.ts';
import { type Bench, settled, startBench } from './slack/start-bench.ts';
import type { Running } from './slack/start-bot.ts';
import { createMaliciousAddresses, nthMessage } from './slack/texts.ts';

type Load = Readonly<{ cards: number; messages: number }>;
type Sample = Readonly<{ messages: number; residentMb: number }>;
type Memory = Readonly<{
  firstStartPeak: number;
  idle: number;
  afterCards: number;
  /** Over the load of messages, ten times. */
  course: readonly Sample[];
  peak: number;
  /** The end of the course over its middle: what is flat is 1. */
  growth: number;
}>;

/** Every so-manieth message holds as many observables that were never seen: as many of them as messages, in the end. */
const observablesInOne = 100;

/**
 * P5: resident memory of the bot's process and its children. First start, idle, after cards, after messages of which one
 * in a hundred brings a hundred new observables. `million`: 10,000 cards, then 1,000,000 messages with as many
 * observables; a twentieth of it otherwise. PostgreSQL's own memory is not the bot's, and not counted.
 */
export async function measureMemory({
  million = false,
  load,
}: {
  million?: boolean;
  load?: Load;
} = {}): Promise<Measured> {
  const its = load ?? (million ? { cards: 10_000, messages: 1_000_000 } : { cards: 1000, messages: 40_000 });
  const server = await startPostgres();
  try {
    const embedded = await measureOne(its, {});
    const postgres =
      server && (await measureOne(its, { DATABASE_URL: await server.createDatabase(), CHATOPS_SECRET: secret }));
    const rows = [
      ...rowsOf('PGlite', 512, its, embedded),
      ...(postgres ? rowsOf('PostgreSQL', 200, its, postgres) : []),
    ];
    return { rows, load: its, embedded, postgres };
  } finally {
    await server?.close();
  }
}

const secret = Buffer.alloc(32, 7).toString('base64');

async function measureOne(load: Load, environment: Readonly<Record<string, string>>): Promise<Memory> {
  const bench = await startBench();
  try {
    const bot = await bench.bot(environment);
    const firstStartPeak = bot.memory.peakMb();
    await new Promise((done) => setTimeout(done, 3000));
    const idle = bot.memory.residentMb();
    const malicious = createMaliciousAddresses();
    const cards = Array.from({ length: load.cards }, (_, n) => nthMessage(n, `see ${malicious()}`));
    await closedLoad(bot.port, cards);
    await settled(bench);
    const afterCards = bot.memory.residentMb();
    const course = await messagesTo(bot, bench, load);
    const middle = course[course.length >> 1]!.residentMb;
    return {
      firstStartPeak,
      idle,
      afterCards,
      course,
      peak: bot.memory.peakMb(),
      growth: course.at(-1)!.residentMb / middle,
    };
  } finally {
    await bench.stop();
  }
}

async function messagesTo(bot: Running, bench: Bench, { cards, messages }: Load): Promise<Sample[]> {
  const course: Sample[] = [];
  const steps = 10;
  const step = messages / steps;
  let observables = 0;
  // Addresses that no card has shown before: another range than theirs.
  const fresh = () => `46.${(observables >> 16) & 255}.${(observables >> 8) & 255}.${observables++ & 255}`;
  for (let done = 0; done < messages; done += step) {
    const some = Array.from({ length: step }, (_, n) =>
      n % observablesInOne === 0
        ? nthMessage(cards + done + n, Array.from({ length: observablesInOne }, fresh).join(' '))
        : nthMessage(cards + done + n),
    );
    await closedLoad(bot.port, some);
    await settled(bench);
    course.push({ messages: done + step, residentMb: bot.memory.residentMb() });
  }
  return course;
}

function rowsOf(
  store: string,
  most: number,
  load: Load,
  { firstStartPeak, idle, afterCards, course, peak, growth }: Memory,
): Row[] {
  return [
    { what: `${store}: first start at its peak; idle`, got: `${firstStartPeak}; ${idle} MB` },
    {
      what: `${store}: after ${number(load.cards)} cards; and ${number(load.messages)} messages, as many observables`,
      got: `${afterCards}; ${course.at(-1)!.residentMb} MB`,
    },
    { what: `${store}: the most it ever was`, got: `${peak} MB`, wanted: `≤ ${most} MB`, met: peak <= most },
    {
      what: `${store}: the end over the middle of the messages`,
      got: number(growth, 2),
      wanted: '≤ 1.1 (flat)',
      met: growth <= 1.1,
    },
  ];
}
