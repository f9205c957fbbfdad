import { type PostgresServer, startPostgres } from '../test/support/postgres.ts';
import { machine } from './machine.ts';
import { type Measured, number } from './row.ts';
import { closedLoad } from './slack/closed-load.ts';
import type { Said } from './slack/signed-event.ts';
import { settled, startBench, until } from './slack/start-bench.ts';
import { createMaliciousAddresses, nthMessage } from './slack/texts.ts';

type Run = Readonly<{
  replicas: number;
  latency: 'none' | 'as XDR';
  cards: number;
  perSecond: number;
  doubled: number;
  missing: number;
}>;
const xdrLatency = { none: {}, 'as XDR': { inspect: 150, deliberate: 400 } };

/**
 * P6: 1, 2 and 4 replicas, processes of their own, on one PostgreSQL. Every message makes a card; every fourth is
 * delivered to two replicas at once. Once XDR answers at once (the processor decides), once it takes 150 and 400 ms
 * (waiting decides). Then a budget that is too small for what is asked, shared by two.
 */
export async function measureReplicas({ cards = 500, sizes = [1, 2, 4] } = {}): Promise<Measured> {
  const server = await startPostgres();
  if (!server) return { rows: [{ what: 'no PostgreSQL on this machine', got: 'skipped' }] };
  try {
    const runs: Run[] = [];
    for (const latency of ['none', 'as XDR'] as const)
      for (const replicas of sizes) runs.push(await measureRun(server, replicas, latency, cards));
    const budget = await measureBudget(server);
    const { cores } = machine();
    const rows = [
      ...runs.map((run) => {
        const times = run.perSecond / runs.find((one) => one.latency === run.latency && one.replicas === 1)!.perSecond;
        // Two bots, a database and this driver want four cores; with fewer only waiting can be shared.
        const counts = run.replicas === 2 && (cores >= 4 || run.latency === 'as XDR');
        return {
          what: `${run.replicas} replica(s), XDR's latency: ${run.latency}; cards/s, times those of one`,
          got: `${number(run.perSecond)}; ${number(times, 2)} ×`,
          ...(counts ? { wanted: '≥ 1.7 ×', met: times >= 1.7 } : {}),
        };
      }),
      told(
        'cards posted twice',
        runs.reduce((sum, one) => sum + one.doubled, 0),
      ),
      told(
        'cards that never came',
        runs.reduce((sum, one) => sum + one.missing, 0),
      ),
      told(
        `calls over the shared budget of ${budget.allowed} (made: ${budget.made})`,
        Math.max(0, budget.made - budget.allowed),
      ),
    ];
    return { rows, cores, runs, budget };
  } finally {
    await server.close();
  }
}

const told = (what: string, count: number) => ({ what, got: String(count), wanted: '0', met: count === 0 });

async function startReplicas(server: PostgresServer, replicas: number, latency: Run['latency'], more = {}) {
  const bench = await startBench({ latency: xdrLatency[latency] });
  const environment = {
    DATABASE_URL: await server.createDatabase(),
    CHATOPS_SECRET: Buffer.alloc(32, 7).toString('base64'),
    ...more,
  };
  // One begins and lays out the database; the others come together.
  const first = await bench.bot(environment);
  const bots = [first, ...(await Promise.all(Array.from({ length: replicas - 1 }, () => bench.bot(environment))))];
  /** Spreads messages over the replicas; some reach two at the same time. */
  const deliver = (messages: readonly Said[]) =>
    Promise.all(
      bots.map((bot, at) => {
        const its = messages.filter((_, n) => n % replicas === at || (n % 4 === 0 && (n + 1) % replicas === at));
        return closedLoad(bot.port, its, Math.ceil(32 / replicas));
      }),
    );
  return { ...bench, deliver };
}

async function measureRun(
  server: PostgresServer,
  replicas: number,
  latency: Run['latency'],
  cards: number,
): Promise<Run> {
  const { slack, deliver, ...bench } = await startReplicas(server, replicas, latency);
  try {
    const malicious = createMaliciousAddresses();
    const warmUp = 100;
    await deliver(Array.from({ length: warmUp }, (_, n) => nthMessage(n, `see ${malicious()}`)));
    await until(() => slack.posted.size >= warmUp, 60);
    const messages = Array.from({ length: cards }, (_, n) => nthMessage(warmUp + n, `see ${malicious()}`));
    const began = performance.now();
    await deliver(messages);
    await until(() => slack.posted.size >= warmUp + cards, 60);
    const perSecond = cards / ((performance.now() - began) / 1000);
    await settled({ ...bench, slack });
    const missing = warmUp + cards - slack.posted.size;
    return { replicas, latency, cards, perSecond, doubled: slack.posts() - slack.posted.size, missing };
  } finally {
    await bench.stop();
  }
}

/** 400 messages ask for 800 calls, together or alone; watching may spend half of the budget of 200. */
async function measureBudget(server: PostgresServer): Promise<{ allowed: number; made: number }> {
  const { deliver, ...bench } = await startReplicas(server, 2, 'none', { XDR_BUDGET: '200' });
  try {
    const malicious = createMaliciousAddresses();
    for (let round = 0; round < 20; round++) {
      await deliver(Array.from({ length: 20 }, (_, n) => nthMessage(round * 20 + n, `see ${malicious()}`)));
      await new Promise((done) => setTimeout(done, 100));
    }
    await settled(bench);
    return { allowed: 100, made: bench.xdr.calls.count('inspect', 'deliberate') };
  } finally {
    await bench.stop();
  }
}
