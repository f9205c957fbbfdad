import type { SimulatedXdr } from '../../demo/xdr/create-simulated-xdr.ts';
import { MODULE_FAILURES } from '../../demo/xdr/opinion.ts';
import { createBudget } from '../../src/budget/budget.ts';
import type { Ask } from '../../src/verdicts/verdict.ts';
import type { Xdr } from '../../src/xdr/xdr.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';
import { xdrAt } from './support/xdr-at.ts';

const command: Ask = { purpose: 'command' };
const bad = { type: 'domain', value: 'internetbadguys.com' };

let url: string;
let sim: SimulatedXdr;
let stop: () => Promise<void>;
const open: Xdr[] = [];

beforeAll(async () => {
  ({ url, xdr: sim, stop } = await startSimulatedXdr());
});
afterEach(() => {
  for (const xdr of open.splice(0)) xdr.close();
  sim.reset();
});
afterAll(() => stop());

function connect(
  ...[name = 'reader', parts = {}]: [name?: 'reader' | 'inspect-only' | 'no-refer', parts?: Parameters<typeof xdrAt>[2]]
) {
  const made = xdrAt(url, sim.client(name), parts);
  open.push(made.xdr);
  return made;
}

test('inspect finds observables and sends the text as it is', async () => {
  const { xdr } = connect();
  const found = await xdr.inspect('see internetbadguys.com\n45.83.10.7', command);
  expect(found).toEqual(expect.arrayContaining([bad, { type: 'ip', value: '45.83.10.7' }]));
  expect(sim.calls.list('inspect').map(({ body }) => body)).toEqual([
    { content: 'see internetbadguys.com\n45.83.10.7' },
  ]);
});

test('nothing to ask is not asked', async () => {
  const { xdr, budget } = connect();
  expect(await xdr.inspect(' \n', command)).toEqual([]);
  expect(await xdr.deliberate([], command)).toEqual({ verdicts: [], gaps: [], answered: [] });
  expect(sim.calls.list()).toEqual([]);
  expect(budget.snapshot().used).toBe(0);
});

test('deliberate sends a bare array and brings verdicts, makers and gaps', async () => {
  sim.setModule('Umbrella', { failure: MODULE_FAILURES.timedOut });
  const { xdr } = connect();
  const { verdicts, gaps, answered } = await xdr.deliberate([{ ...bad, extra: 'not ours' } as typeof bad], command);
  expect(sim.calls.list('deliberate')[0]?.body).toEqual([bad]);
  expect(verdicts).toContainEqual(
    expect.objectContaining({ observable: bad, disposition: 'malicious', module: 'Talos Intelligence' }),
  );
  expect(gaps).toEqual([{ module: 'Umbrella', why: 'timed-out', partial: false }]);
  expect(answered).not.toContain('Umbrella');
  expect(answered).toContain('Secure Endpoint');
});

test('modules are asked by id, the parameter repeated', async () => {
  const { xdr } = connect();
  const [one, two] = sim.modules.map(({ id }) => id);
  await xdr.deliberate([bad], { purpose: 'watching', modules: [one!, two!] });
  await xdr.observe(bad, { purpose: 'command', modules: [one!] });
  await xdr.refer(bad, { purpose: 'command', modules: [one!] });
  expect(
    sim.calls
      .list()
      .map(({ path }) => path)
      .slice(1),
  ).toEqual([
    `/iroh/iroh-enrich/deliberate/observables?mids=${one}&mids=${two}`,
    `/iroh/iroh-enrich/observe/observables?mids=${one}`,
    '/iroh/iroh-enrich/refer/observables',
  ]);
});

test('observe brings what is known of one observable, refer its links', async () => {
  const { xdr } = connect();
  const observation = await xdr.observe(bad, command);
  expect(observation.verdicts.length).toBeGreaterThan(0);
  expect(observation.judgements[0]).toMatchObject({ module: expect.any(String), disposition: expect.any(String) });
  expect(observation.sightings[0]).toMatchObject({ internal: true, count: expect.any(Number) });
  expect(observation.indicators.length).toBeGreaterThan(0);
  const { links } = await xdr.refer(bad, command);
  expect(links[0]).toMatchObject({
    title: expect.any(String),
    url: expect.stringMatching(/^https:/),
    module: expect.any(String),
  });
});

test('many concurrent calls share one token call', async () => {
  const { xdr } = connect();
  await Promise.all(Array.from({ length: 20 }, () => xdr.deliberate([bad], command)));
  expect(sim.calls.count('token')).toBe(1);
  expect(sim.calls.count('deliberate')).toBe(20);
});

test('a revoked token is renewed once and the call repeated once', async () => {
  const { xdr, budget } = connect();
  await xdr.deliberate([bad], command);
  sim.revokeTokens();
  const answers = await Promise.all([
    xdr.deliberate([bad], command),
    xdr.refer(bad, command),
    xdr.inspect('a.example', command),
  ]);
  expect(answers).toHaveLength(3);
  expect(sim.calls.count('token')).toBe(2);
  expect(budget.snapshot().used).toBe(7); // 1, then 3 refused and 3 repeated
});

test('a client that is no longer accepted fails as unauthorized, is told in the state, and recovers', async () => {
  const { xdr } = connect('reader', { policy: { repeats: 0, firstWaitMs: 0, longestPauseMs: 0, on: [] } });
  sim.faults.always('inspect', { kind: 'answer', status: 401, headers: {}, body: '{"error":"jwt_revoked"}' });
  await expect(xdr.inspect('a.example', command)).rejects.toMatchObject({
    kind: 'unauthorized',
    facts: { service: 'inspect', status: 401 },
  });
  expect(sim.calls.count('inspect')).toBe(2);
  expect(xdr.state()).toEqual({ state: 'degraded', reason: 'inspect: the API client is not accepted' });
  sim.faults.clear();
  await xdr.inspect('a.example', command);
  expect(xdr.state()).toEqual({ state: 'ok' });
});

test('wrong credentials fail as unauthorized at the token, once', async () => {
  const { xdr } = xdrAt(url, { id: 'nobody', password: 'x' });
  open.push(xdr);
  await expect(xdr.inspect('a.example', command)).rejects.toMatchObject({
    kind: 'unauthorized',
    facts: { service: 'token' },
  });
  expect(sim.calls.count('token')).toBe(1);
  expect(xdr.state()).toEqual({ state: 'degraded', reason: 'token: the API client is not accepted' });
});

test('missing scopes are known without any call but the token', async () => {
  const { xdr } = connect('no-refer');
  expect(await xdr.missing(['enrich/observables/observe:read', 'enrich/observables/refer:read'])).toEqual([
    'enrich/observables/refer:read',
  ]);
  expect(await xdr.granted()).toEqual([
    'enrich/observables/deliberate:read',
    'enrich/observables/observe:read',
    'inspect:read',
  ]);
  expect(sim.calls.list().map(({ service }) => service)).toEqual(['token']);
});

test('a 403 names the scope that is missing', async () => {
  const { xdr } = connect('inspect-only');
  await expect(xdr.deliberate([bad], command)).rejects.toMatchObject({
    kind: 'missing-scope',
    facts: { scopes: ['enrich/observables/deliberate:read'], status: 403 },
  });
  expect(xdr.state()).toEqual({ state: 'ok' });
});

test('scopes that shrink while the token lives are noticed by the next 403', async () => {
  let at = Date.now();
  const { xdr } = connect('reader', { now: () => at });
  await xdr.deliberate([bad], command);
  sim.setScopes(sim.client('reader').id, 'inspect:read');
  expect(await xdr.missing(['enrich:read'])).toEqual([]); // nobody has told us
  at += 61_000;
  await expect(xdr.deliberate([bad], command)).rejects.toMatchObject({ kind: 'missing-scope' });
  expect(await xdr.missing(['enrich:read'])).toEqual(['enrich:read']);
});

test("the organisation's quota is adopted from the headers", async () => {
  const { xdr, budget } = connect();
  sim.consumeQuota(7000);
  await xdr.deliberate([bad], command);
  expect(budget.snapshot()).toMatchObject({ used: 1, orgRemaining: 999 });
  sim.consumeQuota(900);
  await xdr.deliberate([bad], command);
  await expect(xdr.deliberate([bad], command)).rejects.toMatchObject({ kind: 'over-budget' });
  expect(sim.calls.count('deliberate')).toBe(2);
});

test('our own share holds a call back before it leaves', async () => {
  const { xdr } = connect('reader', { budget: createBudget({ perHour: 2 }) });
  await xdr.inspect('a.example', { purpose: 'watching' });
  await expect(xdr.inspect('b.example', { purpose: 'watching' })).rejects.toMatchObject({ kind: 'over-budget' });
  await xdr.inspect('b.example', command);
  expect(sim.calls.count('inspect')).toBe(2);
});

test.each([
  ['back', -3_600_000],
  ['forward', 3_600_000],
])('a clock set %s by an hour fails no call, though the token has ended meanwhile', async (_, step) => {
  let at = Date.now();
  const { xdr } = connect('reader', { now: () => at });
  await xdr.inspect('45.83.10.7', command);
  at += step;
  sim.revokeTokens(); // to XDR it is over
  for (let i = 0; i < 3; i += 1) expect(await xdr.inspect('45.83.10.7', command)).toHaveLength(1);
  expect(sim.calls.count('token')).toBe(2);
  expect(xdr.state()).toEqual({ state: 'ok' });
});

test('three hundred calls whose token is revoked while they are under way share one new one', async () => {
  const { xdr } = connect('reader', { budget: createBudget({ perHour: 5000 }) });
  await xdr.inspect('45.83.10.7', command);
  const ask = (i: number) => xdr.deliberate([{ type: 'ip', value: `45.83.${i % 250}.7` }], { purpose: 'watching' });
  const under = Array.from({ length: 150 }, (_, i) => ask(i));
  sim.revokeTokens();
  await Promise.all([...under, ...Array.from({ length: 150 }, (_, i) => ask(i))]);
  expect(sim.calls.count('token')).toBe(2);
});
