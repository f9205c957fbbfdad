import { startSimulatedXdr } from '../../support/simulated-xdr.ts';
import { xdrCaller } from '../../support/xdr-caller.ts';

let now = Date.UTC(2026, 2, 2, 9, 15);
const { url, xdr, stop } = await startSimulatedXdr({ now: () => now });
const call = xdrCaller(url);
const reader = xdr.client('reader');
const basic = `Basic ${Buffer.from(`${reader.id}:${reader.password}`).toString('base64')}`;
const FORM = 'application/x-www-form-urlencoded';
const PATH = '/iroh/oauth2/token';

afterAll(stop);
afterEach(() => xdr.reset());

test.each([
  ['HTTP Basic and a form', { authorization: basic, 'content-type': FORM }, 'grant_type=client_credentials'],
  [
    'JSON with client_id and client_password',
    { 'content-type': 'application/json' },
    JSON.stringify({ client_id: reader.id, client_password: reader.password, grant_type: 'client_credentials' }),
  ],
  [
    'a form with client_id and client_password',
    { 'content-type': FORM },
    new URLSearchParams({
      client_id: reader.id,
      client_password: reader.password,
      grant_type: 'client_credentials',
    }).toString(),
  ],
])('a token is issued for %s', async (_habit, headers, body) => {
  const answer = await call.send(PATH, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    token_type: 'bearer',
    expires_in: 600,
    scope: reader.scopes,
  });
});

test.each([
  [
    'a wrong password',
    401,
    'invalid_client',
    { authorization: `Basic ${btoa(`${reader.id}:no`)}` },
    'client_credentials',
  ],
  ['an unknown client', 401, 'invalid_client', { authorization: `Basic ${btoa('client-x:y')}` }, 'client_credentials'],
  ['no credentials', 401, 'invalid_client', {}, 'client_credentials'],
  ['another grant', 400, 'unsupported_grant_type', { authorization: basic }, 'password'],
])('a token call with %s is refused with %i %s', async (_what, status, error, headers, grant) => {
  const answer = await call.send(PATH, {
    method: 'POST',
    headers: { 'content-type': FORM, ...headers },
    body: `grant_type=${grant}`,
  });
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ error, error_description: expect.any(String) });
});

test('a token call without a grant is an invalid request', async () => {
  const answer = await call.send(PATH, { method: 'POST', headers: { authorization: basic } });
  expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
});

test('a token works for 600 seconds and is then told expired', async () => {
  const token = await call.token(reader);
  now += 599_000;
  expect((await call.get('/iroh/profile/whoami', token)).status).toBe(200);
  now += 1_000;
  expect(await call.get('/iroh/profile/whoami', token)).toMatchObject({ status: 401, body: { error: 'jwt_expired' } });
});

test.each([
  ['no token', undefined, 'invalid_request'],
  ['a token that is no JWT', 'Bearer nonsense', 'jwt_decode_failed_exception'],
  ['a JWT of someone else', 'Bearer a.b.c', 'jwt_invalid_signature'],
])('%s is a 401 without rate-limit headers', async (_what, authorization, error) => {
  const answer = await call.send('/iroh/iroh-inspect/inspect', {
    method: 'POST',
    headers: authorization === undefined ? {} : { authorization },
    body: '{"content":"x"}',
  });
  expect(answer).toMatchObject({ status: 401, body: { error } });
  expect(answer.headers.has('x-ratelimit-org-limit')).toBe(false);
});

test('revoked tokens are refused, new ones work', async () => {
  const token = await call.token(reader);
  const other = await call.token(xdr.client('everything'));
  xdr.revokeTokens(reader.id);
  expect(await call.get('/iroh/profile/whoami', token)).toMatchObject({ status: 401, body: { error: 'jwt_revoked' } });
  expect((await call.get('/iroh/profile/whoami', other)).status).toBe(200);
  expect((await call.get('/iroh/profile/whoami', await call.token(reader))).status).toBe(200);
});

test('scopes that shrink are missing at once, also for tokens given out before', async () => {
  const token = await call.token(reader);
  xdr.setScopes(reader.id, 'inspect:read');
  expect(await call.get('/iroh/profile/whoami', token)).toMatchObject({
    status: 403,
    body: { error: 'missing_scope' },
  });
  const renewed = await call.send(PATH, {
    method: 'POST',
    headers: { authorization: basic, 'content-type': FORM },
    body: 'grant_type=client_credentials',
  });
  expect(renewed.body).toMatchObject({ scope: 'inspect:read' });
  xdr.setScopes(reader.id, undefined);
  expect((await call.get('/iroh/profile/whoami', token)).status).toBe(200);
});

test('the log never holds the body of a token call', async () => {
  await call.token(reader);
  expect(xdr.calls.list('token')).toHaveLength(1);
  expect(JSON.stringify(xdr.calls.list())).not.toContain('grant_type');
});
