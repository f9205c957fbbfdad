import { createMissingScopes, neededScopes } from '../../src/permissions/granted.ts';

test('what the token was not granted is missing', async () => {
  const missing = createMissingScopes(async () => 'inspect:read enrich/observables/deliberate:read');
  expect(await missing(Object.values(neededScopes).flat())).toEqual([
    'enrich/observables/observe:read',
    'enrich/observables/refer:read',
    'response/observables:read',
    'response/trigger:write',
    'private-intel/incident:read',
    'private-intel/sighting:read',
    'private-intel/relationship:read',
    'global-intel:read',
    'private-intel/judgement:read',
    'users:read',
    'webhook/management:read',
    'webhook/result:read',
    'webhook/management:write',
    'private-intel/incident:write',
    'private-intel/incident',
    'private-intel/note:write',
    'casebook:read',
    'casebook:read',
    'casebook:write',
    'casebook:read',
    'private-intel/incident:read',
    'private-intel/relationship',
    'private-intel/judgement:write',
    'ao:read',
    'ao',
    'ao',
  ]);
});

test('a token that does not say what it was granted misses nothing', async () => {
  expect(await createMissingScopes(async () => undefined)(['response'])).toEqual([]);
});

test.each([
  ['private-intel', []],
  ['private-intel:read', ['casebook:write']],
  ['private-intel/casebook', []],
  ['casebook:read', ['casebook:write']],
  ['private-intel/incident', ['casebook:read', 'casebook:write']],
])('%s contains casebooks as far as it says', async (granted, lacking) => {
  expect(await createMissingScopes(async () => granted)(['casebook:read', 'casebook:write'])).toEqual(lacking);
});
