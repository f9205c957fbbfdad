import fc from 'fast-check';
import { failureOfAnswer, readErrorBody } from '../../src/xdr/error-body.ts';

const now = Date.UTC(2026, 2, 2, 9, 15, 0);
const failure = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  failureOfAnswer(
    { status, body: typeof body === 'string' ? body : JSON.stringify(body), headers },
    { service: 'deliberate', needs: ['enrich/observables/deliberate:read'], now },
  );

test.each([
  [400, 'bad-request'],
  [401, 'unauthorized'],
  [403, 'missing-scope'],
  [404, 'not-found'],
  [405, 'bad-request'],
  [408, 'timed-out'],
  [413, 'bad-request'],
  [422, 'bad-request'],
  [429, 'rate-limited'],
  [500, 'unavailable'],
  [502, 'unavailable'],
  [503, 'unavailable'],
  [504, 'unavailable'],
  [204, 'malformed'],
  [302, 'malformed'],
])('status %d is %s, whatever the body', (status, kind) => {
  for (const body of ['', '{}', '{"error":', 'null', '[]', '"x"', '\u0000']) {
    expect(failure(status, body)).toMatchObject({ kind, facts: { service: 'deliberate', status } });
  }
});

test("a gateway's HTML is unavailable, but 401 and 429 mean what they say", () => {
  const html = '<html><body>Access denied</body></html>';
  for (const status of [403, 404, 500, 502]) expect(failure(status, html).kind).toBe('unavailable');
  expect(failure(404, 'gone', { 'content-type': 'text/html; charset=utf-8' }).kind).toBe('unavailable');
  expect(failure(401, html).kind).toBe('unauthorized');
  expect(failure(429, html).kind).toBe('rate-limited');
});

test('a 403 of the platform names the missing scopes and the reference for support', () => {
  const body = {
    error: 'missing_scopes',
    error_description: 'You may not do this',
    'missing-scopes': ['response/trigger:write', 7, 'no scope at all', '<!channel>:x'],
    'required-scopes': ['response/trigger:write'],
    scopes: ['enrich:read'],
    trace_id: 'e4f490ba-cdcc-5645-b0d8-50a32ff9e3b6',
  };
  expect(failure(403, body)).toMatchObject({
    kind: 'missing-scope',
    message: 'deliberate: HTTP 403 missing_scopes',
    facts: { scopes: ['response/trigger:write'], traceId: 'e4f490ba-cdcc-5645-b0d8-50a32ff9e3b6' },
  });
});

test.each([
  ['create-casebook', ['casebook:write']],
  [
    ['search-event', 'developer', 'delete-event'],
    ['private-intel/event:read', 'private-intel/event:write'],
  ],
  [['list-judgements'], ['private-intel/judgement:read']],
  [['developer'], ['enrich/observables/deliberate:read']],
])("the capabilities %j of CTIA's 403 are scopes", (capabilities, scopes) => {
  expect(failure(403, { error: 'missing_capability', capabilities, owner: 'x' }).facts.scopes).toEqual(scopes);
});

test('a 403 that names nothing is told with what the call needs', () => {
  expect(failure(403, { message: 'Forbidden' }).facts.scopes).toEqual(['enrich/observables/deliberate:read']);
});

test.each([
  [{ error: 'jwt_expired_via_max_jwt_lifetime', error_description: 'x' }, 'jwt_expired_via_max_jwt_lifetime'],
  [{ error: 'Too Many Requests' }, 'Too Many Requests'],
  [{ message: 'could not read hello world' }, undefined],
  [{ type: 'unknown-exception', class: 'clojure.lang.ExceptionInfo' }, 'unknown-exception'],
  [{ error_code: 'E0000' }, 'E0000'],
  [{ type: 'compojure.api.exception/request-validation', value: { title: 'x' } }, undefined],
  [{ content: 'missing-required-key' }, undefined],
  [{ error: 'no such thing as evil.example' }, undefined],
  [{ error: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln' }, undefined],
  [{ error: 'd41d8cd98f00b204e9800998ecf8427e' }, undefined],
  [{ error: '45 83 10 7' }, undefined],
  [{ error: {} }, undefined],
])('of %j the code %j is kept', (body, code) => {
  expect(readErrorBody({ body: JSON.stringify(body), headers: {} }).code).toBe(code);
});

test('a 429 says when, a 503 only if it knows', () => {
  expect(failure(429, {}, { 'retry-after': '3172s' }).facts.retryAt).toBe(now + 3_172_000);
  expect(failure(429, {}).facts.retryAt).toBe(now + 60_000);
  expect(failure(503, {}, { 'retry-after': '5' }).facts.retryAt).toBe(now + 5000);
  expect(failure(503, {}).facts).not.toHaveProperty('retryAt');
});

test('any body at all gives a failure, and nothing of its text', () => {
  const secret = 'Zq7.secret-9';
  const hostile = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .jsonValue()
      .map((value) => JSON.stringify({ error: value, trace_id: value, 'missing-scopes': value, capabilities: value })),
  );
  fc.assert(
    fc.property(hostile, fc.integer({ min: 300, max: 599 }), (body, status) => {
      const { message, facts } = failure(status, body.replaceAll('"', `"${secret}`));
      expect(message + JSON.stringify({ ...facts, scopes: [] })).not.toContain(secret);
    }),
  );
});
