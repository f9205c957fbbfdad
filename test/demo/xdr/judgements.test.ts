import { shortIndicatorId, shortJudgementId } from '../../../demo/xdr/judgement-seeds.ts';
import { BadQuery, readQuery } from '../../../demo/xdr/lucene.ts';
import { ciscoContractPresent, validateRequest, validateResponse } from '../../support/cisco-contract.ts';
import { startSimulatedXdr } from '../../support/simulated-xdr.ts';
import { xdrCaller } from '../../support/xdr-caller.ts';

let now = Date.parse('2026-11-30T12:00:00Z');
const { url, globalUrl, xdr, stop } = await startSimulatedXdr({ now: () => now });
const [own, everybodys] = [xdrCaller(url), xdrCaller(globalUrl)];
let token: string;
beforeEach(async () => {
  xdr.reset();
  token = await own.token(xdr.client('everything'));
});
afterAll(stop);

type Doc = Record<string, unknown> & { id: string };
const SEARCH = '/ctia/judgement/search';
const bad = { type: 'domain', value: 'internetbadguys.com' };
const NEW = {
  observable: bad,
  disposition: 1,
  disposition_name: 'Clean',
  priority: 100,
  confidence: 'High',
  severity: 'None',
  source: 'chat-ops bot',
  reason: 'We know them',
  tlp: 'amber',
  external_ids: ['a:1'],
  valid_time: { start_time: '2026-11-30T11:00:00.000Z', end_time: '2026-12-30T12:00:00.000Z' },
};
const docs = (answer: { body: unknown }) => answer.body as Doc[];
const found = async (query: string, caller = own) =>
  docs(await caller.get(`${SEARCH}?query=${encodeURIComponent(query)}`, token)).map(({ source }) => source);

test('a judgement is made with 201 and its address, read by id, address and outer key, found by its value', async () => {
  const made = await own.post('/ctia/judgement?wait_for=true', token, NEW);
  const { id } = made.body as Doc;
  expect([made.status, made.headers.get('location')]).toEqual([201, id]);
  expect(id).toMatch(/^https:\/\/private\.intel\.amp\.cisco\.com:443\/ctia\/judgement\/judgement-/);
  for (const path of [`/ctia/judgement/${id.split('/').at(-1)}`, `/ctia/judgement/${encodeURIComponent(id)}`])
    expect((await own.get(path, token)).body).toMatchObject({ reason: 'We know them', tlp: 'amber' });
  expect(docs(await own.get('/ctia/judgement/external_id/a%3A1', token))).toHaveLength(1);
  expect(await found('observable.value:"INTERNETBADGUYS.com"')).toEqual(['chat-ops bot']);
});

test('what was made without waiting is not found at once', async () => {
  await own.post('/ctia/judgement', token, NEW);
  expect(await found('observable.value:"internetbadguys.com"')).toEqual([]);
  now += 1_000;
  expect(await found('observable.value:"internetbadguys.com"')).toHaveLength(1);
});

test('expiring ends a judgement now and adds to its reason; it is no verdict from then on', async () => {
  const { id } = (await own.post('/ctia/judgement?wait_for=true', token, NEW)).body as Doc;
  const verdict = `/ctia/domain/${bad.value}/verdict`;
  expect((await own.get(verdict, token)).body).toMatchObject({ disposition: 1, judgement_id: id });
  const path = `/ctia/judgement/${id.split('/').at(-1)}/expire`;
  expect((await own.post(path, token)).status).toBe(400);
  const { body } = await own.post(`${path}?reason=${encodeURIComponent('No longer true')}`, token);
  expect(body).toMatchObject({
    reason: 'We know them No longer true',
    valid_time: { end_time: '2026-11-30T12:00:01.000Z' },
  });
  now += 1;
  expect(await own.get(verdict, token)).toMatchObject({
    status: 404,
    body: { message: 'no verdict currently available for the supplied observable' },
  });
});

test.each([
  ['an id', { ...NEW, id: 'judgement-1' }],
  ['a priority beyond 100', { ...NEW, priority: 101 }],
  ['no severity', { ...NEW, severity: undefined }],
  ['a name that is not the number’s', { ...NEW, disposition_name: 'Malicious' }],
  ['a time that is none', { ...NEW, valid_time: { start_time: 'yesterday' } }],
])('a judgement with %s is refused', async (_what, body) => {
  expect((await own.post('/ctia/judgement', token, body)).status).toBe(400);
});

test('the verdict is that of the highest priority; then clean goes before malicious', async () => {
  const verdict = async () =>
    (await own.get(`/ctia/domain/${bad.value}/verdict`, token)).body as { disposition_name: string };
  const judge = (disposition: number, priority: number) =>
    own.post('/ctia/judgement', token, { ...NEW, disposition, disposition_name: undefined, priority });
  await judge(3, 50);
  expect(await verdict()).toMatchObject({ disposition: 3 });
  await judge(2, 90);
  expect(await verdict()).toMatchObject({ disposition: 2 });
  await judge(1, 90);
  expect(await verdict()).toMatchObject({ disposition: 1 });
});

test('the global store is another one, and takes nothing', async () => {
  expect(docs(await everybodys.get(`/ctia/domain/${bad.value}/judgements`, token))).toHaveLength(3);
  expect((await everybodys.get(`/ctia/domain/${bad.value}/verdict`, token)).body).toMatchObject({ disposition: 2 });
  expect((await everybodys.get(`/ctia/domain/${bad.value}/judgements/indicators`, token)).body).toHaveLength(2);
  expect((await everybodys.get(`/ctia/indicator/${shortIndicatorId(1)}`, token)).body).toMatchObject({
    title: 'Phishing kit "Paper Lantern" (made up)',
  });
  expect(await found('observable.value:("internetbadguys.com" OR "198.51.100.23")', everybodys)).toHaveLength(4);
  expect(await found('*')).toHaveLength(3);
  expect((await everybodys.post('/ctia/judgement', token, NEW)).status).toBe(404);
  expect(xdr.calls.count('global-judgement-search')).toBe(1);
});

test('a query that breaks out of its quotes is refused, and one that does not is taken as words', () => {
  for (const broken of ['a:"b" "c"', 'a:"b', 'a:"b\\"', 'a:(b', 'a:b)', 'a:b~2', '"a" && "b"'])
    expect(() => readQuery(broken)).toThrow(BadQuery);
  expect(readQuery('a.b:"x\\"y\\\\z"')({ a: { b: 'x"Y\\z' } })).toBe(true);
  expect(readQuery('a:("x" OR "y") AND NOT b:"z"')({ a: 'y', b: 'z' })).toBe(false);
});

test('scopes: who reads the global store need not read the own one, and neither writes', async () => {
  const reader = await own.token(xdr.client('no-refer'));
  expect(await own.get(SEARCH, reader)).toMatchObject({ status: 403, body: { capabilities: 'search-judgement' } });
  expect((await everybodys.get(SEARCH, reader)).status).toBe(403);
  const writer = await own.token(xdr.client('reader'));
  expect((await own.get(SEARCH, writer)).status).toBe(200);
  expect((await own.post('/ctia/judgement', writer, NEW)).status).toBe(403);
});

test('requests and answers are as described', async () => {
  if (!ciscoContractPresent) return;
  // What the store adds by itself stands in no description.
  const faults = (path: string, body: unknown) =>
    validateResponse('GET', path, 200, body).filter(
      (fault) => !/"(?:owner|groups|client_id|created|modified)"/.test(fault),
    );
  const made = (await own.post('/ctia/judgement?wait_for=true', token, NEW)).body as Doc;
  expect(validateRequest('POST', '/ctia/judgement?wait_for=true', NEW)).toEqual([]);
  expect(faults(`/ctia/judgement/${made.id.split('/').at(-1)}`, made)).toEqual([]);
  for (const path of [
    `${SEARCH}?query=*&sort_by=priority&sort_order=desc&limit=5`,
    `/ctia/judgement/${shortJudgementId(1)}`,
    `/ctia/domain/${bad.value}/verdict`,
    `/ctia/domain/${bad.value}/judgements`,
    `/ctia/domain/${bad.value}/judgements/indicators`,
    `/ctia/indicator/${shortIndicatorId(1)}`,
    `/ctia/indicator/search?query=${encodeURIComponent(`id:"${shortIndicatorId(1)}"`)}&limit=5`,
  ]) {
    const { status, body } = await everybodys.get(path, token);
    expect([path, status, validateRequest('GET', path), faults(path, body)]).toEqual([path, 200, [], []]);
  }
});
