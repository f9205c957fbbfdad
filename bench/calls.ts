import { createSimulatedXdr } from '../demo/xdr/create-simulated-xdr.ts';
import { serveSimulatedXdr } from '../demo/xdr/serve-simulated-xdr.ts';
import { createBudget } from '../src/budget/budget.ts';
import { silentLog } from '../src/log.ts';
import { createReading } from '../src/reading.ts';
import { originsOf } from '../src/xdr/regions.ts';
import { createXdr } from '../src/xdr/xdr.ts';

export type Calls = Readonly<{ inspect: number; deliberate: number; least: number; guide: number }>;

/**
 * XDR calls for 100 messages with 300 observables, 100 distinct, beside the least possible for somebody who knew them all
 * before (2,000 characters an Inspect, 20 observables a deliberate) and beside the API guide's flow (two calls a message).
 */
export async function measureCalls(): Promise<{ atOnce: Calls; oneByOne: Calls }> {
  const messages = Array.from({ length: 100 }, (_, n) =>
    [0, 1, 2].map((k) => `host-${(n * 3 + k * 37) % 100}.internetbadguys.com`),
  );
  const distinct = [...new Set(messages.flat())];
  const least = Math.ceil(distinct.join('\n').length / 2000) + Math.ceil(distinct.length / 20);
  const atOnce = await count((ask) => Promise.all(messages.map(ask)));
  const oneByOne = await count(async (ask) => {
    for (const message of messages) await ask(message);
  });
  console.log(
    `\nCalls for 100 messages, 300 observables, ${distinct.length} distinct (least possible ${least}, the API guide's flow 200)`,
  );
  for (const [name, calls] of [
    ['all at once', atOnce],
    ['one by one', oneByOne],
  ] as const) {
    const sum = calls.inspect + calls.deliberate;
    console.log(`    ${name.padEnd(12)} inspect ${calls.inspect}   deliberate ${calls.deliberate}   together ${sum}`);
  }
  return { atOnce: { ...atOnce, least, guide: 200 }, oneByOne: { ...oneByOne, least, guide: 200 } };
}

async function count(replay: (ask: (values: readonly string[]) => Promise<unknown>) => Promise<unknown>) {
  const simulated = createSimulatedXdr({ latency: { inspect: 150, deliberate: 400 } });
  const { url, close } = await serveSimulatedXdr({ xdr: simulated });
  const { id, password } = simulated.client('reader');
  const xdr = createXdr({
    origins: originsOf('us', { visibility: url }),
    clientId: id,
    clientPassword: password,
    timeoutMs: 15_000,
    budget: createBudget({ perHour: 1_000_000 }),
    log: silentLog,
  });
  const { detect, lookUp } = createReading({ xdr, now: Date.now, simulated: true, prefix: '/xdr', trustedHosts: [] });
  await replay(async (values) => lookUp(await detect(values, { purpose: 'watching' }), { purpose: 'watching' }));
  xdr.close();
  await close();
  return { inspect: simulated.calls.count('inspect'), deliberate: simulated.calls.count('deliberate') };
}
