import { inspect } from 'node:util';
import { serveSimulatedThreatGrid } from '../../demo/threat-grid/serve-simulated-threat-grid.ts';
import { type Fault, htmlAnswer, hugeBody, jsonAnswer, RESET, slowBody, TRUNCATED } from '../../demo/xdr/fault.ts';
import { silentLog } from '../../src/log.ts';
import { createThreatGrid, type ThreatGridParts } from '../../src/threat-grid/create-threat-grid.ts';
import type { ThreatGridCall } from '../../src/threat-grid/threat-grid.ts';
import { readingAtOnce } from '../../src/xdr/retry.ts';

const eicar = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const search = {
  service: 'search',
  path: '/api/v2/search/submissions',
  query: { q: eicar },
  purpose: 'command',
} as const;

let served: Awaited<ReturnType<typeof serveSimulatedThreatGrid>>;
let opened: { close: () => void }[] = [];
beforeAll(async () => {
  served = await serveSimulatedThreatGrid();
});
afterEach(() => {
  for (const one of opened) one.close();
  opened = [];
  served.grid.reset();
});
afterAll(() => served.close());

function open(more: Partial<ThreatGridParts> = {}) {
  const calls: ThreatGridCall[] = [];
  const grid = createThreatGrid({
    ...served.threatGrid,
    timeoutMs: 10_000,
    log: silentLog,
    policy: readingAtOnce,
    onCall: (call) => calls.push(call),
    ...more,
  });
  opened.push(grid);
  return { ...grid, calls };
}

test('asks with its key and takes the envelope off', async () => {
  const { ask, calls, state } = open();
  await expect(ask(search)).resolves.toMatchObject({
    total: 2,
    items: [{ item: { sha256: eicar, state: 'succ' } }, {}],
  });
  expect(calls).toMatchObject([{ service: 'threat-grid search', outcome: 'ok', requests: 1 }]);
  expect(state()).toEqual({ state: 'ok' });
});

test('a bare list is taken as it is; anything else is malformed', async () => {
  const { ask } = open();
  served.grid.faults.next('*', jsonAnswer(200, [{ domain: 'a.example' }]));
  await expect(ask({ ...search, service: 'feed' })).resolves.toEqual([{ domain: 'a.example' }]);
  served.grid.faults.always('*', jsonAnswer(200, { items: [] }));
  await expect(ask(search)).rejects.toMatchObject({ kind: 'malformed' });
});

test('another key is refused once, and the state says so', async () => {
  const { ask, state } = open({ key: 'another-key-of-nobody' });
  await expect(ask(search)).rejects.toMatchObject({
    kind: 'unauthorized',
    message: 'threat-grid search: HTTP 401 Authentication required',
  });
  expect(served.grid.calls()).toHaveLength(1);
  expect(state()).toEqual({ state: 'degraded', reason: 'threat-grid search: the API key is not accepted' });
});

test('403 says the same of the key: there are no scopes here', async () => {
  const { ask } = open();
  served.grid.faults.always('*', jsonAnswer(403, { error: { message: 'Forbidden' } }));
  await expect(ask(search)).rejects.toMatchObject({ kind: 'unauthorized', facts: { status: 403 } });
});

test.each<[string, Fault, string, number]>([
  ['500', jsonAnswer(500), 'unavailable', 3],
  ['HTML of a gateway', htmlAnswer(502), 'unavailable', 3],
  ['cut off', TRUNCATED, 'malformed', 3],
  ['reset', RESET, 'unreachable', 3],
  ['400', jsonAnswer(400, { error: { message: 'Bad Request' } }), 'bad-request', 1],
  ['404', jsonAnswer(404), 'not-found', 1],
  ['too large', hugeBody(), 'too-large', 1],
])('%s is repeated or not as reading of XDR is', async (_, fault, kind, requests) => {
  const { ask, calls } = open();
  served.grid.faults.always('*', fault);
  await expect(ask(search)).rejects.toMatchObject({ kind, facts: { service: 'threat-grid search' } });
  expect(calls).toMatchObject([{ outcome: kind, requests }]);
});

test('what fails once is asked again', async () => {
  const { ask } = open();
  served.grid.faults.next('*', jsonAnswer(503), 2);
  await expect(ask(search)).resolves.toMatchObject({ total: 2 });
});

test('a redirect is not followed', async () => {
  const { ask } = open();
  const elsewhere: Fault = {
    kind: 'answer',
    status: 302,
    body: '',
    headers: { location: `${served.threatGrid.origin}/x` },
  };
  served.grid.faults.always('*', elsewhere);
  await expect(ask(search)).rejects.toMatchObject({ kind: 'malformed', facts: { status: 302 } });
  expect(served.grid.calls('not-found')).toEqual([]);
});

test('too slow for a person is told in bounded time', async () => {
  const { ask } = open({ timeoutMs: 200 });
  served.grid.faults.always('*', slowBody(60_000));
  await expect(ask(search)).rejects.toMatchObject({ kind: 'timed-out' });
});

test('429 with Retry-After: nobody is let through before, and then all are', async () => {
  let time = Date.now();
  const { ask, state } = open({ now: () => time });
  served.grid.faults.next('*', jsonAnswer(429, { error: { message: 'Too many requests' } }, { 'retry-after': '90' }));
  await expect(ask(search)).rejects.toMatchObject({ kind: 'rate-limited', facts: { retryAt: time + 90_000 } });
  await expect(ask({ ...search, service: 'summary' })).rejects.toMatchObject({
    kind: 'rate-limited',
    facts: { retryAt: time + 90_000, service: 'threat-grid budget' },
  });
  expect(served.grid.calls()).toHaveLength(1);
  expect(state()).toMatchObject({ state: 'degraded' });
  time += 90_001;
  await expect(ask(search)).resolves.toMatchObject({ total: 2 });
  expect(state()).toEqual({ state: 'ok' });
});

test('five failures open the circuit of that call alone', async () => {
  const { ask, calls, circuits } = open();
  served.grid.faults.always('search', jsonAnswer(500));
  for (let n = 0; n < 5; n += 1) await expect(ask(search)).rejects.toMatchObject({ kind: 'unavailable' });
  const before = served.grid.calls().length;
  await expect(ask(search)).rejects.toMatchObject({ kind: 'unavailable', facts: { retryAt: expect.any(Number) } });
  expect(served.grid.calls()).toHaveLength(before);
  expect(calls.at(-1)).toMatchObject({ outcome: 'refused', requests: 0 });
  expect(circuits()).toMatchObject({ 'threat-grid search': { state: 'open' } });
  const whoami = { service: 'whoami', path: '/api/v3/session/whoami', purpose: 'command' } as const;
  await expect(ask(whoami)).resolves.toMatchObject({ login: 'analyst' });
});

test('its own pace: watching leaves half to people, people a part to watching, a minute fills it', async () => {
  let time = Date.now();
  const { ask, calls } = open({ perMinute: 12, now: () => time });
  const watching = { ...search, purpose: 'watching' } as const;
  for (let n = 0; n < 2 + 5; n += 1) await ask(watching);
  await expect(ask(watching)).rejects.toMatchObject({ kind: 'over-budget', facts: { retryAt: time + 6_000 } });
  for (let n = 0; n < 5; n += 1) await ask(search);
  await expect(ask(search)).rejects.toMatchObject({ kind: 'over-budget', facts: { retryAt: time + 6_000 } });
  expect(calls.at(-1)).toMatchObject({ outcome: 'refused' });
  expect(served.grid.calls()).toHaveLength(12);
  time += 6_000;
  await ask(search);
  time -= 3_600_000; // a clock set back gives nothing
  await expect(ask(search)).rejects.toMatchObject({ kind: 'over-budget' });
});

test('somebody who looks up all there is leaves watching its part', async () => {
  let time = Date.now();
  const { ask } = open({ now: () => time });
  const all = async () => {
    for (let n = 0; ; n += 1) if (!(await ask(search).catch(() => undefined))) return n;
  };
  expect(await all()).toBe(50);
  const watching = { ...search, purpose: 'watching' } as const;
  for (let n = 0; n < 10; n += 1) await ask(watching);
  await expect(ask(watching)).rejects.toMatchObject({ kind: 'over-budget', facts: { retryAt: time + 6_000 } });
  time += 6_000;
  expect(await all()).toBe(5);
  await ask(watching);
});

test('a failure holds neither key nor address, however it is looked at', async () => {
  const { ask } = open();
  const { key } = served.threatGrid;
  for (const echo of [key, key.toUpperCase(), `see /x?api_key=${encodeURIComponent(key)}`])
    for (const status of [400, 401, 403, 404, 429, 500]) {
      served.grid.faults.always(
        '*',
        jsonAnswer(
          status,
          { error: { message: echo }, type: echo, code: echo, trace_id: echo },
          { 'retry-after': '0' },
        ),
      );
      const failure = await ask({ ...search, service: `s${status}` }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Error);
      const all = [String(failure), JSON.stringify(failure), inspect(failure, { depth: 9, showHidden: true })].join();
      expect(all.toLowerCase()).not.toContain(key.toLowerCase());
      expect(all).not.toContain('api_key');
      served.grid.faults.clear();
    }
});
