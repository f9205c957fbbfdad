import fc from 'fast-check';
import { createConnection } from '../../../adapters/teams/connect.ts';
import { createReceive } from '../../../adapters/teams/receive.ts';
import { createTokenKeys } from '../../../adapters/teams/token-keys.ts';
import { createListener, type Listener } from '../../../src/listener.ts';
import { type LogFacts, silentLog } from '../../../src/log.ts';
import {
  activityOf,
  inSeconds,
  keyIds,
  type OpenIdServer,
  serviceUrl,
  startOpenIdServer,
  type TokenChange,
  tokenOf,
} from '../../support/open-id-server.ts';

let microsoft: OpenIdServer;
let listener: Listener;
let url = '';
const taken: unknown[] = [];
const logged: LogFacts[] = [];
/** What the SDK prints past our log. */
const printed: unknown[] = [];
const ways = ['error', 'warn', 'log'] as const;
const usual = { ...console };

beforeAll(async () => {
  for (const way of ways) console[way] = (...said: unknown[]) => printed.push(said);
  microsoft = await startOpenIdServer();
  const log = { ...silentLog, warn: (facts: LogFacts) => logged.push(facts) };
  listener = createListener({ log });
  const connection = createConnection(microsoft.settings);
  const take = async (activity: unknown) => {
    taken.push(activity);
    return undefined;
  };
  createReceive({ route: listener.route, connection, take, log }).open();
  url = `http://127.0.0.1:${await listener.listen(0, '127.0.0.1')}/api/messages`;
});
afterAll(async () => {
  await Promise.all([listener.close(), microsoft.stop()]);
  Object.assign(console, usual);
});
beforeEach(() => {
  taken.length = 0;
  logged.length = 0;
  printed.length = 0;
});

/** Status and body of the answer to a delivery with this header. */
async function deliver(authorization: string | undefined, activity: unknown = activityOf()): Promise<[number, string]> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
    body: JSON.stringify(activity),
  });
  return [response.status, await response.text()];
}
const bearer = (change?: TokenChange): string => `Bearer ${tokenOf(change)}`;

test.each<[string, TokenChange]>([
  ['a token as the Bot Framework signs it', {}],
  ['RS384', { header: { alg: 'RS384' } }],
  ['RS512', { header: { alg: 'RS512' } }],
  ['expired less than five minutes ago', { claims: { exp: inSeconds(-280) } }],
  ['valid in less than five minutes', { claims: { nbf: inSeconds(280) } }],
  ['without nbf', { claims: { nbf: undefined } }],
])('accepted: %s', async (_what, change) => {
  expect(await deliver(bearer(change))).toEqual([200, '']);
  expect(taken).toEqual([expect.objectContaining({ text: 'enrich 45.83.10.7' })]);
  expect([logged, printed]).toEqual([[], []]);
});

test.each<[string, () => string | undefined, string]>([
  ['no header', () => undefined, 'no token'],
  ['an empty header', () => '', 'no token'],
  ['no token', () => 'Bearer', 'no token'],
  ['another scheme', () => `Basic ${tokenOf()}`, 'no token'],
  ['two tokens', () => `${bearer()} ${tokenOf()}`, 'no token'],
  ['something that is no token', () => 'Bearer hello', 'no token'],
  ['three parts that are no token', () => 'Bearer aGVsbG8.aGVsbG8.aGVsbG8', 'no token'],
  ['alg none, unsigned', () => bearer({ header: { alg: 'none' } }), 'no token'],
  ['alg none, with a signature', () => `${bearer({ header: { alg: 'none' } })}AAAA`, 'no token'],
  ['HS256 with the public key', () => bearer({ header: { alg: 'HS256' } }), 'no token'],
  ['an extension that must be understood', () => bearer({ header: { crit: ['exp'] } }), 'no token'],
  ['no key id', () => bearer({ header: { kid: undefined } }), 'no token'],
  ['no exp', () => bearer({ claims: { exp: undefined } }), 'no token'],
  ['exp as text', () => bearer({ claims: { exp: String(inSeconds(3600)) } }), 'no token'],
  ['exp null', () => bearer({ claims: { exp: null } }), 'no token'],
  ['expired', () => bearer({ claims: { exp: inSeconds(-301) } }), 'time'],
  ['nbf ahead', () => bearer({ claims: { nbf: inSeconds(320) } }), 'time'],
  ['another audience', () => bearer({ claims: { aud: '11111111-2222-4333-8444-000000000000' } }), 'audience'],
  ['no audience', () => bearer({ claims: { aud: undefined } }), 'no token'],
  ['a list of audiences', () => bearer({ claims: { aud: ['a', 'b'] } }), 'no token'],
  ['another issuer', () => bearer({ claims: { iss: 'https://evil.example' } }), 'issuer'],
  [
    "the Emulator's issuer",
    () => bearer({ claims: { iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/', ver: '1.0' } }),
    'issuer',
  ],
  ['no issuer', () => bearer({ claims: { iss: undefined } }), 'no token'],
  ['an unknown key', () => bearer({ header: { kid: 'nobody' } }), 'key'],
  ['a key of another kind', () => bearer({ header: { kid: keyIds.curve } }), 'key'],
  ['a key endorsed for another channel', () => bearer({ header: { kid: keyIds.webChat } }), 'key'],
  ['a key endorsed for no channel', () => bearer({ header: { kid: keyIds.noChannel } }), 'key'],
  ['another key under a known id', () => bearer({ by: 'forger' }), 'signature'],
  ['a changed payload', () => bearer({ payload: { name: 'mallory' } }), 'signature'],
  ['a signature of another algorithm', () => swapHeader(tokenOf({ header: { alg: 'RS512' } })), 'signature'],
  ['no serviceurl', () => bearer({ claims: { serviceurl: undefined } }), 'no token'],
  ['an empty serviceurl', () => bearer({ claims: { serviceurl: '' } }), 'no token'],
  ['another serviceurl', () => bearer({ claims: { serviceurl: 'https://evil.example/' } }), 'service url'],
])('refused with a bare 401: %s', async (_what, authorization, why) => {
  expect(await deliver(authorization())).toEqual([401, '']);
  expect(taken).toEqual([]);
  expect(logged).toEqual([{ path: '/api/messages', from: '127.0.0.1', why }]);
  expect(printed).toEqual([]);
});

/** The same token with RS256 in its header. */
function swapHeader(token: string): string {
  const [, ...rest] = token.split('.');
  return `Bearer ${[tokenOf().split('.')[0], ...rest].join('.')}`;
}

test.each([
  ['an activity of another service', { serviceUrl: 'https://evil.example/' }],
  ['an activity of the same host under another path', { serviceUrl: `${serviceUrl}x` }],
])('refused with a bare 401: a good token on %s', async (_what, change) => {
  expect(await deliver(bearer(), activityOf(change))).toEqual([401, '']);
  expect(taken).toEqual([]);
  expect(logged).toMatchObject([{ why: 'service url' }]);
});

test('a refused token is refused before its activity is looked at', async () => {
  expect(await deliver(bearer({ by: 'forger' }), null)).toEqual([401, '']);
  expect(await deliver(undefined, 'x')).toEqual([401, '']);
});

test('no header whatsoever opens the door', async () => {
  const header = fc.oneof(
    fc.string({ unit: 'grapheme-ascii', maxLength: 200 }),
    fc.string({ unit: 'grapheme-ascii', maxLength: 100 }).map((text) => `Bearer ${text}`),
    fc
      .tuple(fc.json(), fc.json(), fc.base64String())
      .map(([head, body, signature]) => `Bearer ${url64(head)}.${url64(body)}.${signature}`),
  );
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(header, async (text) => {
      statuses.add((await deliver(text))[0]);
    }),
    { numRuns: 100 },
  );
  expect([...statuses]).toEqual([401]);
  expect(taken).toEqual([]);
});

test('a token with one character changed is none', async () => {
  const token = tokenOf();
  // The last character holds bits that belong to nothing.
  const at = fc.integer({ min: 0, max: token.length - 2 }).filter((index) => token[index] !== '.');
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(at, fc.constantFrom(...'AQgw059_-'), async (index, by) => {
      fc.pre(token[index] !== by);
      statuses.add((await deliver(`Bearer ${token.slice(0, index)}${by}${token.slice(index + 1)}`))[0]);
    }),
    { numRuns: 100 },
  );
  expect([...statuses]).toEqual([401]);
  expect(taken).toEqual([]);
});

const url64 = (text: string): string => Buffer.from(text).toString('base64url');

describe('keys', () => {
  const minute = 60_000;
  let server: OpenIdServer;
  let now = 1_000_000;
  const keysOf = () => createTokenKeys({ url: `${server.url}/openid`, fetch, now: () => now });
  beforeEach(async () => {
    server = await startOpenIdServer();
  });
  afterEach(() => server.stop());

  test('are read once for all who ask at the same time, and again after a day', async () => {
    const find = keysOf();
    const found = await Promise.all([find('teams'), find('teams'), find('webchat')]);
    expect(found.map((key) => key?.endorsements[0])).toEqual(['msteams', 'msteams', 'webchat']);
    now += 24 * 60 * minute - 1;
    await find('teams');
    expect(server.asked).toEqual(['/openid', '/keys']);
    now += 1;
    await find('teams');
    expect(server.asked).toHaveLength(4);
  });

  test('a key that is new is found, and unknown ones cannot make us ask at will', async () => {
    const find = keysOf();
    expect(await find('new')).toBeUndefined();
    server.publish('new');
    for (let count = 0; count < 5; count += 1) expect(await find('new')).toBeUndefined();
    expect(server.asked).toHaveLength(2);
    now += 5 * minute;
    expect(await find('new')).toBeDefined();
  });

  test('known keys outlast an outage of their address, for five days', async () => {
    const find = keysOf();
    await find('teams');
    server.broken(true);
    now += 2 * 24 * 60 * minute;
    expect(await find('teams')).toBeDefined();
    await expect(find('nobody')).rejects.toMatchObject({ kind: 'platform-unavailable' });
    now += 3 * 24 * 60 * minute;
    await expect(find('teams')).rejects.toMatchObject({ kind: 'platform-unavailable' });
    const asked = server.asked.length;
    await expect(find('teams')).rejects.toMatchObject({ kind: 'platform-unavailable' });
    expect(server.asked).toHaveLength(asked);
    server.broken(false);
    now += minute;
    expect(await find('teams')).toBeDefined();
  });
});

test('while the keys cannot be had, deliveries are neither taken nor refused for good', async () => {
  const away = await startOpenIdServer();
  const other = createListener({ log: silentLog });
  const connection = createConnection(away.settings);
  const take = async () => {
    taken.push('taken');
    return undefined;
  };
  createReceive({ route: other.route, connection, take, log: silentLog }).open();
  const door = `http://127.0.0.1:${await other.listen(0, '127.0.0.1')}/api/messages`;
  await away.stop();
  const response = await fetch(door, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: bearer() },
    body: JSON.stringify(activityOf()),
  });
  const answer = [response.status, await response.text()];
  await other.close();
  expect(answer).toEqual([503, '']);
  expect(taken).toEqual([]);
});
