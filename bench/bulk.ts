import { createHash } from 'node:crypto';
import { type Measured, number } from './row.ts';
import { createPostEvent, percentile } from './slack/post-events.ts';
import { type Bench, startBench, until } from './slack/start-bench.ts';
import { createMaliciousAddresses } from './slack/texts.ts';

/** As P3: what XDR takes. */
const latency = { inspect: 150, deliberate: 400 };

/** `size` distinct observables as a list of indicators holds them: hashes, addresses, domains and URLs, a quarter each. */
function listOf(size: number): string[] {
  return Array.from({ length: size }, (_, n) => {
    const hash = createHash('sha256').update(`bulk ${n}`).digest('hex');
    return [hash, `198.18.${n >> 8}.${n & 255}`, `host-${n}.example.com`, `https://host-${n}.example.net/path/${n}`][
      n % 4
    ]!;
  });
}

/**
 * A bulk look-up of `size` observables under the default budget: calls, time and memory; and what it does to a person who
 * asks about one new address meanwhile, every half second, against the same without it.
 */
export async function measureBulk({ size = 5000, asks = 60 } = {}): Promise<Measured> {
  const bench = await startBench({ latency, members: true });
  const { slack } = bench;
  try {
    const bot = await bench.bot({ XDR_BUDGET: '4000' });
    const post = createPostEvent(bot.port, 64);
    const address = createMaliciousAddresses();
    let said = 0;
    const tsOf = (n: number) => `${1_750_000_000 + n}.000100`;
    const say = (text: string): string => {
      const ts = tsOf(++said);
      // Each by somebody else, elsewhere: one person may give 30 commands a minute, and a channel takes a post a second.
      void post({ ts, text: `<@U0BOT> ${text}`, user: `U${said}`, channel: `C${said}` });
      return ts;
    };
    /** Milliseconds from one question to its answer, asked one after another, every half second. */
    const askOne = async (): Promise<number> => {
      const began = performance.now();
      const ts = say(`enrich ${address()}`);
      await until(() => slack.posted.has(ts), 30);
      return (slack.posted.get(ts) ?? Number.NaN) - began;
    };
    const askFor = async (isOver: (asked: number) => boolean): Promise<number[]> => {
      const took: Promise<number>[] = [];
      while (!isOver(took.length)) {
        took.push(askOne());
        await new Promise((done) => setTimeout(done, 500));
      }
      return Promise.all(took);
    };
    await askFor((asked) => asked >= 6); // warm
    const callsAlone = countCalls(bench);
    const alone = await askFor((asked) => asked >= asks);
    const each = callsAlone().others / alone.length;
    const rested = bot.memory.residentMb();
    const callsOf = countCalls(bench);

    const updates = slack.updates();
    const began = performance.now();
    const bulk = say(`enrich ${listOf(size).join('\n')}`);
    let ended = 0;
    // Its message, and below it that of its file.
    const ending = until(() => slack.repliesTo(bulk) >= 2, 300).then(() => {
      ended = performance.now();
    });
    const during = await askFor(() => ended > 0);
    await ending;
    const asked = during.length;
    const seconds = (ended - began) / 1000;
    const calls = callsOf();
    const mine = {
      inspect: calls.inspect - asked,
      deliberate: calls.deliberate - asked,
      stores: Math.round(calls.others - each * asked),
    };
    const all = mine.inspect + mine.deliberate + mine.stores;
    const [quiet, busy] = [percentile(alone, 0.95), percentile(during, 0.95)];
    const peak = bot.memory.peakMb();
    const after = bot.memory.residentMb();
    return {
      rows: [
        { what: `a bulk look-up of ${number(size)} observables (a quarter URLs): time`, got: `${number(seconds)} s` },
        {
          what: 'its calls, beside a third of the default XDR_BUDGET: Inspect + deliberate + stores of judgements',
          got: `${number(all)} (${mine.inspect} + ${mine.deliberate} + ${mine.stores})`,
          wanted: '≤ 1,333',
          met: all <= 1333,
        },
        {
          what: 'least deliberate calls (20 a call, URLs with their hosts)',
          got: number(Math.ceil((size + Math.floor(size / 4)) / 20)),
        },
        {
          what: `one address asked for by a person: p50, p95, alone (${alone.length} asked)`,
          got: `${number(percentile(alone, 0.5))}; ${number(quiet)} ms`,
        },
        {
          what: `the same meanwhile (${during.length} asked)`,
          got: `${number(percentile(during, 0.5))}; ${number(busy)} ms`,
          wanted: 'p95 ≤ 1.25 ×',
          met: busy <= 1.25 * quiet,
        },
        { what: 'changes of its message', got: number(slack.updates() - updates) },
        {
          what: 'resident memory before; after it; at its peak (first start included)',
          got: `${rested}; ${after}; ${peak} MB`,
          wanted: '≤ 512 MB',
          met: peak <= 512,
        },
      ],
      seconds,
      calls: mine,
      alone,
      during,
      rested,
      peak,
    };
  } finally {
    await bench.stop();
  }

  function countCalls({ xdr }: Pick<Bench, 'xdr'>) {
    const now = () => [xdr.calls.count('inspect'), xdr.calls.count('deliberate'), xdr.calls.count()] as const;
    const before = now();
    return () => {
      const [inspect, deliberate, all] = now().map((count, at) => count - before[at]!) as [number, number, number];
      return { inspect, deliberate, others: all - inspect - deliberate };
    };
  }
}
