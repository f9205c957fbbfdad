import type { ApiClient } from '../../../demo/xdr/api-clients.ts';
import { coversScope } from '../../../demo/xdr/covers-scope.ts';
import { startSimulatedXdr } from '../../support/simulated-xdr.ts';
import { xdrCaller } from '../../support/xdr-caller.ts';

const { url, xdr, stop } = await startSimulatedXdr();
const call = xdrCaller(url);

afterAll(stop);

test.each([
  ['enrich:read', 'enrich/observables/observe:read', true],
  ['response', 'response/trigger:write', true],
  ['foo', 'foobar', false],
  ['enrich:read', 'enrich:write', false],
  ['enrich:read', 'enrich', false],
  ['foo:read foo:write', 'foo', true],
  ['foo:read foo/bar:write', 'foo/bar', false],
  ['foo:rw', 'foo/bar:read', true],
  ['foo/bar', 'foo', false],
])('%s covers %s: %s', (held, needed, covered) => {
  expect(coversScope(held.split(' '), needed)).toBe(covered);
});

const OBSERVABLES = [{ type: 'domain', value: 'internetbadguys.com' }];
const ROUTES: readonly (readonly ['GET' | 'POST', string, unknown, string, readonly ApiClient['name'][]])[] = [
  ['POST', '/iroh/iroh-inspect/inspect', { content: 'x' }, 'inspect:read', ['responder', 'respond-reader']],
  [
    'POST',
    '/iroh/iroh-enrich/deliberate/observables',
    OBSERVABLES,
    'enrich/observables/deliberate:read',
    ['inspect-only', 'responder', 'respond-reader'],
  ],
  [
    'POST',
    '/iroh/iroh-enrich/observe/observables',
    OBSERVABLES,
    'enrich/observables/observe:read',
    ['inspect-only', 'responder', 'respond-reader'],
  ],
  [
    'POST',
    '/iroh/iroh-enrich/refer/observables',
    OBSERVABLES,
    'enrich/observables/refer:read',
    ['inspect-only', 'no-refer', 'responder', 'respond-reader'],
  ],
  [
    'GET',
    '/iroh/iroh-enrich/reputation/observable?type=domain&value=internetbadguys.com',
    undefined,
    'enrich/observables/reputation:read',
    ['inspect-only', 'no-refer', 'responder', 'respond-reader'],
  ],
  [
    'POST',
    '/iroh/iroh-enrich/health',
    undefined,
    'integration/health:read',
    ['inspect-only', 'no-refer', 'responder', 'respond-reader'],
  ],
  [
    'GET',
    '/iroh/iroh-int/module-instance',
    undefined,
    'integration/module-instance:read',
    ['inspect-only', 'no-refer', 'responder', 'respond-reader'],
  ],
  ['GET', '/iroh/profile/whoami', undefined, 'profile:read', ['inspect-only', 'no-refer', 'respond-reader']],
  [
    'POST',
    '/iroh/iroh-response/respond/observables',
    OBSERVABLES,
    'response/observables:read',
    ['reader', 'inspect-only', 'no-refer', 'investigator'],
  ],
  [
    'POST',
    '/iroh/iroh-response/respond/trigger/00000000-0000-4000-8000-00000000a002/block?observable_type=domain&observable_value=internetbadguys.com',
    undefined,
    'response/trigger:write',
    ['reader', 'inspect-only', 'no-refer', 'respond-reader', 'investigator'],
  ],
];

test.each(ROUTES)('%s %s is let through by scope alone', async (method, path, body, scope, refused) => {
  for (const client of xdr.clients) {
    const token = await call.token(client);
    const answer = method === 'GET' ? await call.get(path, token) : await call.post(path, token, body);
    if (!refused.includes(client.name)) {
      expect([client.name, answer.status]).toEqual([client.name, 200]);
      continue;
    }
    expect([client.name, answer.status]).toEqual([client.name, 403]);
    expect(answer.body).toMatchObject({
      error: 'missing_scope',
      'missing-scopes': [scope],
      'required-scopes': [scope],
      scopes: client.scopes.split(' '),
      'user-id': expect.any(String),
      'org-id': expect.any(String),
      trace_id: expect.any(String),
    });
  }
});
