import { type Measured, number } from './row.ts';
import { createPostEvent, percentile } from './slack/post-events.ts';
import { startBench, until } from './slack/start-bench.ts';
import { createMaliciousAddresses, nthMessage } from './slack/texts.ts';

const latency = { inspect: 150, deliberate: 400 };

/**
 * P3: from the signed event to the posted card, minus XDR's own time (one Inspect, one deliberate, as a bare client sees
 * them under the same load), milliseconds, at 20 cards a second. Each message holds a malicious address of its own, so nothing is cached.
 */
export async function measureCardLatency({ cards = 600, perSecond = 20 } = {}): Promise<Measured> {
  const bench = await startBench({ latency });
  const sent = new Map<string, number>();
  const warmUp = perSecond * 3;
  const malicious = createMaliciousAddresses();
  const probe = await startProbe(bench.xdrUrl, bench.xdr.client('reader'));
  try {
    const post = createPostEvent((await bench.bot()).port, 64);
    const began = performance.now();
    for (let n = 0; n < cards + warmUp; n++) {
      const message = nthMessage(n, `seen ${malicious()} in the logs`);
      const due = began + (n * 1000) / perSecond;
      await new Promise((done) => setTimeout(done, Math.max(0, due - performance.now())));
      sent.set(message.ts, performance.now());
      void post(message);
    }
    await until(() => bench.slack.posted.size === sent.size, 15);
  } finally {
    probe.stop();
    await bench.stop();
  }
  const xdrTime = probe.medians();
  const theirs = xdrTime.inspect + xdrTime.deliberate;
  const { posted } = bench.slack;
  const own = [...sent].slice(warmUp).flatMap(([ts, at]) => (posted.has(ts) ? [posted.get(ts)! - at - theirs] : []));
  const [p50, p99] = [percentile(own, 0.5), percentile(own, 0.99)];
  return {
    rows: [
      {
        what: `our share of signed event → card at ${perSecond}/s, p50`,
        got: `${number(p50, 1)} ms`,
        wanted: '≤ 15 ms',
        met: p50 <= 15,
      },
      { what: 'the same, p99', got: `${number(p99, 1)} ms`, wanted: '≤ 60 ms', met: p99 <= 60 },
      {
        what: 'cards posted',
        got: `${own.length} of ${cards}`,
        wanted: 'all',
        met: own.length === cards,
      },
      {
        what: 'XDR as a bare client saw it meanwhile: inspect, deliberate',
        got: `${number(xdrTime.inspect)} ms, ${number(xdrTime.deliberate)} ms`,
      },
    ],
    cards: own.length,
    p50,
    p99,
    xdr: xdrTime,
  };
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
