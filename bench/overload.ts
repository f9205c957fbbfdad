import { type Measured, number } from './row.ts';
import { closedLoad } from './slack/closed-load.ts';
import { openLoad } from './slack/open-load.ts';
import { percentile } from './slack/post-events.ts';
import { startBench, until } from './slack/start-bench.ts';
import { createMaliciousAddresses, nthMessage } from './slack/texts.ts';

/** As in P4: one message in so many makes a card. */
const oneIn = 20;

/**
 * Twice the rate that can be sustained, for `seconds`: what is refused, how long acknowledgements and cards take, how
 * long it takes until all is worked, and whether all that was acknowledged got its one card.
 */
export async function measureOverload({ seconds = 60, calibration = 24_000 } = {}): Promise<Measured> {
  const bench = await startBench();
  const { slack } = bench;
  const malicious = createMaliciousAddresses();
  let n = 0;
  const next = () => (n++ % oneIn === 0 ? nthMessage(n, `see ${malicious()}`) : nthMessage(n));
  try {
    const bot = await bench.bot();
    const some = Array.from({ length: calibration }, next);
    await closedLoad(bot.port, some.slice(0, calibration / 3));
    await until(() => slack.posted.size >= calibration / 3 / oneIn, 60);
    const began = performance.now();
    await closedLoad(bot.port, some.slice(calibration / 3));
    await until(() => slack.posted.size >= calibration / oneIn, 60);
    const sustainable = ((calibration * 2) / 3 / (performance.now() - began)) * 1000;

    const before = slack.posted.size;
    const load = await openLoad({ port: bot.port, perSecond: 2 * sustainable, seconds, next });
    const ended = performance.now();
    const wanted = [...load.acknowledged].filter(([, { text }]) => text.startsWith('see '));
    const worked = await until(() => wanted.every(([ts]) => slack.posted.has(ts)), 300);
    const recovery = (performance.now() - ended) / 1000;
    const delays = wanted.flatMap(([ts, { sentAt }]) =>
      slack.posted.has(ts) ? [(slack.posted.get(ts)! - sentAt) / 1000] : [],
    );
    const afterwards = await closedLoad(bot.port, Array.from({ length: 1000 }, next));
    const doubled = slack.posts() - slack.posted.size;
    const lost = wanted.length - delays.length;
    const { offered, acknowledged, late, refused, failed, p50, p99 } = load;
    const peak = bot.memory.peakMb();
    return {
      rows: [
        {
          what: 'sustainable, 5 % of it cards; offered for a minute',
          got: `${number(sustainable)}/s; ${number(offered)}/s`,
        },
        {
          what: 'acknowledged within 3 s; later (Slack delivers again); refused; no connection',
          got: `${number(acknowledged.size)}; ${late}; ${refused}; ${failed}`,
        },
        { what: 'acknowledgement p50; p99', got: `${number(p50)}; ${number(p99)} ms` },
        {
          what: 'event → card meanwhile, p50; the longest',
          got: `${number(percentile(delays, 0.5), 1)}; ${number(Math.max(...delays), 1)} s`,
        },
        {
          what: 'until the last card is out, after the load has ended',
          got: `${number(recovery, 1)} s`,
          wanted: 'it recovers',
          met: worked,
        },
        {
          what: 'acknowledged but never carded; carded twice',
          got: `${lost}; ${doubled}`,
          wanted: '0; 0',
          met: lost + doubled === 0,
        },
        { what: 'resident memory at its peak', got: `${peak} MB`, wanted: '≤ 512 MB', met: peak <= 512 },
        {
          what: 'acknowledgement p99 afterwards',
          got: `${number(afterwards.p99)} ms`,
          wanted: '< 250 ms',
          met: afterwards.p99 < 250,
        },
      ],
      sustainable,
      ...load,
      acknowledged: acknowledged.size,
      cardsBefore: before,
      cards: wanted.length,
      recovery,
      longestCard: Math.max(...delays),
      lost,
      doubled,
      peak,
      afterwards,
    };
  } finally {
    await bench.stop();
  }
}
