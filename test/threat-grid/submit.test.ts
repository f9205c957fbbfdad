import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { serveSimulatedThreatGrid } from '../../demo/threat-grid/serve-simulated-threat-grid.ts';
import { type Fault, HANG, htmlAnswer, jsonAnswer, RESET, TRUNCATED } from '../../demo/xdr/fault.ts';
import { silentLog } from '../../src/log.ts';
import { createThreatGrid, type ThreatGridParts } from '../../src/threat-grid/create-threat-grid.ts';
import { createSubmissionDoor, readQuota } from '../../src/threat-grid/submission-door.ts';
import type { ThreatGridCall } from '../../src/threat-grid/threat-grid.ts';
import { readingAtOnce } from '../../src/xdr/retry.ts';
import { startOwnServer } from '../xdr/support/own-server.ts';

const url = { url: 'http://new.example.net/login?a=1&b=<2>"' };
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
  return { ...createSubmissionDoor({ ...grid, now: Date.now }), ask: grid.ask, calls };
}

async function* inChunks(bytes: Uint8Array, size = 10_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const before = () => served.grid.submissions.list().length;

test('a URL goes as it is, private unless said otherwise', async () => {
  const { submit, calls } = open();
  const submitted = await submit(url, true);
  expect(submitted).toEqual({ outcome: 'taken', sample: expect.stringMatching(/^[\da-f]{32}$/) });
  await submit({ url: 'http://other.example.net/' }, false);
  expect(served.grid.calls('submit')).toMatchObject([
    { fields: { ...url, private: 'true', tags: 'xdr-chatops' }, path: '/api/v2/samples', status: 200 },
    { fields: { private: 'false' } },
  ]);
  expect(served.grid.submissions.list().at(-2)).toMatchObject({ ...url, private: true });
  expect(calls).toMatchObject([{ service: 'threat-grid submit', purpose: 'response', outcome: 'ok', requests: 1 }, {}]);
});

test.each([
  ['told', true],
  ['not told', false],
])('a file is streamed, whatever its name, its size %s', async (_, isTold) => {
  const bytes = Buffer.from('MZ and so on\r\n--not the boundary\r\n'.repeat(20_000));
  const content = { chunks: inChunks(bytes), ...(isTold ? { size: bytes.length } : {}) };
  const { submit } = open();
  expect(await submit({ name: 'in"voice\r\nX: y.exe', content }, true)).toMatchObject({ outcome: 'taken' });
  expect(served.grid.submissions.list().at(-1)).toMatchObject({
    sha256: createHash('sha256').update(bytes).digest('hex'),
    private: true,
  });
});

test('the key goes in the form, and not in the address', async () => {
  const server = await startOwnServer((_, response) => response.end('{"data":{"id":"abc"}}'));
  const { submit } = open({ origin: server.url });
  expect(await submit(url, true)).toEqual({ outcome: 'taken', sample: 'abc' });
  await server.stop();
  expect(server.seen[0]?.path).toBe('/api/v2/samples');
  expect(server.seen[0]?.body).toContain(served.threatGrid.key);
});

test.each<[string, number | undefined]>([
  ['that says so', 101 * 1024 * 1024],
  ['that does not', undefined],
])('a file of more than 100 MB %s is not sent', async (_, size) => {
  const chunk = Buffer.alloc(1024 * 1024);
  async function* much() {
    for (let n = 0; n < 101; n += 1) yield chunk;
  }
  const { submit } = open({ timeoutMs: 30_000 });
  const submitted = await submit({ name: 'x', content: { chunks: much(), ...(size ? { size } : {}) } }, true);
  expect(submitted).toMatchObject({ outcome: 'not-sent', failure: { kind: 'too-large' } });
  expect(before()).toBe(served.grid.submissions.list().filter(({ tags }) => !tags.includes('xdr-chatops')).length);
});

test.each([
  ['breaks off', 30_000, 1],
  ['is shorter than was told', 30_000, 0],
])('a file that %s is certainly not taken', async (_, size, broken) => {
  async function* chunks() {
    yield Buffer.alloc(10_000);
    if (broken) throw new Error('the platform hung up');
  }
  const count = before();
  const { submit } = open();
  const submitted = await submit({ name: 'x.exe', content: { size, chunks: chunks() } }, true);
  expect(submitted).toMatchObject({ outcome: 'not-sent' });
  expect(before()).toBe(count);
});

test.each<[string, Fault, 'not-sent' | 'unknown', string]>([
  ['400', jsonAnswer(400, { error: { message: 'Invalid url' } }), 'not-sent', 'bad-request'],
  ['401', jsonAnswer(401), 'not-sent', 'unauthorized'],
  ['413', jsonAnswer(413), 'not-sent', 'bad-request'],
  ['429', jsonAnswer(429, {}, { 'retry-after': '60' }), 'not-sent', 'rate-limited'],
  ['408', jsonAnswer(408), 'unknown', 'timed-out'],
  ['500', jsonAnswer(500), 'unknown', 'unavailable'],
  ['HTML of a gateway', htmlAnswer(502), 'unknown', 'unavailable'],
  ['an answer cut off', TRUNCATED, 'unknown', 'malformed'],
  ['a reset', RESET, 'unknown', 'unreachable'],
  ['no answer', HANG, 'unknown', 'timed-out'],
])('%s is told as what it is, and never sent again', async (_, fault, outcome, kind) => {
  const { submit } = open({ timeoutMs: fault === HANG ? 100 : 10_000 });
  served.grid.faults.always('submit', fault);
  expect(await submit(url, true)).toMatchObject({ outcome, failure: { kind } });
  expect(served.grid.calls('submit')).toHaveLength(1);
});

test('nobody there: certainly not sent', async () => {
  const server = await startOwnServer(() => {});
  await server.stop();
  const { submit } = open({ origin: server.url });
  expect(await submit(url, true)).toMatchObject({ outcome: 'not-sent', failure: { kind: 'unreachable' } });
});

test('taken without an id is taken', async () => {
  const { submit } = open();
  for (const data of [{}, { id: '../x' }, null, 5]) {
    served.grid.faults.next('submit', jsonAnswer(200, { data }));
    expect(await submit(url, true)).toEqual({ outcome: 'taken' });
  }
});

test('how it goes, from waiting to its score', async () => {
  let time = Date.now();
  const ours = await serveSimulatedThreatGrid({ now: () => time });
  const { submit, state, threat } = open(ours.threatGrid);
  ours.grid.submissions.setRun({ lastsMs: 100_000 });
  const submitted = await submit({ url: 'http://evil.example.net/invoice' }, true);
  const sample = submitted.outcome === 'taken' ? submitted.sample! : '';
  const seen: string[] = [];
  for (let n = 0; n <= 10; n += 1) {
    seen.push(await state(sample));
    time += 10_000;
  }
  expect([...new Set(seen)]).toEqual(['wait', 'prep', 'run', 'proc', 'succ']);
  expect(await threat(sample)).toEqual({
    score: 95,
    indicators: ['ransomware-backup-deletion', 'modified-file-in-user-dir'],
  });
  await expect(state('../../v3/session/whoami')).rejects.toMatchObject({ kind: 'bad-request' });
  await ours.close();
});

test('the quota is asked for the key’s user, who is asked for once', async () => {
  const { quota } = open();
  served.grid.setQuota(17);
  expect(await quota()).toEqual({ left: 17 });
  served.grid.setQuota(0, 600);
  const { left, againAt } = await quota();
  expect(left).toBe(0);
  expect(Math.abs(againAt! - Date.now() - 600_000)).toBeLessThan(60_000);
  expect(served.grid.calls().map(({ name }) => name)).toEqual(['whoami', 'rate-limit', 'rate-limit']);
});

test('who looks things up holds up neither what was submitted nor the quota', async () => {
  const time = Date.now();
  const { ask, submit, state, threat, quota } = open({ perMinute: 6, now: () => time });
  const submitted = await submit(url, true);
  const search = {
    service: 'search',
    path: '/api/v2/search/submissions',
    query: { q: 'x' },
    purpose: 'command',
  } as const;
  for (let n = 0; n < 4; n += 1) await ask(search);
  await expect(ask(search)).rejects.toMatchObject({ kind: 'over-budget' });
  const sample = submitted.outcome === 'taken' ? submitted.sample! : '';
  await expect(state(sample)).resolves.toEqual(expect.any(String));
  await expect(threat(sample)).rejects.toMatchObject({ kind: 'not-found' }); // asked, and not there yet
  await expect(quota()).resolves.toEqual(expect.any(Object));
});

const limit = (left: unknown, wait: unknown = 0) => ({
  'submissions-available': left,
  'submission-wait-seconds': wait,
});
test.each<[unknown, ReturnType<typeof readQuota>]>([
  [{ user: limit(null), organization: limit(173) }, { left: 173 }],
  [{ user: limit(5), organization: limit(173) }, { left: 5 }],
  [
    { user: limit(5), organization: limit(0, 60) },
    { left: 0, againAt: 60_000 },
  ],
  [
    { user: limit(0, 90), organization: limit(0, 60) },
    { left: 0, againAt: 90_000 },
  ],
  [{ user: limit(0, 1e12) }, { left: 0, againAt: 86_400_000 }],
  [{ user: limit(-3), organization: null }, { left: 0 }],
  [{ user: null, organization: limit('many') }, {}],
  [{}, {}],
  [null, {}],
  [[1], {}],
])('a quota of %j', (json, quota) => {
  expect(readQuota(json, 0)).toEqual(quota);
});

test('who the key belongs to is all that is kept of the answer that tells the key', async () => {
  const { quota } = open();
  const { key } = served.threatGrid;
  for (const body of [{ api_key: key }, { login: 5, api_key: key }, [key], key]) {
    served.grid.faults.next('whoami', jsonAnswer(200, { data: body }), 9);
    const failure = await quota().catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'malformed' });
    expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain(key);
    served.grid.faults.clear();
  }
});
