import { Failure } from '../../src/failure.ts';
import { createListener, type Listener } from '../../src/listener.ts';
import type { LogFacts } from '../../src/log.ts';
import { createReceiveEvents } from '../../src/xdr-events/receive-events.ts';
import type { StoreEvents } from '../../src/xdr-events/store-events.ts';

const secret = 'made-up-secret-of-the-webhook-0123456789';
const body = JSON.stringify({ id: 'e1', data: { type: 'private-intel/incident/updated', words: 'swordfish' } });
let listener: Listener;
let url: string;
let lines: string[];
let counted: string[];
let store: StoreEvents;
let stored = 0;

beforeEach(async () => {
  [lines, counted] = [[], []];
  stored = 0;
  store = async (events) => {
    stored += 1;
    return events.map((event) => ({ event, outcome: 'stored' as const }));
  };
  const line = (facts: LogFacts, what: string) => void lines.push(JSON.stringify({ ...facts, what }));
  const log = { debug: line, info: line, warn: line, error: line };
  listener = createListener({ log });
  const onEvent = (type: string, outcome: string) => void counted.push(`${type} ${outcome}`);
  const receive = createReceiveEvents({ secret, store: (events) => store(events), onEvent, log });
  listener.route('POST', '/xdr/webhook', receive);
  url = `http://127.0.0.1:${await listener.listen(0, '127.0.0.1')}/xdr/webhook`;
});
afterEach(() => listener.close());

const post = (at: string, headers: Record<string, string> = {}, sent = body) =>
  fetch(at, { method: 'POST', body: sent, headers });

test.each<[string, string, Record<string, string>]>([
  ['in the address', `?secret=${secret}`, {}],
  ['in the address, beside others', `?a=b&secret=no&secret=${secret}`, {}],
  ['as a bearer', '', { authorization: `Bearer ${secret}` }],
  ['in a header of its own', '', { 'x-xdr-webhook-secret': secret }],
  ['in the address, beside a token of XDR’s own', `?secret=${secret}`, { authorization: 'Bearer made.up.jwt' }],
])('the secret is accepted %s', async (_, query, headers) => {
  const answer = await post(url + query, headers);
  expect([answer.status, await answer.text()]).toEqual([200, '']);
  expect(stored).toBe(1);
  expect(counted).toEqual(['private-intel/incident/updated stored']);
});

test.each<[string, string, Record<string, string>]>([
  ['none', '', {}],
  ['an empty one', '?secret=', {}],
  ['another', `?secret=${'x'.repeat(secret.length)}`, {}],
  ['its beginning', `?secret=${secret.slice(0, -1)}`, {}],
  ['more than it', `?secret=${secret}x`, {}],
  ['it in another case', `?secret=${secret.toUpperCase()}`, {}],
  ['it as a basic password', '', { authorization: `Basic ${secret}` }],
  ['it in another header', '', { 'x-secret': secret }],
  ['it behind many others', `?${'secret=a&'.repeat(50)}secret=${secret}`, {}],
])('with %s it is 401, bare, with one line of log that holds neither body nor secret', async (_, query, headers) => {
  const answer = await post(url + query, headers);
  expect([answer.status, await answer.text()]).toEqual([401, '']);
  expect(stored).toBe(0);
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toMatch(new RegExp(`swordfish|${secret.slice(0, 10)}`, 'i'));
  expect(counted).toEqual(['none refused']);
});

test.each(['', 'null', '[]', '{', '{"foo":1}', '"x"'])('with the secret, %s is 400 and not stored', async (sent) => {
  expect((await post(`${url}?secret=${secret}`, {}, sent)).status).toBe(400);
  expect(stored).toBe(0);
  expect(counted).toEqual(['none nonsense']);
});

test('a body over 1 MiB is 413, whoever sends it; other methods and paths are 404', async () => {
  const large = JSON.stringify({ type: 'x', fill: 'x'.repeat(1024 * 1024) });
  expect((await post(`${url}?secret=${secret}`, {}, large)).status).toBe(413);
  expect((await fetch(`${url}?secret=${secret}`)).status).toBe(404);
  expect((await post(`${url}/?secret=${secret}`)).status).toBe(404);
});

test('what cannot be stored is not taken: 503, so that it counts as not delivered', async () => {
  store = () => Promise.reject(new Failure('store-unavailable', 'the database is away'));
  const answer = await post(`${url}?secret=${secret}`);
  expect([answer.status, await answer.text()]).toEqual([503, '']);
  expect(counted).toEqual(['private-intel/incident/updated not-stored']);
  store = () => Promise.reject(new Error('a bug'));
  expect((await post(`${url}?secret=${secret}`)).status).toBe(500);
});

test('types that are not ours do not become labels of a metric', async () => {
  await post(`${url}?secret=${secret}`, {}, JSON.stringify({ id: 'e', type: 'made/up' }));
  expect(counted).toEqual(['other stored']);
});
