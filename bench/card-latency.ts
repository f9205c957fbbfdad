import { type Measured, number } from './row.ts';
import { createPostEvent, percentile } from './slack/post-events.ts';
import type { Said } from './slack/signed-event.ts';
import { type Bench, startBench, until } from './slack/start-bench.ts';
import { createMaliciousAddresses, nthMessage } from './slack/texts.ts';
import { startBareConnector } from './teams/bare-connector.ts';
import { createPostActivity, idOf } from './teams/post-activities.ts';

const latency = { inspect: 150, deliberate: 400 };

type Platform = Readonly<{
  /** Delivers a message. */
  post: (said: Said) => unknown;
  keyOf: (said: Said) => string;
  /** Key of a message → when its card arrived. */
  posted: ReadonlyMap<string, number>;
}>;
type Measure = Readonly<{ cards: number; p50: number; p99: number; xdr: XdrTime }>;

/**
 * P3: from the signed event to the posted card, minus XDR's own time (one Inspect, one deliberate, as a bare client sees
 * them under the same load), milliseconds, at 20 cards a second. Each message holds a malicious address of its own, so
 * nothing is cached. On Slack, and then on Teams, where deliveries carry no token here.
 */
export async function measureCardLatency({ cards = 600, perSecond = 20 } = {}): Promise<Measured> {
  const load = { cards, perSecond };
  const slack = await measureOn(load, async (bench) => ({
    post: createPostEvent((await bench.bot()).port, 64),
    keyOf: ({ ts }) => ts,
    posted: bench.slack.posted,
  }));
  const connector = await startBareConnector();
  const teams = await measureOn(load, async (bench) => {
    const { port } = await bench.bot({ SLACK_BOT_TOKEN: '', SLACK_SIGNING_SECRET: '', TEAMS_LOCAL: '1' });
    return { post: createPostActivity(port, connector.serviceUrl, 64), keyOf: idOf, posted: connector.posted };
  }).finally(connector.close);
  return {
    rows: [
      {
        what: `our share of signed event → card at ${perSecond}/s, p50`,
        got: `${number(slack.p50, 1)} ms`,
        wanted: '≤ 15 ms',
        met: slack.p50 <= 15,
      },
      { what: 'the same, p99', got: `${number(slack.p99, 1)} ms`, wanted: '≤ 60 ms', met: slack.p99 <= 60 },
      {
        what: 'cards posted',
        got: `${slack.cards} of ${cards}`,
        wanted: 'all',
        met: slack.cards === cards,
      },
      {
        what: 'XDR as a bare client saw it meanwhile: inspect, deliberate',
        got: `${number(slack.xdr.inspect)} ms, ${number(slack.xdr.deliberate)} ms`,
      },
      {
        what: 'on Teams, activity → card: p50; p99; cards',
        got: `${number(teams.p50, 1)}; ${number(teams.p99, 1)} ms; ${teams.cards} of ${cards}`,
      },
    ],
    ...slack,
    teams,
  };
}

async function measureOn(
  { cards, perSecond }: Readonly<{ cards: number; perSecond: number }>,
  start: (bench: Bench) => Promise<Platform>,
): Promise<Measure> {
  const bench = await startBench({ latency });
  const sent = new Map<string, number>();
  const warmUp = perSecond * 3;
  const malicious = createMaliciousAddresses();
  const probe = await startProbe(bench.xdrUrl, bench.xdr.client('reader'));
  let posted: ReadonlyMap<string, number> = new Map();
  try {
    const platform = await start(bench);
    posted = platform.posted;
    const began = performance.now();
    for (let n = 0; n < cards + warmUp; n++) {
      const message = nthMessage(n, `seen ${malicious()} in the logs`);
      const due = began + (n * 1000) / perSecond;
      await new Promise((done) => setTimeout(done, Math.max(0, due - performance.now())));
      sent.set(platform.keyOf(message), performance.now());
      void platform.post(message);
    }
    await until(() => posted.size === sent.size, 15);
  } finally {
    probe.stop();
    await bench.stop();
  }
  const xdr = probe.medians();
  const own = [...sent]
    .slice(warmUp)
    .flatMap(([key, at]) => (posted.has(key) ? [posted.get(key)! - at - xdr.inspect - xdr.deliberate] : []));
  return { cards: own.length, p50: percentile(own, 0.5), p99: percentile(own, 0.99), xdr };
}

type XdrTime = Readonly<{ inspect: number; deliberate: number }>;

/** Asks the simulated XDR by itself, twice a second, so that XDR's time is measured under the same load as ours. */
async function startProbe(
  url: string,
  { id, password }: { id: string; password: string },
): Promise<{ medians: () => XdrTime; stop: () => void }> {
  const token = await fetch(`${url}/iroh/oauth2/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`${id}:${password}`)}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  const { access_token } = (await token.json()) as { access_token: string };
  const times = { inspect: [] as number[], deliberate: [] as number[] };
  const ask = async (service: keyof XdrTime, path: string, body: object) => {
    const began = performance.now();
    const answer = await fetch(`${url}/iroh/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    await answer.arrayBuffer();
    times[service].push(performance.now() - began);
  };
  const timer = setInterval(() => {
    ask('inspect', 'iroh-inspect/inspect', { content: '45.0.0.1' }).catch(() => {});
    ask('deliberate', 'iroh-enrich/deliberate/observables', [{ type: 'ip', value: '45.0.0.1' }]).catch(() => {});
  }, 500);
  return {
    medians: () => ({ inspect: percentile(times.inspect, 0.5), deliberate: percentile(times.deliberate, 0.5) }),
    stop: () => clearInterval(timer),
  };
}
