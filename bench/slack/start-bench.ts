import { createSimulatedXdr, type SimulatedXdr } from '../../demo/xdr/create-simulated-xdr.ts';
import { serveSimulatedXdr } from '../../demo/xdr/serve-simulated-xdr.ts';
import type { Service } from '../../demo/xdr/service.ts';
import { startBareSlack } from './bare-slack.ts';
import { type Running, startBot } from './start-bot.ts';

export type Bench = Readonly<{
  xdr: SimulatedXdr;
  xdrUrl: string;
  slack: Awaited<ReturnType<typeof startBareSlack>>;
  /** Starts a bot on this XDR and this Slack; with `DATABASE_URL` a replica of others on the same database. */
  bot: (environment?: Readonly<Record<string, string>>) => Promise<Running>;
  stop: () => Promise<void>;
}>;

/** A simulated XDR without a quota of its own and the least Slack, in this process; bots are processes of their own. */
export async function startBench({
  latency = {},
  members = false,
}: {
  latency?: Partial<Record<Service, number>>;
  /** Everybody is a full member, as whoever gives commands has to be. */
  members?: boolean;
} = {}): Promise<Bench> {
  const xdr = createSimulatedXdr({ latency, rateLimit: Number.POSITIVE_INFINITY });
  const served = await serveSimulatedXdr({ xdr });
  const slack = await startBareSlack({ members });
  const { id, password } = xdr.client('reader');
  const bots: Running[] = [];
  return {
    xdr,
    xdrUrl: served.url,
    slack,
    bot: async (environment = {}) => {
      const bot = await startBot({
        XDR_CLIENT_ID: id,
        XDR_CLIENT_PASSWORD: password,
        XDR_VISIBILITY_URL: served.url,
        XDR_PRIVATE_INTEL_URL: served.url,
        XDR_GLOBAL_INTEL_URL: served.globalUrl,
        XDR_BUDGET: '1000000',
        SLACK_API_URL: slack.apiUrl,
        ...environment,
      });
      bots.push(bot);
      return bot;
    },
    stop: async () => {
      await Promise.all(bots.map((bot) => bot.stop()));
      slack.close();
      await served.close();
    },
  };
}

/** Waits until it is so, asking every 20 ms, at most so many seconds; says whether it came to be. */
export async function until(isSo: () => boolean, seconds: number): Promise<boolean> {
  for (const end = performance.now() + seconds * 1000; !isSo(); ) {
    if (performance.now() > end) return false;
    await new Promise((done) => setTimeout(done, 20));
  }
  return true;
}

/** Waits until XDR and Slack have heard nothing new for two seconds (at most ten minutes): all jobs are worked. */
export async function settled({ xdr, slack }: Pick<Bench, 'xdr' | 'slack'>): Promise<void> {
  let [before, quietSince] = [-1, performance.now()];
  await until(() => {
    const heard = xdr.calls.count() + slack.heard();
    if (heard !== before) quietSince = performance.now();
    before = heard;
    return performance.now() - quietSince > 2000;
  }, 600);
}
