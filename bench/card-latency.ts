import { createSimulatedXdr } from '../demo/xdr/create-simulated-xdr.ts';
import { seededDisposition } from '../demo/xdr/seeded-opinions.ts';
import { serveSimulatedXdr } from '../demo/xdr/serve-simulated-xdr.ts';
import { startBareSlack } from './slack/bare-slack.ts';
import { createPostEvent, percentile } from './slack/post-events.ts';
import { startBot } from './slack/start-bot.ts';

const latency = { inspect: 150, deliberate: 400 };

export type CardLatency = Readonly<{ cards: number; p50: number; p99: number; passed: boolean }>;

/**
 * P3: from the signed event to the posted card, minus XDR's own time (one Inspect, one deliberate), milliseconds, at 20
 * cards a second. Each message holds a malicious address of its own, so nothing is cached.
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
    await bot.stop();
    slack.close();
    await served.close();
  }
  const own = [...sent]
    .slice(warmUp)
    .flatMap(([ts, at]) =>
      slack.posted.has(ts) ? [slack.posted.get(ts)! - at - latency.inspect - latency.deliberate] : [],
    );
  const [p50, p99] = [percentile(own, 0.5), percentile(own, 0.99)];
  console.log(`\nP3  our own share from signed event to posted card, at ${perSecond} cards/s`);
  console.log(
    `    cards ${own.length} of ${cards}   p50 ${p50.toFixed(1)} ms (≤ 15)   p99 ${p99.toFixed(1)} ms (≤ 60)`,
  );
  return { cards: own.length, p50, p99, passed: own.length === cards && p50 <= 15 && p99 <= 60 };
}

function maliciousAddresses(count: number): string[] {
  const found: string[] = [];
  for (let n = 0; found.length < count; n++) {
    const value = `45.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
    if (seededDisposition(1, { type: 'ip', value }) === 'Malicious') found.push(value);
  }
  return found;
}
