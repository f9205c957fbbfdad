import { parseArgs } from 'node:util';
import { createSimulatedXdr } from './create-simulated-xdr.ts';
import { describeSimulatedXdr } from './describe-simulated-xdr.ts';
import { serveSimulatedXdr } from './serve-simulated-xdr.ts';

export { type ServedXdr, serveSimulatedXdr } from './serve-simulated-xdr.ts';

/** `npm run demo:xdr [-- --port 8320 --latency 150 --rate-limit 8000]`: until stopped. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, latency: { type: 'string' }, 'rate-limit': { type: 'string' } },
  });
  const latency = Number(values.latency ?? 0);
  const xdr = createSimulatedXdr({
    latency: { inspect: latency, deliberate: latency, observe: latency, refer: latency },
    rateLimit: Number(values['rate-limit'] ?? 8000),
  });
  const served = await serveSimulatedXdr({ xdr, port: Number(values.port ?? 8320) });
  console.log(describeSimulatedXdr(xdr, served.url, served.globalUrl));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void served.close());
}

if (import.meta.main) await main();
