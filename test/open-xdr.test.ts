import { inspect } from 'node:util';
import { htmlAnswer, tooManyRequests } from '../demo/xdr/fault.ts';
import { refuse } from '../demo/xdr/triggers.ts';
import { readConfig } from '../src/config.ts';
import type { Failure } from '../src/failure.ts';
import { silentLog } from '../src/log.ts';
import { openXdr } from '../src/open-xdr.ts';
import type { ResponseAction } from '../src/response-actions/response-action.ts';
import { startSimulatedXdr } from './support/simulated-xdr.ts';
import { createKeptLog } from './xdr/support/xdr-at.ts';

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

const bad = { type: 'domain', value: 'internetbadguys.com' };
const command = { purpose: 'command' } as const;

describe('response actions', () => {
  let sim: Awaited<ReturnType<typeof startSimulatedXdr>>;
  let opened: ReturnType<typeof openXdr>;
  let lines: ReturnType<typeof createKeptLog>['lines'];

  beforeEach(async () => {
    sim = await startSimulatedXdr();
  });
  afterEach(async () => {
    opened.responding.close();
    opened.xdr.close();
    await sim.stop();
  });

  function open(reading: 'reader' | 'everything', responding?: 'responder' | 'respond-reader') {
    const of = (name: 'reader' | 'everything' | 'responder' | 'respond-reader') => sim.xdr.client(name);
    const own = responding && of(responding);
    const read = readConfig(
      {
        XDR_CLIENT_ID: of(reading).id,
        XDR_CLIENT_PASSWORD: of(reading).password,
        XDR_VISIBILITY_URL: sim.url,
        ...(own ? { XDR_RESPONSE_CLIENT_ID: own.id, XDR_RESPONSE_CLIENT_PASSWORD: own.password } : {}),
      },
      { terminal: true },
    );
    if ('problems' in read) throw new Error('settings');
    const kept = createKeptLog();
    lines = kept.lines;
    opened = openXdr({ config: read.config, log: kept.log });
    return opened;
  }
  const offered = async (): Promise<ResponseAction> => (await opened.responding.listActions(bad, command)).actions[0]!;
  const callers = () =>
    sim.xdr.calls.list().flatMap(({ service, clientId }) => (clientId ? [[service, clientId]] : []));

  test('go by a client of their own where there is one, everything else by the reading one, both in one budget', async () => {
    const { xdr, budget, responding } = open('reader', 'responder');
    const [reader, responder] = [sim.xdr.client('reader').id, sim.xdr.client('responder').id];
    await xdr.inspect('45.83.10.7', command);
    expect(await responding.trigger(await offered())).toEqual({ outcome: 'done' });
    await xdr.deliberate([bad], command);
    expect(callers()).toEqual([
      ['inspect', reader],
      ['respond', responder],
      ['trigger', responder],
      ['deliberate', reader],
    ]);
    expect(sim.xdr.executions()).toMatchObject([{ clientId: responder }]);
    expect(responding).toMatchObject({ clientId: responder, separate: true });
    expect(budget.snapshot().used).toBe(4);
    expect(await responding.missing(['response/trigger:write', 'inspect:read'])).toEqual(['inspect:read']);
    sim.xdr.faults.always('token', htmlAnswer(502));
    await responding.trigger(await offered());
    expect(responding.state()).toMatchObject({ state: 'degraded' });
    expect(xdr.state()).toEqual({ state: 'ok' });
  });

  test('go by the reading client where it is the only one', async () => {
    const { xdr, responding } = open('everything');
    const { id } = sim.xdr.client('everything');
    expect(responding).toMatchObject({ clientId: id, separate: false });
    await responding.trigger(await offered());
    expect(sim.xdr.executions()).toMatchObject([{ clientId: id }]);
    sim.xdr.setLatency('inspect', 500);
    const underWay = xdr.inspect('45.83.10.7', command);
    await new Promise((resolve) => setTimeout(resolve, 100));
    responding.close(); // is not the reading client's to end
    expect(await underWay).toHaveLength(1);
    expect(sim.xdr.calls.count('inspect')).toBe(1);
  });

  test('a pause that one client was told holds the other back, until a time on the machine’s clock', async () => {
    const { xdr, responding } = open('reader', 'responder');
    const action = await offered();
    const real = Date.now;
    sim.xdr.setTrigger('block', refuse(tooManyRequests('30')));
    try {
      expect(await responding.trigger(action)).toMatchObject({ outcome: 'not-run', failure: { kind: 'rate-limited' } });
      Date.now = () => real() + 3_600_000;
      const outcome = await responding.trigger(action);
      const retryAt = outcome.outcome === 'not-run' ? outcome.failure.facts.retryAt! : 0;
      expect(Math.abs(retryAt - Date.now() - 30_000)).toBeLessThan(5_000);
      await expect(xdr.inspect('x.example', command)).rejects.toMatchObject({ kind: 'rate-limited' });
    } finally {
      Date.now = real;
    }
  });

  test('neither log nor failure holds a secret of either client', async () => {
    const { xdr, responding } = open('reader', 'responder');
    const action = await offered();
    const failures: unknown[] = [];
    for (const fault of [htmlAnswer(401), htmlAnswer(500), { kind: 'reset' } as const]) {
      sim.xdr.faults.always('*', fault);
      const outcome = await responding.trigger(action);
      if ('failure' in outcome) failures.push(outcome.failure);
      await responding.listActions(bad, command).catch((error: unknown) => failures.push(error));
      await xdr.inspect('45.83.10.7', command).catch((error: unknown) => failures.push(error));
    }
    expect(failures).toHaveLength(9);
    const all = [...failures, ...lines, opened.responding.state()]
      .map((each) => `${inspect(each, { depth: 9, showHidden: true })} ${JSON.stringify(each)}`)
      .join('\n');
    for (const name of ['reader', 'responder'] as const) {
      const { id, password } = sim.xdr.client(name);
      expect(all).not.toContain(password);
      expect(all).not.toContain(Buffer.from(`${id}:${password}`).toString('base64').slice(0, 60));
    }
    expect(all).not.toMatch(/Bearer|eyJ/);
  });
});
