import { createSimulatedXdr } from '../demo/xdr/create-simulated-xdr.ts';
import { serveSimulatedXdr } from '../demo/xdr/serve-simulated-xdr.ts';
import { startBareSlack } from './slack/bare-slack.ts';
import { createPostEvent, percentile } from './slack/post-events.ts';
import { type Running, startBareBolt, startBot } from './slack/start-bot.ts';

type Rate = Readonly<{ perSecond: number; p99: number; refused: number }>;
export type Acknowledgements = Readonly<{ ours: Rate; bolt: Rate; ratio: number; residentMb: number; passed: boolean }>;

const chatter = [
  'lunch at noon?',
  'deploy of the api is through, watching the dashboards for a while',
  'has anyone seen the runbook for the gateway? it was in the wiki last week',
  'thanks!!',
  'PR #1234 is ready for review, it touches src/main.ts and the docs',
];

/**
 * P4: signed events acknowledged per second, 5 % of them with an observable and stored before the acknowledgement, beside
 * a bare Bolt app that only acknowledges. Both under the same load, in turn, `rounds` times; medians count.
 */
export async function measureAcknowledgements({
  events = 12_000,
  connections = 32,
  rounds = 3,
} = {}): Promise<Acknowledgements> {
  const xdr = createSimulatedXdr({ rateLimit: Number.POSITIVE_INFINITY });
  const served = await serveSimulatedXdr({ xdr });
  const slack = await startBareSlack();
  const { id, password } = xdr.client('reader');
  const ours = await startBot({
    XDR_CLIENT_ID: id,
    XDR_CLIENT_PASSWORD: password,
    XDR_VISIBILITY_URL: served.url,
    XDR_BUDGET: '1000000',
    SLACK_API_URL: slack.apiUrl,
  });
  const bolt = await startBareBolt();
  const rates = { ours: [] as Rate[], bolt: [] as Rate[] };
  let n = 0;
  const load = async (target: Running): Promise<Rate> => {
    const post = createPostEvent(target.port, connections);
    const times: number[] = [];
    let refused = 0;
    const last = n + events;
    const began = performance.now();
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (n < last) {
          const mine = n++;
          const text = mine % 20 === 0 ? `see 45.${mine >> 16}.${(mine >> 8) & 255}.${mine & 255}` : chatter[mine % 5]!;
          const { status, ms } = await post(`${1_800_000_000 + mine}.000100`, text);
          if (status === 200) times.push(ms);
          else refused += 1;
        }
      }),
    );
    return {
      perSecond: Math.round(times.length / ((performance.now() - began) / 1000)),
      p99: percentile(times, 0.99),
      refused,
    };
  };
  try {
    await load(ours);
    await load(bolt);
    for (let round = 0; round < rounds; round++) {
      rates.bolt.push(await load(bolt));
      rates.ours.push(await load(ours));
    }
    const residentMb = await ours.residentMb();
    const result = { ours: middle(rates.ours), bolt: middle(rates.bolt), residentMb };
    const ratio = result.ours.perSecond / result.bolt.perSecond;
    console.log(`\nP4  signed events acknowledged per second, 5 % stored before the acknowledgement`);
    for (const [name, rate] of [
      ['xdr-chatops', result.ours],
      ['bare Bolt', result.bolt],
    ] as const) {
      console.log(
        `    ${name.padEnd(12)} ${String(rate.perSecond).padStart(6)}/s   ack p99 ${rate.p99.toFixed(1)} ms   refused ${rate.refused}`,
      );
    }
    console.log(`    ratio ${ratio.toFixed(2)} (≥ 0.7)   ack p99 < 250 ms   resident ${residentMb} MB`);
    return { ...result, ratio, passed: ratio >= 0.7 && result.ours.p99 < 250 && result.ours.refused === 0 };
  } finally {
    await Promise.all([ours.stop(), bolt.stop()]);
    slack.close();
    await served.close();
  }
}

const middle = (rates: readonly Rate[]): Rate =>
  rates.toSorted((a, b) => a.perSecond - b.perSecond)[rates.length >> 1]!;
