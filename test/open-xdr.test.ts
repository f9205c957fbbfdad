import { htmlAnswer } from '../demo/xdr/fault.ts';
import { readConfig } from '../src/config.ts';
import type { Failure } from '../src/failure.ts';
import { silentLog } from '../src/log.ts';
import { openXdr } from '../src/open-xdr.ts';
import { startSimulatedXdr } from './support/simulated-xdr.ts';

test('after a step of the machine’s clock the time to come back is still by that clock', async () => {
  const { url, xdr: simulated, stop } = await startSimulatedXdr({});
  const { id, password } = simulated.client('reader');
  const read = readConfig(
    { XDR_CLIENT_ID: id, XDR_CLIENT_PASSWORD: password, XDR_VISIBILITY_URL: url },
    { terminal: true },
  );
  if ('problems' in read) throw new Error('settings');
  const real = Date.now;
  const { xdr } = openXdr({ config: read.config, log: silentLog });
  try {
    simulated.faults.always('inspect', htmlAnswer(503));
    let failure: Failure | undefined;
    for (let tries = 0; tries < 6; tries++)
      await xdr.inspect('45.83.10.7', { purpose: 'command' }).catch((error: Failure) => {
        failure = error;
      });
    const before = failure!.facts.retryAt! - real();
    Date.now = () => real() + 3_600_000;
    await xdr.inspect('45.83.10.7', { purpose: 'command' }).catch((error: Failure) => {
      failure = error;
    });
    const after = failure!.facts.retryAt! - Date.now();
    expect(before).toBeLessThan(7000);
    expect(after).toBeGreaterThan(-2000);
    expect(after).toBeLessThan(7000);
  } finally {
    Date.now = real;
    xdr.close();
    await stop();
  }
});
