import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Activity, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { createConnection } from '../../../adapters/teams/connect.ts';
import { createProxied } from '../../../src/proxied-fetch.ts';
import {
  activityOf,
  appId,
  type OpenIdServer,
  startOpenIdServer,
  type TokenChange,
  tokenOf,
} from '../../support/open-id-server.ts';

type Asked = Readonly<{ line: string; authorization: string | undefined; body: string }>;

let microsoft: OpenIdServer;
let server: Server;
let url = '';
const asked: Asked[] = [];
const connects: string[] = [];
/** Status 0 is silence. */
let answer: { status: number; headers?: Record<string, string>; body?: string } = { status: 200 };

beforeEach(async () => {
  asked.length = 0;
  connects.length = 0;
  answer = { status: 201, body: '{"id":"1700000000001"}' };
  microsoft = await startOpenIdServer();
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push({
      line: `${request.method} ${request.url}`,
      authorization: request.headers.authorization,
      body: Buffer.concat(chunks).toString(),
    });
    if (answer.status === 0) return;
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.body);
  });
  server.on('connect', (request, socket) => {
    connects.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await Promise.all([new Promise((resolve) => server.close(resolve)), microsoft.stop()]);
});

const say = { type: 'message', text: 'hello' } as const;

test('what the bot says carries its own token, which is asked for once and again before it ends', async () => {
  let now = Date.now();
  const { connectorFor } = createConnection(microsoft.settings, { now: () => now });
  const connector = await connectorFor(`${url}/emea/`);
  expect(await connectorFor(`${url}/emea/`)).toBe(connector);
  const [posted] = await Promise.all([
    connector.conversations.sendToConversation('a:1;messageid=5', say),
    connector.conversations.sendToConversation('a:2', say),
  ]);
  expect(posted).toMatchObject({ id: '1700000000001' });
  expect(asked[0]).toEqual({
    line: 'POST /emea/v3/conversations/a%3A1%3Bmessageid%3D5/activities',
    authorization: 'Bearer bot-token-1',
    body: JSON.stringify(say),
  });
  expect(microsoft.logins.map((form) => Object.fromEntries(form))).toEqual([
    {
      grant_type: 'client_credentials',
      client_id: appId,
      client_secret: 'not-a-secret',
      scope: 'https://api.botframework.com/.default',
    },
  ]);
  now += 54 * 60_000;
  await connector.conversations.sendToConversation('a:1', say);
  expect(microsoft.logins).toHaveLength(1);
  now += 60_000;
  await connector.conversations.sendToConversation('a:1', say);
  expect(asked.at(-1)?.authorization).toBe('Bearer bot-token-2');
});

test('routes that the SDK does not know are asked with the token too', async () => {
  const { askRoute } = createConnection(microsoft.settings);
  const path = 'v3/conversations/a/activities/1/reactions/like';
  expect(await askRoute(`${url}/emea/`, 'PUT', path)).toMatchObject({ status: 201, retryAfter: undefined });
  answer = { status: 429, headers: { 'retry-after': '7' }, body: 'later' };
  expect(await askRoute(url, 'DELETE', path)).toEqual({ status: 429, retryAfter: '7', body: 'later' });
  expect(asked).toEqual([
    { line: `PUT /emea/${path}`, authorization: 'Bearer bot-token-1', body: '' },
    { line: `DELETE /${path}`, authorization: 'Bearer bot-token-1', body: '' },
  ]);
});

test.each([500, 502, 503, 429, 412])('a call that is answered %i is made once', async (status) => {
  answer = { status, headers: { 'retry-after': '0' }, body: '{"error":{"code":"Busy","message":"later"}}' };
  const { connectorFor } = createConnection(microsoft.settings);
  const connector = await connectorFor(url);
  const failed = connector.conversations.sendToConversation('a', say).catch((error: unknown) => error);
  expect(await failed).toMatchObject({ statusCode: status });
  expect(asked).toHaveLength(1);
});

test('no redirect takes the token elsewhere', async () => {
  answer = { status: 307, headers: { location: `${microsoft.url}/elsewhere` } };
  const { connectorFor } = createConnection(microsoft.settings);
  const connector = await connectorFor(url);
  await connector.conversations.sendToConversation('a', say).catch(() => {});
  expect(asked).toHaveLength(1);
  expect(microsoft.asked).not.toContain('/elsewhere');
});

test('a call that finds nobody, or is not answered in time, says so', async () => {
  const { connectorFor } = createConnection(microsoft.settings);
  const nobody = await startOpenIdServer();
  await nobody.stop();
  const call = async (serviceUrl: string, options: object): Promise<unknown> => {
    const connector = await connectorFor(serviceUrl);
    return connector.conversations.sendToConversation('a', say, options).catch((error: unknown) => error);
  };
  expect(await call(nobody.url, {})).toMatchObject({ code: 'ECONNREFUSED' });
  answer = { status: 0 };
  expect(await call(url, { timeout: 50 })).toMatchObject({ code: 'ETIMEDOUT' });
});

test.each([
  [
    400,
    { error: 'invalid_client', error_description: 'secret expired' },
    'platform-refused',
    'login: 400 invalid_client',
  ],
  [401, '<html>', 'platform-refused', 'login: 401 no token in the answer'],
  [200, { token_type: 'Bearer' }, 'platform-refused', 'login: 200 no token in the answer'],
  [503, {}, 'platform-unavailable', 'login: 503'],
  [429, {}, 'platform-unavailable', 'login: 429'],
])('a login that is answered %i is a failure without the password', async (status, body, kind, message) => {
  microsoft.nextLogin(status, body);
  const { connectorFor } = createConnection(microsoft.settings);
  const connector = await connectorFor(url);
  const failed = await connector.conversations.sendToConversation('a', say).catch((error: unknown) => error);
  expect(failed).toMatchObject({ kind, message });
  expect(asked).toEqual([]);
  await connector.conversations.sendToConversation('a', say);
  expect(asked).toHaveLength(1);
});

test('a login server that is away is a failure that may pass', async () => {
  const away = await startOpenIdServer();
  await away.stop();
  const { connectorFor } = createConnection(away.settings);
  const connector = await connectorFor(url);
  const failed = await connector.conversations.sendToConversation('a', say).catch((error: unknown) => error);
  expect(failed).toMatchObject({ kind: 'platform-unavailable', message: 'login: no answer' });
  expect(String(Reflect.get(failed as object, 'stack'))).not.toContain('not-a-secret');
});

test('without app id nothing is carried and nobody is asked for a token', async () => {
  const { connectorFor } = createConnection({ ...microsoft.settings, appId: undefined, local: true, addresses: {} });
  const connector = await connectorFor(url);
  await connector.conversations.sendToConversation('a', say);
  expect(asked).toMatchObject([{ authorization: undefined }]);
  expect(microsoft.logins).toEqual([]);
});

test('credentials can be handed in', async () => {
  const { connectorFor } = createConnection(microsoft.settings, {
    credentials: {
      isValidAppId: async () => true,
      isAuthenticationDisabled: async () => false,
      createCredentials: async () => ({
        signRequest: async (request) => {
          request.headers.set('authorization', 'Bearer mine');
          return request;
        },
      }),
    },
  });
  await (await connectorFor(url)).conversations.sendToConversation('a', say);
  expect(asked).toMatchObject([{ authorization: 'Bearer mine' }]);
});

test.each([
  ['', 'login.botframework.com:443', 'login.microsoftonline.com:443'],
  ['https://botframework.azure.us', 'login.botframework.azure.us:443', 'login.microsoftonline.us:443'],
])('a proxy serves for keys, login and connector, in the cloud “%s”', async (cloud, keys, login) => {
  const proxied = createProxied({ https: url })!;
  const settings = { ...microsoft.settings, addresses: cloud ? { ChannelService: cloud } : {} };
  const { authenticate, connectorFor } = createConnection(settings, { fetch: proxied.fetch });
  const iss = cloud ? 'https://api.botframework.us' : 'https://api.botframework.com';
  const headers = { authorization: `Bearer ${tokenOf({ claims: { iss } })}` };
  const delivery = { headers, body: Buffer.from(''), url: new URL('http://localhost/'), remoteAddress: '127.0.0.1' };
  const refused = await authenticate(delivery).catch((error: unknown) => error);
  const connector = await connectorFor('https://smba.example/');
  await connector.conversations.sendToConversation('a', say).catch(() => {});
  const local = createConnection({ ...settings, appId: undefined, local: true }, { fetch: proxied.fetch });
  const open = await local.connectorFor('https://smba.example/');
  await open.conversations.sendToConversation('a', say).catch(() => {});
  await proxied.dispatcher.close();
  expect(refused).toMatchObject({ kind: 'platform-unavailable' });
  expect(connects).toEqual([keys, login, 'smba.example:443']);
});

test('the SDK’s own check agrees on good and forged tokens, but would let one without an end pass', async () => {
  const { settings } = microsoft;
  const sdk = new ConfigurationBotFrameworkAuthentication({
    MicrosoftAppId: appId,
    MicrosoftAppType: 'MultiTenant',
    ...settings.addresses,
  });
  const usual = { ...console };
  console.error = () => {};
  const check = (change: TokenChange) =>
    sdk.authenticateRequest(activityOf() as unknown as Activity, `Bearer ${tokenOf(change)}`).then(
      () => 'ok',
      () => 'refused',
    );
  const outcomes = [await check({}), await check({ claims: { exp: undefined } }), await check({ by: 'forger' })];
  Object.assign(console, usual);
  expect(outcomes).toEqual(['ok', 'ok', 'refused']);
});

test('a cloud that the SDK does not know needs all of its addresses', () => {
  const ChannelService = 'https://botframework.azure.cn';
  const { addresses } = microsoft.settings;
  const { OAuthUrl: _left, ...some } = addresses;
  const connect = (own: Record<string, string>) =>
    createConnection({ ...microsoft.settings, addresses: { ChannelService, ...own } });
  expect(() => connect({})).toThrow('ToBotFromChannelOpenIdMetadataUrl');
  expect(() => connect(some)).toThrow('OAuthUrl must be set too');
  expect(() => connect(addresses)).not.toThrow();
});

test('a managed identity is the SDK’s business, and needs no password', () => {
  const { settings } = microsoft;
  expect(() =>
    createConnection({ ...settings, appType: 'UserAssignedMSI', appPassword: undefined, addresses: {} }),
  ).not.toThrow();
});
