import { createMissingScopes, neededScopes } from '../../src/permissions/granted.ts';

test('what the token was not granted is missing', async () => {
  const missing = createMissingScopes(async () => 'inspect:read enrich/observables/deliberate:read');
  expect(await missing(Object.values(neededScopes).flat())).toEqual([
    'enrich/observables/observe:read',
    'enrich/observables/refer:read',
    'response/observables:read',
    'response/trigger:write',
    'private-intel/incident:read',
    'users:read',
    'private-intel/incident:write',
    'private-intel/incident',
    'private-intel/note:write',
  ]);
});

test('a token that does not say what it was granted misses nothing', async () => {
  expect(await createMissingScopes(async () => undefined)(['response'])).toEqual([]);
});
