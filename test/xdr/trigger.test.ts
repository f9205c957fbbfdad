import type { SimulatedXdr } from '../../demo/xdr/create-simulated-xdr.ts';
import {
  BROKEN_BODY,
  type Fault,
  HANG,
  htmlAnswer,
  hugeBody,
  jsonAnswer,
  RESET,
  slowBody,
  TRUNCATED,
  tooManyRequests,
} from '../../demo/xdr/fault.ts';
import { failWith, refuse, runThen, SUCCEED, slowly, type TriggerBehaviour } from '../../demo/xdr/triggers.ts';
import { createBudget } from '../../src/budget/budget.ts';
import type { FailureKind } from '../../src/failure.ts';
import type { ResponseAction, TriggerOutcome } from '../../src/response-actions/response-action.ts';
import type { Ask } from '../../src/verdicts/verdict.ts';
import type { XdrCall } from '../../src/xdr/count-call.ts';
import { readTriggered } from '../../src/xdr/respond.ts';
import type { Xdr } from '../../src/xdr/xdr.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';
import { isToken, json, startOwnServer } from './support/own-server.ts';
import { xdrAt } from './support/xdr-at.ts';

const command: Ask = { purpose: 'command' };
const bad = { type: 'domain', value: 'internetbadguys.com' };
let sim: SimulatedXdr;
let url: string;
let stop: () => Promise<void>;
let xdr: Xdr;
let budget: ReturnType<typeof createBudget>;
let calls: XdrCall[];

// One for each test: answers that nobody waits for any more end after their test.
beforeEach(async () => {
  ({ url, xdr: sim, stop } = await startSimulatedXdr());
  connect();
});
afterEach(async () => {
  xdr.close();
  sim.faults.clear();
  await stop();
});

function connect(parts: Parameters<typeof xdrAt>[2] = {}, name: 'responder' | 'respond-reader' = 'responder') {
  xdr?.close();
  calls = [];
  ({ xdr, budget } = xdrAt(url, sim.client(name), { onCall: (call) => calls.push(call), ...parts }));
}
const offered = async (id = 'block'): Promise<ResponseAction> =>
  (await xdr.listActions(bad, command)).actions.find((each) => each.id === id)!;
const says = (outcome: TriggerOutcome) =>
  'failure' in outcome ? `${outcome.outcome}: ${outcome.failure.kind}` : outcome.outcome;

test.each<[string, TriggerBehaviour | Fault, string, number]>([
  ['succeeds', SUCCEED, 'done', 1],
  ['is slow', slowly(1_600), 'done', 1],
  ['fails inside a 200', failWith('The destination list is full.'), 'failed', 0],
  ['is refused with 400', refuse(jsonAnswer(400)), 'not-run: bad-request', 0],
  ['is refused with 401', refuse(jsonAnswer(401)), 'not-run: unauthorized', 0],
  ['is refused with 403', refuse(jsonAnswer(403)), 'not-run: missing-scope', 0],
  ['is refused with 404', refuse(jsonAnswer(404)), 'not-run: not-found', 0],
  ['is refused with 429', refuse(tooManyRequests('30')), 'not-run: rate-limited', 0],
  ["is refused with a gateway's 403", refuse(htmlAnswer(403)), 'not-run: unavailable', 0],
  ['breaks before it runs, which nobody can see', refuse(jsonAnswer(500)), 'unknown: unavailable', 0],
  ['is reset before it runs, which nobody can see', refuse(RESET), 'unknown: unreachable', 0],
  ['runs and never answers', runThen(HANG), 'unknown: timed-out', 1],
  ['runs and is reset', runThen(RESET), 'unknown: unreachable', 1],
  ['runs and answers 500', runThen(jsonAnswer(500)), 'unknown: unavailable', 1],
  ['runs and answers 502 in HTML', runThen(htmlAnswer(502)), 'unknown: unavailable', 1],
  ['runs and answers 408', runThen(jsonAnswer(408)), 'unknown: timed-out', 1],
  ['runs and answers 409', runThen(jsonAnswer(409)), 'unknown: bad-request', 1],
  ['runs and is redirected', runThen(jsonAnswer(307, {}, { location: '/iroh/x' })), 'unknown: malformed', 1],
  ['runs and answers 202', runThen(jsonAnswer(202, { data: { status: 'success' } })), 'unknown: malformed', 1],
  ['runs and answers HTML', runThen(htmlAnswer(200)), 'unknown: malformed', 1],
  ['runs and answers half', runThen(TRUNCATED), 'unknown: malformed', 1],
  ['runs and breaks off', runThen(BROKEN_BODY), 'unknown: malformed', 1],
  ['runs and trickles', runThen(slowBody(10_000)), 'unknown: timed-out', 1],
  ['runs and answers too much', runThen(hugeBody()), 'unknown: too-large', 1],
  ['runs and answers another word', runThen(jsonAnswer(200, { data: { status: 'pending' } })), 'unknown: malformed', 1],
  ['runs and answers nothing', runThen(jsonAnswer(200, {})), 'unknown: malformed', 1],
  ['runs and answers null', runThen(jsonAnswer(200, null)), 'unknown: malformed', 1],
])('a trigger that %s is asked for once', async (what, behaviour, outcome, executions) => {
  const action = await offered();
  const isLong = /slow|never|trickles/.test(what);
  connect({ timeoutMs: isLong ? 1_200 : 5_000 }); // of which a trigger takes four
  sim.setTrigger('block', behaviour as TriggerBehaviour);
  expect(says(await xdr.trigger(action))).toBe(outcome);
  expect([sim.calls.count('trigger'), sim.executionCount(action.url), sim.executionCount()]).toEqual([
    1,
    executions,
    executions,
  ]);
  expect(sim.calls.list('trigger')[0]).toMatchObject({
    method: 'POST',
    path: `/iroh/iroh-response${action.url}`,
    body: undefined,
  });
  const ended = /: (.+)/.exec(outcome)?.[1] ?? 'ok';
  expect(calls.at(-1)).toMatchObject({ service: 'trigger', purpose: 'response', outcome: ended, requests: 1 });
  expect(budget.snapshot().used).toBe(1);
});

test('reasons of a failure are the modules’ words, a few and short', async () => {
  const action = await offered();
  sim.setTrigger('Umbrella', failWith('The destination list is full.', 'x'.repeat(9_000), ...'abcdefgh'));
  expect(await xdr.trigger(action)).toEqual({
    outcome: 'failed',
    reasons: ['The destination list is full.', 'x'.repeat(300), 'a', 'b', 'c'],
  });
  expect(
    readTriggered({ data: { status: 'failure' }, errors: [7, {}, { code: 'denied' }, { code: 'denied' }] }),
  ).toEqual({
    outcome: 'failed',
    reasons: ['denied'],
  });
  expect(readTriggered({ data: { status: 'failure' } })).toEqual({ outcome: 'failed', reasons: [] });
  expect(readTriggered({ data: { status: 'success' }, errors: [{ message: 'a warning' }] })).toEqual({
    outcome: 'done',
  });
});

test('every trigger has a token fetched for it, so that one revoked just before makes no difference', async () => {
  const action = await offered();
  sim.revokeTokens();
  expect(await xdr.trigger(action)).toEqual({ outcome: 'done' });
  expect(await xdr.trigger(action)).toEqual({ outcome: 'done' });
  expect(sim.calls.list().map(({ service }) => service)).toEqual([
    'token',
    'respond',
    'token',
    'trigger',
    'token',
    'trigger',
  ]);
  await xdr.listActions(bad, command); // by the last one
  expect(sim.calls.count('token')).toBe(3);
});

test('scopes that have shrunk since the offer: not run, without a request, and named', async () => {
  const action = await offered();
  sim.setScopes(sim.client('responder').id, 'response/observables:read');
  expect(await xdr.trigger(action)).toMatchObject({
    outcome: 'not-run',
    failure: { kind: 'missing-scope', facts: { scopes: ['response/trigger:write'] } },
  });
  expect(sim.calls.count('trigger')).toBe(0);
});

test('a client that may only list triggers nothing', async () => {
  connect({}, 'respond-reader');
  const action = await offered();
  expect(says(await xdr.trigger(action))).toBe('not-run: missing-scope');
  expect(sim.executions()).toEqual([]);
});

test.each<[string, Fault, FailureKind]>([
  ['is refused', jsonAnswer(401, { error: 'invalid_client' }), 'unauthorized'],
  ['fails', jsonAnswer(503), 'unavailable'],
  ['is reset', RESET, 'unreachable'],
  ['hangs', HANG, 'timed-out'],
  ['is not what is documented', jsonAnswer(200, {}), 'malformed'],
])('a token that %s: not run, no request', async (_what, fault, kind) => {
  const action = await offered();
  connect({ timeoutMs: 1_200 });
  sim.faults.always('token', fault);
  expect(await xdr.trigger(action)).toMatchObject({
    outcome: 'not-run',
    failure: { kind, facts: { service: 'token' } },
  });
  expect(sim.calls.count('trigger')).toBe(0);
  expect(calls.at(-1)).toMatchObject({ service: 'trigger', outcome: kind, requests: 0 });
});

test('a token that cannot be had at once is asked for again; the trigger is asked for once', async () => {
  const action = await offered();
  sim.faults.next('token', jsonAnswer(503), 2);
  expect(await xdr.trigger(action)).toEqual({ outcome: 'done' });
  expect([sim.calls.count('token'), sim.calls.count('trigger')]).toEqual([4, 1]);
});

test('within a pause that XDR asked for: not run, no request, the time to come back', async () => {
  let at = Date.now();
  connect({ now: () => at });
  const action = await offered();
  sim.setTrigger('block', refuse(tooManyRequests('30')));
  const retryAt = at + 30_000;
  const refused = { outcome: 'not-run', failure: { kind: 'rate-limited', facts: { retryAt } } };
  expect(await xdr.trigger(action)).toMatchObject(refused);
  sim.setTrigger('block', undefined);
  expect(await xdr.trigger(action)).toMatchObject(refused);
  expect(sim.calls.count('trigger')).toBe(1);
  expect(calls.at(-1)).toMatchObject({ outcome: 'refused', requests: 0 });
  at = retryAt;
  expect(await xdr.trigger(action)).toEqual({ outcome: 'done' });
});

test('our own budget holds no trigger back', async () => {
  connect({ budget: createBudget({ perHour: 1 }) });
  const action = await offered();
  await expect(xdr.listActions(bad, command)).rejects.toMatchObject({ kind: 'over-budget' });
  expect(await xdr.trigger(action)).toEqual({ outcome: 'done' });
});

test('no breaker holds a trigger back, neither of the token nor of earlier triggers', async () => {
  const action = await offered();
  sim.setTrigger('block', runThen(jsonAnswer(500)));
  for (let i = 0; i < 8; i += 1) expect(says(await xdr.trigger(action))).toBe('unknown: unavailable');
  sim.setTrigger('block', undefined);
  sim.revokeTokens();
  sim.faults.always('token', jsonAnswer(503));
  for (let i = 0; i < 6; i += 1) await xdr.listActions(bad, command).catch(() => {});
  expect(xdr.circuits().token.state).toBe('open');
  sim.faults.clear();
  expect(await xdr.trigger(action)).toEqual({ outcome: 'done' });
  expect(sim.calls.count('trigger')).toBe(9);
});

test('what became of one trigger is no state of XDR; that its client is not accepted is', async () => {
  const action = await offered();
  sim.setTrigger('block', runThen(RESET));
  await xdr.trigger(action);
  expect(xdr.state()).toEqual({ state: 'ok' });
  sim.faults.always('token', jsonAnswer(401, { error: 'invalid_client' }));
  await xdr.trigger(action);
  expect(xdr.state()).toEqual({ state: 'degraded', reason: 'token: the API client is not accepted' });
  sim.faults.clear();
  sim.setTrigger('block', undefined);
  await xdr.trigger(action);
  expect(xdr.state()).toEqual({ state: 'ok' });
});

test.each([
  'https://evil.example/',
  '/respond/trigger/m/../x?observable_type=a&observable_value=b',
  '',
  '//evil.example/a',
])('an address that has become %j in between is not followed', async (changed) => {
  const action = { ...(await offered()), url: changed };
  expect(says(await xdr.trigger(action))).toBe('not-run: bad-request');
  expect(sim.calls.list().map(({ service }) => service)).toEqual(['token', 'respond']);
});

test('nobody at the address of XDR: not run', async () => {
  // The token comes from one place, the trigger goes to another; both are the same origin, which ends in between.
  const action = await offered();
  const server = await startOwnServer((request, response) => {
    if (!isToken(request)) return json(response, {});
    response.on('finish', () => void server.stop());
    json(response, { access_token: 'made-up', expires_in: 600 }, 200, { connection: 'close' });
  });
  const made = xdrAt(server.url);
  const outcome = await made.xdr.trigger(action);
  made.xdr.close();
  await server.stop();
  expect(says(outcome)).toBe('not-run: unreachable');
  expect(server.seen).toHaveLength(1);
});

test('a trigger goes over a connection of its own, which no time-out of an idle one can cut', async () => {
  const connections: (string | undefined)[] = [];
  const server = await startOwnServer((request, response) => {
    connections.push(response.req.headers.connection);
    if (isToken(request)) return json(response, { access_token: 'made-up', expires_in: 600 });
    json(response, { data: { status: 'success' } });
  });
  const action = await offered();
  const made = xdrAt(server.url);
  expect(await made.xdr.trigger(action)).toEqual({ outcome: 'done' });
  made.xdr.close();
  await server.stop();
  expect(connections).toEqual(['keep-alive', 'close']);
});

test('what is under way when the client closes is unknown', async () => {
  const action = await offered();
  sim.setTrigger('block', runThen(HANG));
  const outcome = xdr.trigger(action);
  for (let tries = 0; tries < 600 && sim.executionCount() === 0; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
  xdr.close();
  expect(says(await outcome)).toBe('unknown: unreachable');
  expect(sim.executionCount()).toBe(1);
});

test('a mistake of ours is an outcome as well', async () => {
  const action = await offered();
  const broken = xdrAt(url, sim.client('responder'), {
    budget: {
      ...createBudget({ perHour: 10 }),
      take: async () => {
        throw new TypeError('a mistake');
      },
    },
  });
  expect(says(await broken.xdr.trigger(action))).toBe('not-run: unreachable');
  broken.xdr.close();
  const late = xdrAt(url, sim.client('responder'), {
    budget: {
      ...createBudget({ perHour: 10 }),
      observed: () => {
        throw new TypeError('a mistake');
      },
    },
  });
  expect(says(await late.xdr.trigger(action))).toBe('unknown: unreachable');
  late.xdr.close();
  expect(sim.executionCount()).toBe(1);
});
