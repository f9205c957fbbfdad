/** An API client of the simulated organisation; all are made up, and their passwords open nothing else. */
export type ApiClient = Readonly<{
  name: 'reader' | 'everything' | 'inspect-only' | 'no-refer' | 'responder' | 'respond-reader' | 'investigator';
  id: string;
  password: string;
  /** The scopes granted to it, space separated, as they stand in the token's `scope`. */
  scopes: string;
  /** What to try it for. */
  purpose: string;
}>;

/** The clients that the simulation knows unless others are handed in. */
export const DEMO_CLIENTS: readonly ApiClient[] = [
  {
    name: 'reader',
    id: 'client-00000000-0000-4000-8000-000000000001',
    password: 'made-up-password-of-the-reader',
    scopes:
      'enrich:read inspect:read global-intel:read private-intel:read casebook:read integration:read event:read profile:read users:read',
    purpose: 'what a read-only bot needs',
  },
  {
    name: 'everything',
    id: 'client-00000000-0000-4000-8000-000000000002',
    password: 'made-up-password-of-everything',
    scopes:
      'admin ao asset casebook enrich:read event:read feedback global-intel:read inspect:read integration investigation invite notification oauth orbital private-intel profile registry response sse telemetry:write users webhook',
    purpose: 'every scope that the API client page offers',
  },
  {
    name: 'inspect-only',
    id: 'client-00000000-0000-4000-8000-000000000003',
    password: 'made-up-password-of-inspect-only',
    scopes: 'inspect:read',
    purpose: 'finds observables, may ask no module about them',
  },
  {
    name: 'no-refer',
    id: 'client-00000000-0000-4000-8000-000000000004',
    password: 'made-up-password-of-no-refer',
    scopes: 'inspect:read enrich/observables/deliberate:read enrich/observables/observe:read',
    purpose: 'finely granted: verdicts and details, no pivots',
  },
  {
    name: 'responder',
    id: 'client-00000000-0000-4000-8000-000000000005',
    password: 'made-up-password-of-the-responder',
    scopes: 'response ao profile:read',
    purpose: 'the second client, for response actions only',
  },
  {
    name: 'respond-reader',
    id: 'client-00000000-0000-4000-8000-000000000006',
    password: 'made-up-password-of-the-respond-reader',
    scopes: 'response/observables:read',
    purpose: 'is shown response actions, may trigger none',
  },
  {
    name: 'investigator',
    id: 'client-00000000-0000-4000-8000-000000000007',
    password: 'made-up-password-of-the-investigator',
    scopes:
      'enrich:read inspect:read global-intel:read private-intel casebook integration:read event:read profile:read users:read webhook',
    purpose: 'reads, and works on incidents and casebooks',
  },
];

/** What the private store holds beside judgements, as far as the bot has to do with it. */
const OTHER_ENTITIES = ['incident', 'casebook', 'note', 'sighting', 'relationship', 'indicator'];

/** The same client, finely granted: it may write judgements where it might before, and read none. */
export function withoutJudgements(client: ApiClient): ApiClient {
  const scopes = client.scopes.split(' ').flatMap((scope) => {
    const [, access] = /^private-intel(:read)?$/.exec(scope) ?? [undefined, 'none'];
    if (access === 'none') return [scope];
    const others = OTHER_ENTITIES.map((entity) => `private-intel/${entity}${access ?? ''}`);
    return access === undefined ? [...others, 'private-intel/judgement:write'] : others;
  });
  return { ...client, scopes: scopes.join(' ') };
}

/** The made-up organisation and the user to whom all of its API clients belong. */
export const DEMO_ORG = { id: '00000000-0000-4000-8000-0000000000f0', name: 'Example Org (simulated)' } as const;
export const DEMO_USER = {
  id: '00000000-0000-4000-8000-0000000000e0',
  name: 'Alex Analyst',
  nick: 'alex',
  email: 'analyst@example.com',
} as const;
