import { createSimulatedXdr } from '../demo/xdr/create-simulated-xdr.ts';
import { seededDisposition } from '../demo/xdr/seeded-opinions.ts';
import { serveSimulatedXdr } from '../demo/xdr/serve-simulated-xdr.ts';
import { startBareSlack } from './slack/bare-slack.ts';
import { createPostEvent, percentile } from './slack/post-events.ts';
import { startBot } from './slack/start-bot.ts';

const latency = { inspect: 150, deliberate: 400 };

export type CardLatency = Readonly<{ cards: number; p50: number; p99: number; xdr: XdrTime; passed: boolean }>;

/**
 * P3: from the signed event to the posted card, minus XDR's own time (one Inspect, one deliberate, as a bare client sees
 * them under the same load), milliseconds, at 20 cards a second. Each message holds a malicious address of its own, so nothing is cached.
 */
export async function measureCardLatency({ cards = 600, perSecond = 20 } = {}): Promise<CardLatency> {
  const xdr = createSimulatedXdr({ latency, rateLimit: Number.POSITIVE_INFINITY });
  const served = await serveSimulatedXdr({ xdr });
  const slack = await startBareSlack();
  const { id, password } = xdr.client('reader');
  const bot = await startBot({
    XDR_CLIENT_ID: id,
    XDR_CLIENT_PASSWORD: password,
    XDR_VISIBILITY_URL: served.url,
    XDR_BUDGET: '1000000',
    SLACK_API_URL: slack.apiUrl,
  });
  const post = createPostEvent(bot.port, 64);
  const sent = new Map<string, number>();
  const warmUp = perSecond * 2;
  const values = maliciousAddresses(cards + warmUp);
  const probe = await startProbe(served.url, xdr.client('reader'));
  try {
    const began = performance.now();
    for (const [n, value] of values.entries()) {
      const ts = `${1_800_000_000 + n}.000100`;
      const due = began + (n * 1000) / perSecond;
      await new Promise((done) => setTimeout(done, Math.max(0, due - performance.now())));
      sent.set(ts, performance.now());
      void post(ts, `seen ${value} in the logs`);
    }
    for (let waited = 0; slack.posted.size < values.length && waited < 300; waited++) {
      await new Promise((done) => setTimeout(done, 50));
    }
  } finally {
    probe.stop();
    await bot.stop();
    slack.close();
    await served.close();
  }
  const xdrTime = probe.medians();
  const theirs = xdrTime.inspect + xdrTime.deliberate;
  const own = [...sent]
    .slice(warmUp)
    .flatMap(([ts, at]) => (slack.posted.has(ts) ? [slack.posted.get(ts)! - at - theirs] : []));
  const [p50, p99] = [percentile(own, 0.5), percentile(own, 0.99)];
  console.log(`\nP3  our own share from signed event to posted card, at ${perSecond} cards/s`);
  console.log(
    `    XDR as a bare client saw it meanwhile: inspect ${xdrTime.inspect.toFixed(0)} ms, deliberate ${xdrTime.deliberate.toFixed(0)} ms`,
  );
  console.log(
    `    cards ${own.length} of ${cards}   p50 ${p50.toFixed(1)} ms (≤ 15)   p99 ${p99.toFixed(1)} ms (≤ 60)`,
  );
  return { cards: own.length, p50, p99, xdr: xdrTime, passed: own.length === cards && p50 <= 15 && p99 <= 60 };
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

function maliciousAddresses(count: number): string[] {
  const found: string[] = [];
  for (let n = 0; found.length < count; n++) {
    const value = `45.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
    if (seededDisposition(1, { type: 'ip', value }) === 'Malicious') found.push(value);
  }
  return found;
}
