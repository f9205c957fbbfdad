import type { SimulatedXdr } from '../../demo/xdr/create-simulated-xdr.ts';
import {
  BROKEN_BODY,
  HANG,
  htmlAnswer,
  hugeBody,
  jsonAnswer,
  RESET,
  slowBody,
  TRUNCATED,
  tooManyRequests,
} from '../../demo/xdr/fault.ts';
import type { FailureKind } from '../../src/failure.ts';
import type { Ask } from '../../src/verdicts/verdict.ts';
import { reading } from '../../src/xdr/retry.ts';
import type { Xdr } from '../../src/xdr/xdr.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';
import { xdrAt } from './support/xdr-at.ts';

const command: Ask = { purpose: 'command' };
const bad = { type: 'domain', value: 'internetbadguys.com' };
let sim: SimulatedXdr;
let url: string;
let stop: () => Promise<void>;
let xdr: Xdr;

// One for each test: answers that nobody waits for any more end after their test.
beforeEach(async () => {
  ({ url, xdr: sim, stop } = await startSimulatedXdr());
});
afterEach(async () => {
  xdr.close();
  await stop();
});

const connect = (parts: Parameters<typeof xdrAt>[2] = {}) => {
  const made = xdrAt(url, sim.client('reader'), parts);
  xdr = made.xdr;
  return made;
};

test.each([
  ['503', jsonAnswer(503)],
  ['500 as HTML', htmlAnswer(500)],
  ['a reset', RESET],
  ['a truncated body', TRUNCATED],
  ['a body that breaks off', BROKEN_BODY],
  ['429 with a short wait', tooManyRequests('0')],
])('a read survives %s twice', async (_, fault) => {
  const { budget } = connect();
  sim.faults.next('deliberate', fault, 2);
  const { verdicts } = await xdr.deliberate([bad], command);
  expect(verdicts.length).toBeGreaterThan(0);
  expect(sim.calls.count('deliberate')).toBe(3);
  expect(budget.snapshot().used).toBe(3);
});

test.each<[string, Parameters<SimulatedXdr['faults']['always']>[1], FailureKind, number]>([
  ['503', jsonAnswer(503), 'unavailable', 3],
  ['HTML under 502', htmlAnswer(502), 'unavailable', 3],
  ['HTML under 404', htmlAnswer(404), 'unavailable', 3],
  ['HTML under 200', htmlAnswer(200), 'malformed', 3],
  ['a reset', RESET, 'unreachable', 3],
  ['a truncated body', TRUNCATED, 'malformed', 3],
  ['a body that breaks off', BROKEN_BODY, 'malformed', 3],
  ['a huge body', hugeBody(), 'too-large', 1],
  ['a redirect', jsonAnswer(302, {}, { location: 'https://example.com/' }), 'malformed', 3],
  ['another shape', jsonAnswer(200, { verdicts: [] }), 'malformed', 1],
  ['null', jsonAnswer(200, null), 'malformed', 1],
  ['400', jsonAnswer(400, { content: 'missing-required-key' }), 'bad-request', 1],
  ['404', jsonAnswer(404, { error: 'not_found' }), 'not-found', 1],
])('%s all the time is a failure', async (_, fault, kind, calls) => {
  connect();
  sim.faults.always('deliberate', fault);
  await expect(xdr.deliberate([bad], command)).rejects.toMatchObject({
    name: 'Failure',
    kind,
    facts: { service: 'deliberate' },
  });
  expect(sim.calls.count('deliberate')).toBe(calls);
});

test('no answer in time is a failure, and so is a body that trickles in', async () => {
  connect({ timeoutMs: 800, policy: { ...reading, repeats: 0 } });
  await xdr.inspect('a.example', command); // the token is there
  sim.faults.always('inspect', HANG);
  await expect(xdr.inspect('a.example', command)).rejects.toMatchObject({ kind: 'timed-out' });
  sim.faults.clear();
  sim.faults.always('inspect', slowBody(10_000));
  await expect(xdr.inspect('a.example', command)).rejects.toMatchObject({ kind: 'timed-out' });
});

test('observe may take four times as long', async () => {
  connect({ timeoutMs: 800 });
  sim.setLatency('observe', 1200);
  sim.setLatency('refer', 1200);
  expect((await xdr.observe(bad, command)).answered.length).toBeGreaterThan(0);
  await expect(xdr.refer(bad, command)).rejects.toMatchObject({ kind: 'timed-out' });
});

test('a 429 with a long wait is told at once, and holds back everything until then', async () => {
  let at = Date.now();
  const { budget } = connect({ now: () => at });
  sim.faults.next('deliberate', tooManyRequests('3172s'));
  const retryAt = at + 3_172_000;
  await expect(xdr.deliberate([bad], command)).rejects.toMatchObject({
    kind: 'rate-limited',
    facts: { retryAt, status: 429 },
  });
  await expect(xdr.inspect('a.example', { purpose: 'response' })).rejects.toMatchObject({
    kind: 'rate-limited',
    facts: { retryAt },
  });
  expect(sim.calls.list().map(({ service }) => service)).toEqual(['token', 'deliberate']);
  expect(budget.snapshot().retryAt).toBe(retryAt);
  expect(xdr.state()).toMatchObject({
    state: 'degraded',
    reason: expect.stringContaining(new Date(retryAt).toISOString()),
  });
  at = retryAt;
  await xdr.deliberate([bad], command);
  expect(xdr.state().state).toBe('degraded'); // of inspect nothing better is known yet
  await xdr.inspect('a.example', command);
  expect(xdr.state()).toEqual({ state: 'ok' });
});

test('a token that cannot be had now is asked for again', async () => {
  connect();
  sim.faults.next('token', jsonAnswer(503), 1);
  sim.faults.next('token', RESET, 1);
  expect(await xdr.inspect('45.83.10.7', command)).toHaveLength(1);
  expect(sim.calls.count('token')).toBe(3);
  sim.faults.always('token', htmlAnswer(502));
  sim.revokeTokens();
  await expect(xdr.inspect('45.83.10.7', command)).rejects.toMatchObject({
    kind: 'unavailable',
    facts: { service: 'token' },
  });
  expect(xdr.state()).toEqual({ state: 'degraded', reason: 'token: unavailable' });
});

test('nobody there is a failure', async () => {
  ({ xdr } = xdrAt('http://127.0.0.1:1'));
  await expect(xdr.inspect('a.example', command)).rejects.toMatchObject({ kind: 'unreachable' });
});

test('what is under way when the client closes fails', async () => {
  connect({ policy: { ...reading, repeats: 0 } });
  await xdr.inspect('a.example', command);
  sim.faults.always('inspect', HANG);
  const outcome = xdr.inspect('a.example', command).catch((error: unknown) => error);
  for (let tries = 0; tries < 400 && sim.calls.count('inspect') < 2; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
  xdr.close();
  expect(await outcome).toMatchObject({ kind: 'unreachable' });
});
