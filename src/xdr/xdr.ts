import { setTimeout as wait } from 'node:timers/promises';
import type { Budget } from '../budget/budget.ts';
import type { CasebookDoor } from '../casebooks/casebook.ts';
import { Failure } from '../failure.ts';
import type { IncidentDoor } from '../incidents/incident.ts';
import type { IntelDoor } from '../intel/intel.ts';
import type { JudgementDoor } from '../judgements/judgement.ts';
import type { Log } from '../log.ts';
import type { Observable } from '../observables/observable.ts';
import { createMissingScopes, type MissingScopes, neededScopes } from '../permissions/granted.ts';
import { normaliseScopes, writeScope } from '../permissions/scope.ts';
import type { ListActions, Trigger } from '../response-actions/response-action.ts';
import type { Observe, Refer } from '../verdicts/observation.ts';
import type { Ask, Deliberate } from '../verdicts/verdict.ts';
import type { AutomationDoor } from '../workflows/workflow.ts';
import type { WebhookDoor } from '../xdr-events/webhook.ts';
import { createAutomationDoor } from './automation.ts';
import { type Circuit, CircuitOpen } from './breaker.ts';
import { type ApiRequest, createCall } from './call.ts';
import { createCasebookDoor } from './casebooks.ts';
import { type CircuitName, createCircuits, type Door, type OnCircuit, type ReadingDoor } from './circuits.ts';
import { createConnectionState, type XdrState } from './connection-state.ts';
import { countCall, isRefusal, type XdrCall } from './count-call.ts';
import { enrichBody, enrichPath, readDeliberation, readLinks, readObservation, referPath } from './enrich.ts';
import { createHttp, type ProxySettings } from './http.ts';
import { createIncidentDoor } from './incidents.ts';
import { inspectPath, readInspected } from './inspect.ts';
import { createIntelDoor } from './intel.ts';
import { createJudgementDoor } from './judgements.ts';
import type { ModuleNames } from './module-envelope.ts';
import { patienceOf, withPatience } from './patience.ts';
import type { Origins } from './regions.ts';
import { readOffers, respondPath } from './respond.ts';
import { createRepeat, probing, type RetryPolicy, reading, readingSlowly } from './retry.ts';
import { createTokens, type Token } from './token.ts';
import { createTrigger } from './trigger.ts';
import { createWebhookDoor } from './webhooks.ts';
import { createWrite } from './write.ts';

export type XdrParts = Readonly<{
  origins: Origins;
  clientId: string;
  clientPassword: string;
  /** One request, milliseconds; observe and trigger, which wait for modules, take four times as long. */
  timeoutMs: number;
  budget: Budget;
  log: Log;
  proxy?: ProxySettings;
  now?: () => number;
  sleep?: (ms: number) => Promise<unknown>;
  /** 0 ≤ random() < 1, for jitter. */
  random?: () => number;
  /** How inspect, deliberate, refer and the token are repeated. */
  policy?: RetryPolicy;
  /** Told of each call when it has ended. */
  onCall?: (call: XdrCall) => void;
  onCircuit?: OnCircuit;
}>;

/** Cisco XDR for one API client. Every function but `trigger` rejects with a Failure. */
export type Xdr = Readonly<{
  /** Finds observables in text, which is sent as it is (at most 2,000 characters is safe). In no order. */
  inspect: (content: string, ask: Ask) => Promise<Observable[]>;
  deliberate: Deliberate;
  observe: Observe;
  /** `ask.modules` makes no difference: refer asks all modules. */
  refer: Refer;
  listActions: ListActions;
  trigger: Trigger;
  incidents: IncidentDoor;
  casebooks: CasebookDoor;
  judgements: JudgementDoor;
  intel: IntelDoor;
  webhooks: WebhookDoor;
  automation: AutomationDoor;
  /** Those of these scopes that the API client was not granted. No call but the token's, when there is none. */
  missing: MissingScopes;
  /** What the API client was granted, normalised; empty when XDR did not say. */
  granted: () => Promise<string[]>;
  state: () => XdrState;
  /** What is asked at present, and what is left alone for a while. */
  circuits: () => Readonly<Record<CircuitName, Circuit>>;
  /** Ends connections; what is under way fails. */
  close: () => void;
}>;

/** The only door to Cisco XDR. */
export function createXdr(parts: XdrParts): Xdr {
  const { budget, log, timeoutMs, now = Date.now, sleep = wait, random = Math.random, policy = reading } = parts;
  const { onCall = () => {}, onCircuit = () => {} } = parts;
  const origin = parts.origins.visibility;
  const { send, close } = createHttp(parts.proxy);

  const { breakers, circuits } = createCircuits({ now, sleep, random, log, onCircuit });
  const tokens = createTokens({ ...parts, send, origin, breaker: breakers.token, now });
  const repeat = createRepeat({ now, sleep, random });
  const call = createCall({ origin, send, tokens, budget, repeat, log, now });
  const connection = createConnectionState(circuits);
  const names: ModuleNames = new Map();

  /** Notes how it went, for `state` and the log. */
  const watched = async <T>(service: 'token' | Door, work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work();
      connection.succeeded(service);
      return result;
    } catch (error) {
      if (error instanceof Failure) {
        const { kind, message: reason, facts } = error;
        const { status, traceId, scopes, retryAt } = facts;
        // What acts is rare: what one of these calls met would be told for days.
        const isTold = service in breakers || facts.service === 'token';
        if (isTold && !(error instanceof CircuitOpen)) connection.failed(service, error);
        // While many wait, refusals of our own are many: what they come from has a line of its own.
        const [level, what] = isRefusal(error)
          ? (['debug', 'XDR not asked'] as const)
          : (['warn', 'XDR failed'] as const);
        log[level]({ service, kind, reason, status, traceId, scopes, retryAt }, what);
      }
      throw error;
    }
  };

  const through = <T>(
    service: ReadingDoor,
    { purpose, rooms }: Ask,
    request: Pick<ApiRequest, 'path'> & Partial<ApiRequest>,
    read: (json: unknown) => T,
  ): Promise<T> => {
    const asked = { service, needs: neededScopes[service], purpose, ...(rooms ? { rooms } : {}), timeoutMs, policy };
    return countCall(onCall, { service, purpose }, (onRequest) =>
      watched(service, () =>
        breakers[service].run(purpose, async (probe) =>
          read(await call({ ...asked, ...request, onRequest, ...(probe ? { policy: probing } : {}) })),
        ),
      ),
    );
  };

  /** A token for a person who waits. */
  const patiently = (fetch: () => Promise<Token>): Promise<Token> =>
    withPatience(
      patienceOf('command', timeoutMs),
      () => 'token',
      () => repeat(policy, fetch),
    );
  const grantedScope = () => watched('token', async () => (await patiently(() => tokens.current('command'))).scope);

  const trigger = createTrigger({
    origin,
    send,
    freshToken: () => patiently(tokens.fresh),
    budget,
    log,
    now,
    timeoutMs: 4 * timeoutMs,
    counted: (work) =>
      countCall(onCall, { service: 'trigger', purpose: 'response' }, (onRequest) =>
        watched('trigger', () => work(onRequest)),
      ),
  });

  const write = createWrite({
    call,
    timeoutMs,
    counted: (service, work) =>
      countCall(onCall, { service, purpose: 'command' }, (onRequest) => watched(service, () => work(onRequest))),
  });

  return {
    inspect: async (content, ask) =>
      content.trim() === '' ? [] : through('inspect', ask, { path: inspectPath, body: { content } }, readInspected),
    deliberate: async (observables, ask) =>
      observables.length === 0
        ? { verdicts: [], gaps: [], answered: [] }
        : through(
            'deliberate',
            ask,
            { path: enrichPath('deliberate', ask.modules), body: enrichBody(observables) },
            (json) => readDeliberation(json, names),
          ),
    observe: (observable, ask) =>
      through(
        'observe',
        ask,
        {
          path: enrichPath('observe', ask.modules),
          body: enrichBody([observable]),
          timeoutMs: 4 * timeoutMs,
          policy: policy === reading ? readingSlowly : policy,
        },
        (json) => readObservation(json, observable, names),
      ),
    refer: (observable, ask) =>
      through('refer', ask, { path: referPath, body: enrichBody([observable]) }, (json) => readLinks(json, names)),
    listActions: (observable, ask) =>
      through('respond', ask, { path: respondPath, body: enrichBody([observable]) }, (json) =>
        readOffers(json, observable, names),
      ),
    trigger,
    incidents: createIncidentDoor({ through, write, stores: parts.origins }),
    casebooks: createCasebookDoor({ through, write, origin: parts.origins.privateIntel }),
    judgements: createJudgementDoor({ through, write, origin: parts.origins.privateIntel }),
    intel: createIntelDoor({ through, stores: parts.origins, now }),
    webhooks: createWebhookDoor({ through, write }),
    automation: createAutomationDoor({ through, write, origin: parts.origins.automation }),
    missing: createMissingScopes(grantedScope),
    granted: async () => normaliseScopes((await grantedScope()) ?? '').map(writeScope),
    state: connection.state,
    circuits,
    close,
  };
}
