import type { SimulatedXdr } from '../../demo/xdr/create-simulated-xdr.ts';
import { HANG } from '../../demo/xdr/fault.ts';
import { createBudget } from '../../src/budget/budget.ts';
import type { Purpose } from '../../src/budget/purpose.ts';
import { reading } from '../../src/xdr/retry.ts';
import type { Xdr } from '../../src/xdr/xdr.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';
import { isToken, json, startOwnServer } from './support/own-server.ts';
import { xdrAt } from './support/xdr-at.ts';

let sim: SimulatedXdr;
let stop: () => Promise<void>;
let xdr: Xdr;

beforeEach(async () => {
  const started = await startSimulatedXdr();
  ({ xdr: sim, stop } = started);
  ({ xdr } = xdrAt(started.url, sim.client('reader'), { timeoutMs: 700, policy: { ...reading, firstWaitMs: 1 } }));
});
afterEach(async () => {
  xdr.close();
  await stop();
});

const ask = (purpose: 'command' | 'watching') => xdr.inspect('45.83.10.7', { purpose });
const timedOut = (service: string) => ({ name: 'Failure', kind: 'timed-out', facts: { service } });

test.each([
  ['command', 1],
  ['watching', 3],
] as const)('of a service that hangs, a call for %s makes %d requests', async (purpose, requests) => {
  await ask(purpose);
  sim.faults.always('inspect', HANG);
  await expect(ask(purpose)).rejects.toMatchObject(timedOut('inspect'));
  expect(sim.calls.count('inspect')).toBe(1 + requests);
});

test('repeats of a person’s call have no time of their own', async () => {
  const slow = await startOwnServer((request, response) => {
    if (isToken(request)) json(response, { access_token: 't', expires_in: 600 });
    else setTimeout(() => json(response, {}, 503), 450);
  });
  const made = xdrAt(slow.url, undefined, { timeoutMs: 700, policy: { ...reading, firstWaitMs: 1 } });
  const inspect = (purpose: 'command' | 'watching') => made.xdr.inspect('45.83.10.7', { purpose });
  const requests = () => slow.seen.filter((request) => !isToken(request)).length;
  await expect(inspect('command')).rejects.toMatchObject(timedOut('inspect'));
  expect(requests()).toBeLessThan(3);
  const before = requests();
  await expect(inspect('watching')).rejects.toMatchObject({ kind: 'unavailable' });
  expect(requests() - before).toBe(3);
  made.xdr.close();
  await slow.stop();
});

test('a person who waits for a token waits no longer, and learns that it was the token', async () => {
  sim.faults.always('token', HANG);
  await expect(ask('command')).rejects.toMatchObject(timedOut('token'));
  await expect(xdr.missing(['inspect:read'])).rejects.toMatchObject(timedOut('token'));
  expect(sim.calls.count('inspect')).toBe(0);
});

test('after a person has been told, nothing more is asked or counted', async () => {
  const server = await startOwnServer((request, response) => {
    if (isToken(request)) json(response, { access_token: 't', expires_in: 600 });
    else json(response, {}, 503);
  });
  const gate = Promise.withResolvers<void>();
  const waits = xdrAt(server.url, undefined, { timeoutMs: 300, sleep: () => gate.promise });
  await expect(waits.xdr.inspect('a.example', { purpose: 'command' })).rejects.toMatchObject(timedOut('inspect'));
  const budget = createBudget({ perHour: 100 });
  const late = { ...budget, take: (purpose: Purpose) => gate.promise.then(() => budget.take(purpose)) };
  const counts = xdrAt(server.url, undefined, { timeoutMs: 300, budget: late });
  await expect(counts.xdr.inspect('a.example', { purpose: 'command' })).rejects.toMatchObject(timedOut('inspect'));
  gate.resolve();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(server.seen.filter((request) => !isToken(request))).toHaveLength(1);
  expect(waits.budget.snapshot().used).toBe(1);
  for (const { xdr: made } of [waits, counts]) made.close();
  await server.stop();
});
