import type { Envelope } from '../../../demo/xdr/ask-modules.ts';
import { MODULE_FAILURES } from '../../../demo/xdr/opinion.ts';
import { seededDisposition } from '../../../demo/xdr/seeded-opinions.ts';
import { startSimulatedXdr } from '../../support/simulated-xdr.ts';
import { xdrCaller } from '../../support/xdr-caller.ts';

const NOW = Date.UTC(2026, 2, 2, 9, 15);
const { url, xdr, stop } = await startSimulatedXdr({ now: () => NOW });
const call = xdrCaller(url);
const token = await call.token(xdr.client('everything'));
const BASE = '/iroh/iroh-enrich';
const domain = (value: string) => ({ type: 'domain', value });
type Verdict = { disposition_name: string; valid_time: { start_time?: string; end_time?: string } };
type Docs = Record<string, { count: number; docs: unknown[] }>;

async function deliberate(value: string, query = ''): Promise<Envelope> {
  const answer = await call.post(`${BASE}/deliberate/observables${query}`, token, [domain(value)]);
  expect(answer.status).toBe(200);
  return answer.body as Envelope;
}
const dispositions = ({ data }: Envelope) =>
  Object.fromEntries(
    data.flatMap((each) =>
      ((each.data as Docs)['verdicts']?.docs ?? []).map((doc) => [each.module, (doc as Verdict).disposition_name]),
    ),
  );
const codes = ({ errors = [] }: Envelope) => Object.fromEntries(errors.map((each) => [each['module'], each['code']]));

afterAll(stop);
// Tokens are kept: only what a test has told modules is put back.
afterEach(() => {
  for (const module of xdr.modules) xdr.setModule(module.name, { enabled: true, failure: null });
});

test('several modules agree about internetbadguys.com, and nothing fails', async () => {
  const envelope = await deliberate('internetbadguys.com');
  expect(dispositions(envelope)).toEqual({
    'Talos Intelligence': 'Malicious',
    Umbrella: 'Malicious',
    'Example Threat Feed': 'Suspicious',
  });
  expect(envelope).not.toHaveProperty('errors');
});

test('modules disagree about disputed.example.net', async () => {
  expect(new Set(Object.values(dispositions(await deliberate('disputed.example.net'))))).toEqual(
    new Set(['Clean', 'Malicious', 'Suspicious']),
  );
});

test('modules that fail stand in errors alone, under a 200', async () => {
  const envelope = await deliberate('gaps.example.net');
  expect(codes(envelope)).toEqual({
    'Secure Malware Analytics': 'authorization error',
    'Example Threat Feed': 'request timeout',
    'Secure Endpoint': 'too many requests',
  });
  const names = envelope.data.map((each) => each.module);
  expect(names).toContain('Talos Intelligence');
  expect(names).not.toContain('Secure Endpoint');
});

test('all modules may fail, still under a 200', async () => {
  const envelope = await deliberate('all-down.example.net');
  expect(envelope.data).toEqual([]);
  expect(envelope.errors).toHaveLength(7);
});

test('a module with a warning stands in both lists', async () => {
  const answer = await call.post(`${BASE}/deliberate/observables`, token, [
    { type: 'mac_address', value: '02:00:5E:10:00:01' },
  ]);
  const envelope = answer.body as Envelope;
  expect(envelope.errors).toMatchObject([{ module: 'Example Threat Feed', type: 'warning' }]);
  expect(envelope.data.map((each) => each.module)).toContain('Example Threat Feed');
});

test('the legacy module answers without ids, and only where it knows something', async () => {
  const legacy = (envelope: Envelope) => envelope.data.find((each) => each.module === 'Example Legacy Reputation');
  expect(legacy(await deliberate('legacy.example.net'))).toEqual({
    module: 'Example Legacy Reputation',
    'module-type': 'ExampleLegacyReputationModule',
    data: {
      verdicts: { count: 1, docs: [expect.objectContaining({ disposition_name: 'Malicious', valid_time: {} })] },
    },
  });
  expect(legacy(await deliberate('example.com'))).toBeUndefined();
});

test('modules with nothing to say answer with no kinds or with empty ones', async () => {
  const { data } = await deliberate('nobody-knows.example.net');
  const answers = Object.fromEntries(data.map((each) => [each.module, each.data]));
  expect(answers['Umbrella']).toEqual({});
  expect(answers['Talos Intelligence']).toEqual({ verdicts: { count: 0, docs: [] } });
});

test('mids narrow the question to these modules; unknown ids are nobody', async () => {
  const umbrella = xdr.modules.find((module) => module.name === 'Umbrella')!;
  const talos = xdr.modules.find((module) => module.name === 'Talos Intelligence')!;
  const narrowed = await deliberate('gaps.example.net', `?mids=${umbrella.id}&mids=${talos.id}`);
  expect(narrowed.data.map((each) => each.module)).toEqual(['Talos Intelligence', 'Umbrella']);
  expect(narrowed).not.toHaveProperty('errors');
  expect(await deliberate('gaps.example.net', '?mids=unknown')).toEqual({ data: [] });
});

test('one answer holds the verdicts of all observables asked for', async () => {
  const answer = await call.post(`${BASE}/deliberate/observables`, token, [
    domain('internetbadguys.com'),
    { type: 'ip', value: '192.0.2.10' },
  ]);
  const talos = (answer.body as Envelope).data.find((each) => each.module === 'Talos Intelligence');
  expect(talos?.data).toMatchObject({ verdicts: { count: 2 } });
});

test.each([
  ['ip', '45.83.10.7', 'Talos Intelligence', '2026-03-09T09:00:00.000Z'],
  ['domain', 'internetbadguys.com', 'Talos Intelligence', '2026-04-01T09:00:00.000Z'],
  ['domain', 'internetbadguys.com', 'Umbrella', '2525-01-01T00:00:00.000Z'],
  [
    'sha256',
    '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
    'Secure Malware Analytics',
    '2525-01-01T00:00:00.000Z',
  ],
  ['domain', 'www.cisco.com', 'Umbrella', undefined],
  ['domain', 'short-lived.example.net', 'Umbrella', '2026-03-02T09:17:00.000Z'],
])('the verdict about the %s %s by %s ends at %s', async (type, value, module, end) => {
  const answer = await call.post(`${BASE}/deliberate/observables`, token, [{ type, value }]);
  const said = (answer.body as Envelope).data.find((each) => each.module === module)!.data as Docs;
  const [verdict] = said['verdicts']!.docs as Verdict[];
  expect(verdict?.valid_time).toEqual({
    start_time: '2026-03-02T09:00:00.000Z',
    ...(end === undefined ? {} : { end_time: end }),
  });
});

test('a test decides what a module says; chance is silent about that observable then', async () => {
  const names = Array.from({ length: 1000 }, (_, i) => `told${i}.example.net`);
  const name = names.find((each) => seededDisposition(1, domain(each)) === 'Suspicious')!;
  expect(Object.values(dispositions(await deliberate(name)))).toContain('Suspicious');
  xdr.setVerdict('Umbrella', domain(name), { disposition: 'Malicious', validFor: 60_000 });
  expect(dispositions(await deliberate(name.toUpperCase()))).toEqual({ Umbrella: 'Malicious' });
  xdr.setVerdict('Umbrella', domain(name), { disposition: 'Clean' });
  expect(dispositions(await deliberate(name))).toEqual({ Umbrella: 'Clean' });
  xdr.setVerdict('Umbrella', domain(name), undefined);
  expect(dispositions(await deliberate(name))).toEqual({});
});

test('a module can be switched off, fail and recover', async () => {
  xdr.setModule('Umbrella', { enabled: false });
  expect(dispositions(await deliberate('internetbadguys.com'))).not.toHaveProperty('Umbrella');
  xdr.setModule('Umbrella', { enabled: true, failure: MODULE_FAILURES.tooMany });
  expect(codes(await deliberate('internetbadguys.com'))).toEqual({ Umbrella: 'too many requests' });
  xdr.setModule('Umbrella', { failure: null });
  expect(dispositions(await deliberate('internetbadguys.com'))).toHaveProperty('Umbrella');
});

test('a slow module holds the answer until the caller gives up', async () => {
  xdr.setModule('Example Passive DNS', { latencyMs: 60_000 });
  const slow = fetch(`${url}${BASE}/deliberate/observables`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify([domain('example.com')]),
    signal: AbortSignal.timeout(50),
  });
  await expect(slow).rejects.toMatchObject({ name: 'TimeoutError' });
  xdr.setModule('Example Passive DNS', { latencyMs: 0 });
  expect((await deliberate('example.com')).data).not.toEqual([]);
});

test('a slow service holds its answers likewise', async () => {
  xdr.setLatency('refer', 60_000);
  const slow = fetch(`${url}${BASE}/refer/observables`, { method: 'POST', signal: AbortSignal.timeout(50) });
  await expect(slow).rejects.toMatchObject({ name: 'TimeoutError' });
  expect((await deliberate('example.com')).data).not.toEqual([]);
  xdr.setLatency('refer', 0);
});

test('observe tells judgements, sightings with targets and relations, indicators and techniques', async () => {
  const answer = await call.post(`${BASE}/observe/observables`, token, [domain('internetbadguys.com')]);
  const { data } = answer.body as Envelope;
  const of = (module: string) => data.find((each) => each.module === module)?.data as Docs;
  expect(Object.keys(of('Talos Intelligence'))).toEqual([
    'verdicts',
    'judgements',
    'indicators',
    'attack_patterns',
    'relationships',
  ]);
  const [judgement] = of('Talos Intelligence')['judgements']!.docs as { id: string; reason: string }[];
  expect(judgement?.reason).toContain('phishing');
  expect(of('Talos Intelligence')['verdicts']!.docs).toMatchObject([{ judgement_id: judgement?.id }]);
  expect(of('Umbrella')['sightings']!.docs).toMatchObject([
    {
      count: 3,
      resolution: 'blocked',
      internal: true,
      targets: [{ type: 'endpoint' }, { type: 'endpoint' }],
      relations: [{ relation: 'Resolved_To' }, { relation: 'Connected_To' }],
    },
  ]);
});

test('refs between the documents of one answer hold', async () => {
  const answer = await call.post(`${BASE}/observe/observables`, token, [domain('internetbadguys.com')]);
  const docs = (answer.body as Envelope).data.flatMap((each) =>
    Object.values(each.data as Docs).flatMap((kind) => kind.docs as { id?: string; type: string }[]),
  );
  const ids = new Set(docs.map((doc) => doc.id));
  const links = docs.filter((doc) => doc.type === 'relationship') as unknown as {
    source_ref: string;
    target_ref: string;
  }[];
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) expect([ids.has(link.source_ref), ids.has(link.target_ref)]).toEqual([true, true]);
});

test('refer lists pivots of all modules that know the type, the value percent-encoded', async () => {
  const value = 'http://internetbadguys.com/x?a=b';
  const answer = await call.post(`${BASE}/refer/observables`, token, [{ type: 'url', value }]);
  const { data } = answer.body as { data: { module: string; url: string; id: string }[] };
  expect(data.map((each) => each.module)).toEqual([
    'Talos Intelligence',
    'Umbrella',
    'Secure Malware Analytics',
    'Example Threat Feed',
  ]);
  for (const each of data) expect(each.url).toContain(encodeURIComponent(value));
});

test('hostile.example.net has pivots that no button may open', async () => {
  const answer = await call.post(`${BASE}/refer/observables`, token, [domain('hostile.example.net')]);
  const urls = (answer.body as { data: { url: string }[] }).data.map((each) => each.url);
  expect(urls).toContain('javascript:alert(1)');
  expect(urls).toContain('https://www.cisco.com@hostile.example.net/');
});

test('reputation puts the worst verdict on top', async () => {
  const { body } = await call.get(`${BASE}/reputation/observable?type=domain&value=disputed.example.net`, token);
  expect(body).toMatchObject({ data: { reputation: { disposition_name: 'Malicious' }, errors: [] } });
  const unknown = await call.get(`${BASE}/reputation/observable?type=domain&value=all-down.example.net`, token);
  expect(unknown.body).toMatchObject({ data: { data: [], errors: { length: 7 } } });
  expect((unknown.body as { data: object }).data).not.toHaveProperty('reputation');
});

test('health lists failing modules as errors', async () => {
  xdr.setModule('Secure Endpoint', { failure: MODULE_FAILURES.notAuthorised });
  const { body } = await call.post(`${BASE}/health`, token);
  expect(codes(body as Envelope)).toEqual({ 'Secure Endpoint': 'authorization error' });
  expect((body as Envelope).data).toContainEqual(
    expect.objectContaining({ module: 'Umbrella', data: { status: 'ok' } }),
  );
});

test.each([
  ['an object in place of the bare array', { observables: [domain('example.com')] }],
  ['a type that Cisco does not have', [{ type: 'cve', value: 'CVE-2026-0001' }]],
  ['an unknown key', [{ type: 'domain', value: 'example.com', note: 'x' }]],
  ['nothing', undefined],
])('enrich refuses %s', async (_what, body) => {
  for (const question of ['deliberate', 'observe', 'refer']) {
    const answer = await call.post(`${BASE}/${question}/observables`, token, body);
    expect(answer).toMatchObject({ status: 400, body: { errors: expect.any(Object) } });
  }
});

test('the log counts calls by service and keeps what was asked', async () => {
  xdr.calls.clear();
  await deliberate('example.com');
  await call.get('/clouds.json', token);
  expect(xdr.calls.count()).toBe(1);
  expect(xdr.calls.count('deliberate', 'observe')).toBe(1);
  expect(xdr.calls.list('deliberate')).toMatchObject([
    { body: [domain('example.com')], status: 200, clientId: xdr.client('everything').id },
  ]);
});
