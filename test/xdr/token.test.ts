import { createBreaker } from '../../src/xdr/breaker.ts';
import { createHttp } from '../../src/xdr/http.ts';
import { createTokens, type Token } from '../../src/xdr/token.ts';
import { isToken, json, type OwnAnswer, startOwnServer } from './support/own-server.ts';

const second = 1000;
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function tokensFrom(answer: OwnAnswer) {
  const server = await startOwnServer(answer);
  const { send, close } = createHttp();
  let at = Date.UTC(2026, 2, 2);
  stops.push(close, server.stop);
  const made = createTokens({
    send,
    origin: server.url,
    clientId: 'client-1',
    clientPassword: 'pass:wörd',
    timeoutMs: 2000,
    breaker: createBreaker({ service: 'token', now: () => at, sleep: async () => {}, random: () => 0.5 }),
    now: () => at,
  });
  const tokens = {
    current: () => made.current('command'),
    instead: (refused: Token) => made.instead(refused, 'command'),
    fresh: made.fresh,
    doubt: made.doubt,
  };
  return { tokens, seen: server.seen, pass: (ms: number) => (at += ms) };
}

/** Asks again and again, for at most two seconds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1000; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error('it never came true');
}

const lasting =
  (seconds: number): OwnAnswer =>
  (_, response, nth) =>
    json(response, { access_token: `token-${nth}`, token_type: 'bearer', expires_in: seconds, scope: 'inspect:read' });

test('the token is asked for by HTTP Basic and a form', async () => {
  const { tokens, seen } = await tokensFrom(lasting(600));
  expect(await tokens.current()).toMatchObject({ value: 'token-1', scope: 'inspect:read' });
  expect(seen).toEqual([
    {
      path: '/iroh/oauth2/token',
      authorization: `Basic ${Buffer.from('client-1:pass:wörd').toString('base64')}`,
      body: 'grant_type=client_credentials',
    },
  ]);
  expect(isToken(seen[0]!)).toBe(true);
});

test('one fetch is in flight, whoever asks', async () => {
  const { tokens, seen } = await tokensFrom(lasting(600));
  const values = await Promise.all(Array.from({ length: 50 }, async () => (await tokens.current()).value));
  expect(new Set(values)).toEqual(new Set(['token-1']));
  expect(seen).toHaveLength(1);
});

test('in its last minute a token is still used while the next is fetched', async () => {
  const { tokens, seen, pass } = await tokensFrom(lasting(600));
  await tokens.current();
  pass(539 * second);
  expect((await tokens.current()).value).toBe('token-1');
  expect(seen).toHaveLength(1);
  pass(second);
  expect((await tokens.current()).value).toBe('token-1');
  await until(async () => (await tokens.current()).value === 'token-2');
  expect(seen).toHaveLength(2);
});

test('a fresh token is fetched however good the present one is, and used by all from then on', async () => {
  const { tokens, seen } = await tokensFrom(lasting(600));
  await tokens.current();
  expect((await tokens.fresh()).value).toBe('token-2');
  expect((await tokens.current()).value).toBe('token-2');
  const values = await Promise.all(Array.from({ length: 9 }, async () => (await tokens.fresh()).value));
  expect(new Set(values)).toEqual(new Set(['token-3']));
  expect(seen).toHaveLength(3);
});

test('a fresh token that cannot be had fails, and leaves the good one in use', async () => {
  const { tokens } = await tokensFrom((request, response, nth) =>
    nth === 2 ? json(response, {}, 503) : lasting(600)(request, response, nth),
  );
  await tokens.current();
  await expect(tokens.fresh()).rejects.toMatchObject({ kind: 'unavailable', facts: { service: 'token' } });
  expect((await tokens.current()).value).toBe('token-1');
});

test('an ended token is waited for', async () => {
  const { tokens, pass } = await tokensFrom(lasting(600));
  await tokens.current();
  pass(600 * second);
  expect((await tokens.current()).value).toBe('token-2');
});

test('a renewal that fails early leaves the good token in use', async () => {
  const { tokens, seen, pass } = await tokensFrom((request, response, nth) =>
    nth === 2 ? json(response, {}, 503) : lasting(600)(request, response, nth),
  );
  await tokens.current();
  pass(545 * second);
  expect((await tokens.current()).value).toBe('token-1');
  await until(async () => (await tokens.current()).value === 'token-3');
  expect(seen).toHaveLength(3);
});

test('a short-lived token is not fetched for every call', async () => {
  const { tokens, seen, pass } = await tokensFrom(lasting(30));
  await tokens.current();
  pass(14 * second);
  await tokens.current();
  expect(seen).toHaveLength(1);
  pass(16 * second);
  expect((await tokens.current()).value).toBe('token-2');
});

test('those who were refused with one token share one new one', async () => {
  const { tokens, seen } = await tokensFrom(lasting(600));
  const first = await tokens.current();
  const values = await Promise.all(Array.from({ length: 9 }, async () => (await tokens.instead(first)).value));
  expect(new Set(values)).toEqual(new Set(['token-2']));
  expect((await tokens.instead(first)).value).toBe('token-2'); // a latecomer
  expect(seen).toHaveLength(2);
});

test('a doubted token is dropped, at most once a minute', async () => {
  const { tokens, pass } = await tokensFrom(lasting(600));
  const first = await tokens.current();
  tokens.doubt(first);
  expect((await tokens.current()).value).toBe('token-1');
  pass(61 * second);
  tokens.doubt(first);
  expect((await tokens.current()).value).toBe('token-2');
});

test('a clock set forward by an hour renews at once, and costs nothing more', async () => {
  const { tokens, seen, pass } = await tokensFrom(lasting(600));
  await tokens.current();
  pass(3600 * second);
  expect((await tokens.current()).value).toBe('token-2');
  expect((await tokens.current()).value).toBe('token-2');
  expect(seen).toHaveLength(2);
});

test('a clock set back by an hour keeps a token until XDR refuses it, and then goes by the new time', async () => {
  const { tokens, seen, pass } = await tokensFrom(lasting(600));
  const first = await tokens.current();
  pass(-3600 * second);
  expect((await tokens.current()).value).toBe('token-1');
  expect((await tokens.instead(first)).value).toBe('token-2'); // the 401
  pass(600 * second);
  expect((await tokens.current()).value).toBe('token-3');
  expect(seen).toHaveLength(3);
});

test.each([
  [401, { error: 'invalid_client', error_description: 'x' }, 'unauthorized'],
  [400, { error: 'unsupported_grant_type' }, 'unauthorized'],
  [403, { message: 'Forbidden' }, 'unauthorized'],
  [429, {}, 'rate-limited'],
  [500, {}, 'unavailable'],
  [404, {}, 'not-found'],
  [200, {}, 'malformed'],
  [200, { access_token: 'with\nline', expires_in: 600 }, 'malformed'],
  [200, [], 'malformed'],
])('an answer of %d %j is %s', async (status, body, kind) => {
  const { tokens } = await tokensFrom((_, response) => json(response, body, status));
  await expect(tokens.current()).rejects.toMatchObject({ kind, facts: { service: 'token', status } });
});

test('a lifetime or scope that cannot be read is not held against the token', async () => {
  const { tokens } = await tokensFrom((_, response) =>
    json(response, { access_token: 't', expires_in: '600', scope: 7 }),
  );
  const token = await tokens.current();
  expect([token.until - token.since, token.scope]).toEqual([600 * second, undefined]);
});
