import { casebookScopes } from '../casebooks/casebook.ts';
import { storeScopes } from '../intel/intel.ts';
import { judgementScopes } from '../judgements/judgement.ts';
import { automationScopes } from '../workflows/workflow.ts';
import { missing } from './scope.ts';

/** `private-intel` contains casebooks, which have a scope of their own beside it (CTIA `auth/jwt.clj`). */
const isContained = (held: string, needed: string): boolean =>
  /^casebook(?:[/:]|$)/.test(needed) && missing(held, [`private-intel/${needed}`]).length === 0;

/** Which of these scopes the API client was not granted; asked before a verb makes any call. Rejects with a Failure. */
export type MissingScopes = (needed: readonly string[]) => Promise<string[]>;

/**
 * What each call of XDR needs, as narrow as the specification names it; a wider scope contains it.
 * Source: "required scopes" of Cisco's OpenAPI descriptions of iroh-inspect, iroh-enrich, iroh-response, iroh-webhook and private-intel.
 * What users need is not described (LIKELY).
 */
export const neededScopes = {
  inspect: ['inspect:read'],
  deliberate: ['enrich/observables/deliberate:read'],
  observe: ['enrich/observables/observe:read'],
  refer: ['enrich/observables/refer:read'],
  respond: ['response/observables:read'],
  trigger: ['response/trigger:write'],
  incidents: ['private-intel/incident:read'],
  sightings: ['private-intel/sighting:read', 'private-intel/relationship:read'],
  'global-intel': [storeScopes.global],
  'own-judgements': [storeScopes.own],
  users: ['users:read'],
  webhooks: ['webhook/management:read'],
  'webhook-results': ['webhook/result:read'],
  'webhook-install': ['webhook/management:write'],
  'incident-status': ['private-intel/incident:write'],
  'incident-assign': ['private-intel/incident'],
  note: ['private-intel/note:write'],
  casebooks: casebookScopes.read,
  'casebook-write': casebookScopes.write,
  'casebook-link': casebookScopes.link,
  'judgement-write': [judgementScopes[1]],
  automation: automationScopes.read,
  'workflow-start': automationScopes.act,
  'task-answer': automationScopes.act,
} as const;

/**
 * Asks `granted` for the space-separated scopes of the present token. Undefined means that the token did not say: then
 * nothing counts as missing, and a 403 has the word (RFC 6749 §5.1: a scope left out is the scope asked for).
 */
export function createMissingScopes(granted: () => Promise<string | undefined>): MissingScopes {
  return async (needed) => {
    if (needed.length === 0) return []; // help and status must answer also when no token can be had
    const held = await granted();
    return held === undefined ? [] : missing(held, needed).filter((scope) => !isContained(held, scope));
  };
}
