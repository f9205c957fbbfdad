import {
  createSimulatedXdr,
  type SimulatedXdr,
  type SimulatedXdrOptions,
} from '../../demo/xdr/create-simulated-xdr.ts';
import { serveSimulatedXdr } from '../../demo/xdr/serve-simulated-xdr.ts';

/** A simulated XDR on a free loopback port, for one test file. Call `stop` in `afterAll`, `xdr.reset` between tests. */
export async function startSimulatedXdr(
  options: SimulatedXdrOptions = {},
): Promise<{ url: string; globalUrl: string; xdr: SimulatedXdr; stop: () => Promise<void> }> {
  const xdr = createSimulatedXdr(options);
  const served = await serveSimulatedXdr({ xdr });
  return { url: served.url, globalUrl: served.globalUrl, xdr, stop: served.close };
}
