import type { Log } from '../log.ts';
import type { neededScopes } from '../permissions/granted.ts';
import { type Breaker, type Circuit, type CircuitState, createBreaker } from './breaker.ts';

/** What is asked of XDR, by the names of its calls. */
export type Door = keyof typeof neededScopes;

/** What changes something in XDR: asked for by a person, rare, and never repeated (`write`). */
export type WritingDoor = Extract<
  Door,
  | 'incident-status'
  | 'incident-assign'
  | 'note'
  | 'casebook-write'
  | 'casebook-link'
  | 'judgement-write'
  | 'webhook-install'
  | 'workflow-start'
  | 'task-answer'
>;

/** What is asked and may be asked again. */
export type ReadingDoor = Exclude<Door, 'trigger' | WritingDoor>;

/**
 * What is guarded by a circuit breaker of its own: the doors that read, and the token that all of them need. Not what
 * acts: no memory of earlier failures may hold a containment back.
 */
export type CircuitName = 'token' | ReadingDoor;

/** Told of each change of a circuit. */
export type OnCircuit = (service: CircuitName, state: CircuitState) => void;

/** The breakers of all services, and how they are at present. Each change is one line in the log. */
export function createCircuits(parts: {
  now: () => number;
  sleep: (ms: number) => Promise<unknown>;
  random: () => number;
  log: Log;
  onCircuit: OnCircuit;
}): {
  breakers: Readonly<Record<CircuitName, Breaker>>;
  circuits: () => Readonly<Record<CircuitName, Circuit>>;
} {
  const { log, onCircuit } = parts;
  const breakerOf = (service: CircuitName) =>
    createBreaker({
      ...parts,
      service,
      onChange: ({ state, until, why }) => {
        log[state === 'open' ? 'warn' : 'info']({ service, circuit: state, until, why }, `XDR circuit ${state}`);
        onCircuit(service, state);
      },
    });
  const breakers = {
    token: breakerOf('token'),
    inspect: breakerOf('inspect'),
    deliberate: breakerOf('deliberate'),
    observe: breakerOf('observe'),
    refer: breakerOf('refer'),
    respond: breakerOf('respond'),
    incidents: breakerOf('incidents'),
    sightings: breakerOf('sightings'),
    'global-intel': breakerOf('global-intel'),
    'own-judgements': breakerOf('own-judgements'),
    users: breakerOf('users'),
    casebooks: breakerOf('casebooks'),
    automation: breakerOf('automation'),
    webhooks: breakerOf('webhooks'),
    'webhook-results': breakerOf('webhook-results'),
  };
  return {
    breakers,
    circuits: () => ({
      token: breakers.token.circuit(),
      inspect: breakers.inspect.circuit(),
      deliberate: breakers.deliberate.circuit(),
      observe: breakers.observe.circuit(),
      refer: breakers.refer.circuit(),
      respond: breakers.respond.circuit(),
      incidents: breakers.incidents.circuit(),
      sightings: breakers.sightings.circuit(),
      'global-intel': breakers['global-intel'].circuit(),
      'own-judgements': breakers['own-judgements'].circuit(),
      users: breakers.users.circuit(),
      casebooks: breakers.casebooks.circuit(),
      automation: breakers.automation.circuit(),
      webhooks: breakers.webhooks.circuit(),
      'webhook-results': breakers['webhook-results'].circuit(),
    }),
  };
}
