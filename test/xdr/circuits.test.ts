import type { SimulatedXdr } from '../../demo/xdr/create-simulated-xdr.ts';
import { HANG, htmlAnswer, jsonAnswer, tooManyRequests } from '../../demo/xdr/fault.ts';
import { createBudget } from '../../src/budget/budget.ts';
import type { XdrCall } from '../../src/xdr/count-call.ts';
import { reading } from '../../src/xdr/retry.ts';
import type { Xdr } from '../../src/xdr/xdr.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';
import { type LogLine, xdrAt } from './support/xdr-at.ts';

const bad = { type: 'domain', value: 'internetbadguys.com' };
const command = { purpose: 'command' } as const;
const watching = { purpose: 'watching' } as const;
let sim: SimulatedXdr;
let url: string;
let stop: () => Promise<void>;
let xdr: Xdr;
let lines: LogLine[];
let at: number;
let calls: XdrCall[];
let changes: string[];

beforeEach(async () => {
  ({ url, xdr: sim, stop } = await startSimulatedXdr());
  at = Date.now();
  connect();
});
afterEach(async () => {
  xdr.close();
  await stop();
});

function connect(parts: Parameters<typeof xdrAt>[2] = {}) {
  xdr?.close();
  calls = [];
  changes = [];
  ({ xdr, lines } = xdrAt(url, sim.client('reader'), {
    now: () => at,
    random: () => 0.5,
    onCall: (call) => calls.push(call),
    onCircuit: (service, state) => changes.push(`${service} ${state}`),
    ...parts,
  }));
}
const failing = (work: () => Promise<unknown>) => work().catch((error: unknown) => error);
const times = async (count: number, work: () => Promise<unknown>) => {
  for (let i = 0; i < count; i += 1) await failing(work);
};

test('one service that is away leaves the others alone', async () => {
  sim.faults.always('deliberate', jsonAnswer(503));
  await times(5, () => xdr.deliberate([bad], watching));
  const { inspect, deliberate, observe, refer, token } = xdr.circuits();
  expect(deliberate).toEqual({ state: 'open', since: at, until: at + 5000, why: 'unavailable' });
  expect([inspect, observe, refer, token].map(({ state }) => state)).toEqual(['closed', 'closed', 'closed', 'closed']);
  expect(await xdr.inspect('45.83.10.7', command)).toHaveLength(1);
});

test('the state says in words what is left alone and when it is asked again; then it is well', async () => {
  sim.faults.always('deliberate', jsonAnswer(503));
  await times(5, () => xdr.deliberate([bad], watching));
  const again = new Date(at + 5000).toISOString();
  expect(xdr.state()).toEqual({ state: 'degraded', reason: `deliberate: unavailable, asked again at ${again}` });
  at += 5000;
  expect(xdr.state()).toEqual({ state: 'degraded', reason: 'deliberate: unavailable, about to be asked again' });
  sim.faults.clear();
  await xdr.deliberate([bad], command);
  expect(xdr.state()).toEqual({ state: 'ok' });
});

test('each change is told once, and is one line in the log; refusals are none', async () => {
  sim.faults.always('deliberate', htmlAnswer(502));
  await times(300, () => xdr.deliberate([bad], watching));
  at += 5000;
  await failing(() => xdr.deliberate([bad], watching));
  sim.faults.clear();
  at += 10_000;
  await xdr.deliberate([bad], watching);
  const expected = ['open', 'half-open', 'open', 'half-open', 'closed'];
  expect(changes).toEqual(expected.map((state) => `deliberate ${state}`));
  const told = lines.filter(({ what }) => what.startsWith('XDR circuit'));
  expect(told.map(({ level, facts }) => [level, facts['circuit']])).toEqual(
    expected.map((state) => [state === 'open' ? 'warn' : 'info', state]),
  );
  expect(lines.filter(({ what }) => what === 'XDR failed')).toHaveLength(6);
});

test('a probe is a single request', async () => {
  sim.faults.always('deliberate', jsonAnswer(503));
  await times(5, () => xdr.deliberate([bad], watching));
  const before = sim.calls.count('deliberate');
  expect(before).toBe(15);
  at += 5000;
  await failing(() => xdr.deliberate([bad], watching));
  expect(sim.calls.count('deliberate')).toBe(before + 1);
});

test('every call is counted by what became of it', async () => {
  const budget = createBudget({ perHour: 4, now: () => at });
  connect({ budget });
  await xdr.inspect('45.83.10.7', command);
  sim.faults.next('deliberate', jsonAnswer(503), 1);
  await xdr.deliberate([bad], command);
  sim.faults.next('refer', jsonAnswer(404, { error: 'not_found' }));
  await failing(() => xdr.refer(bad, command));
  await failing(() => xdr.deliberate([bad], watching)); // the budget is empty
  expect(calls.map(({ service, outcome, purpose, requests }) => [service, outcome, purpose, requests])).toEqual([
    ['inspect', 'ok', 'command', 1],
    ['deliberate', 'ok', 'command', 2],
    ['refer', 'not-found', 'command', 1],
    ['deliberate', 'refused', 'watching', 0],
  ]);
  expect(calls.every(({ seconds }) => seconds >= 0 && seconds < 60)).toBe(true);
});

test('a refusal of the breaker is counted as refused, and asks neither budget nor XDR', async () => {
  sim.faults.always('inspect', jsonAnswer(503));
  await times(5, () => xdr.inspect('a.example', watching));
  const before = sim.calls.count();
  await failing(() => xdr.inspect('a.example', watching));
  expect(calls.at(-1)).toMatchObject({ service: 'inspect', outcome: 'refused', requests: 0 });
  expect(sim.calls.count()).toBe(before);
});

test('a 429 opens nothing: the pause is the budget’s business', async () => {
  sim.faults.always('deliberate', tooManyRequests('1'));
  connect({ policy: { ...reading, repeats: 0 } });
  await times(9, async () => {
    at += 2000;
    await xdr.deliberate([bad], watching);
  });
  expect(sim.calls.count('deliberate')).toBe(9);
  expect(xdr.circuits().deliberate.state).toBe('closed');
});

test('a token that cannot be had stops all doors, but a good one goes on working', async () => {
  await xdr.inspect('45.83.10.7', command);
  sim.faults.always('token', htmlAnswer(502));
  at += 545_000; // its last minute
  for (let i = 0; i < 8; i += 1) {
    await xdr.inspect('45.83.10.7', command);
    while (sim.calls.count('token') < Math.min(i + 2, 6)) await new Promise((resolve) => setTimeout(resolve, 2));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(xdr.circuits().token.state).toBe('open');
  expect(sim.calls.count('token')).toBe(6);
  sim.revokeTokens();
  const told = { kind: 'unavailable', facts: { service: 'token', retryAt: at + 5000 } };
  expect(await failing(() => xdr.inspect('45.83.10.7', command))).toMatchObject(told);
  expect(await failing(() => xdr.deliberate([bad], command))).toMatchObject(told);
  expect(await failing(() => xdr.granted())).toMatchObject(told);
  // The renewals that failed in the background have taken nobody's turn.
  expect(await failing(() => xdr.deliberate([bad], watching))).toMatchObject({ facts: { retryAt: at + 5020 } });
  expect(xdr.circuits().inspect.state).toBe('closed');
  sim.faults.clear();
  at += 5000;
  expect(await xdr.inspect('45.83.10.7', command)).toHaveLength(1);
  expect(xdr.circuits().token.state).toBe('closed');
});

test('an API client that is no longer accepted is asked for a token a few times, then rarely', async () => {
  await xdr.inspect('45.83.10.7', command);
  sim.faults.always('token', jsonAnswer(401, { error: 'invalid_client' }));
  sim.revokeTokens();
  await times(40, () => xdr.deliberate([bad], watching));
  expect(sim.calls.count('token')).toBe(6);
  const refused = await failing(() => xdr.deliberate([bad], command));
  expect(refused).toMatchObject({ kind: 'unauthorized', facts: { service: 'token', retryAt: at + 5000 } });
  expect(xdr.state()).toEqual({
    state: 'degraded',
    reason: `token: the API client is not accepted, asked again at ${new Date(at + 5000).toISOString()}`,
  });
});

test('help and status need no token', async () => {
  sim.faults.always('token', HANG);
  expect(await xdr.missing([])).toEqual([]);
});

test('the rooms of a call are told to the budget', async () => {
  const asked: unknown[] = [];
  const real = createBudget({ perHour: 100 });
  const budget = {
    ...real,
    take: (...given: Parameters<typeof real.take>) => {
      asked.push(given);
      return real.take(...given);
    },
  };
  connect({ budget });
  const rooms = ['slack/T1/C1', 'slack/T1/C2'];
  await xdr.inspect('45.83.10.7', { ...watching, rooms });
  await xdr.deliberate([bad], command);
  expect(asked).toEqual([
    ['watching', rooms],
    ['command', undefined],
  ]);
});
