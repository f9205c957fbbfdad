import { setTimeout as wait } from 'node:timers/promises';
import type { Budget } from '../budget/budget.ts';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import type { Observable } from '../observables/observable.ts';
import { createMissingScopes, type MissingScopes, neededScopes } from '../permissions/granted.ts';
import { normaliseScopes, writeScope } from '../permissions/scope.ts';
import type { Observe, Refer } from '../verdicts/observation.ts';
import type { Ask, Deliberate } from '../verdicts/verdict.ts';
import { type ApiRequest, createCall } from './call.ts';
import { createConnectionState, type XdrState } from './connection-state.ts';
import { enrichBody, enrichPath, readDeliberation, readLinks, readObservation, referPath } from './enrich.ts';
import { createHttp, type ProxySettings } from './http.ts';
import { inspectPath, readInspected } from './inspect.ts';
import type { ModuleNames } from './module-envelope.ts';
import type { Origins } from './regions.ts';
import { createRepeat, type RetryPolicy, reading, readingSlowly } from './retry.ts';
import { createTokens } from './token.ts';

export type XdrParts = Readonly<{
  origins: Origins;
  clientId: string;
  clientPassword: string;
  /** One request, milliseconds; observe takes four times as long. */
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
}>;

/** Cisco XDR for one API client. Every function rejects with a Failure. */
export type Xdr = Readonly<{
  /** Finds observables in text, which is sent as it is (at most 2,000 characters is safe). In no order. */
  inspect: (content: string, ask: Ask) => Promise<Observable[]>;
  deliberate: Deliberate;
  observe: Observe;
  /** `ask.modules` makes no difference: refer asks all modules. */
  refer: Refer;
  /** Those of these scopes that the API client was not granted. No call but the token's, when there is none. */
  missing: MissingScopes;
  /** What the API client was granted, normalised; empty when XDR did not say. */
  granted: () => Promise<string[]>;
  state: () => XdrState;
  /** Ends connections; what is under way fails. */
  close: () => void;
}>;

/** The only door to Cisco XDR. */
export function createXdr(parts: XdrParts): Xdr {
  const { budget, log, timeoutMs, now = Date.now, sleep = wait, random = Math.random, policy = reading } = parts;
  const origin = parts.origins.visibility;
  const { send, close } = createHttp(parts.proxy);
  const tokens = createTokens({ ...parts, send, origin, now });
  const repeat = createRepeat({ now, sleep, random });
  const call = createCall({ origin, send, tokens, budget, repeat, log, now });
  const connection = createConnectionState();
  const names: ModuleNames = new Map();

  /** Notes how it went, for `state` and the log. */
  const watched = async <T>(service: string, work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work();
      connection.succeeded(service);
      return result;
    } catch (error) {
      if (error instanceof Failure) {
        const { status, traceId, scopes, retryAt } = error.facts;
        connection.failed(service, error);
        log.warn({ service, kind: error.kind, reason: error.message, status, traceId, scopes, retryAt }, 'XDR failed');
      }
      throw error;
    }
  };

  type Door = keyof typeof neededScopes;
  const through = <T>(
    service: Door,
    ask: Ask,
    request: Pick<ApiRequest, 'path' | 'body'> & Partial<ApiRequest>,
    read: (json: unknown) => T,
  ) =>
    watched(service, async () =>
      read(await call({ service, needs: neededScopes[service], purpose: ask.purpose, timeoutMs, policy, ...request })),
    );

  const grantedScope = () => watched('token', async () => (await repeat(policy, () => tokens.current())).scope);

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
    missing: createMissingScopes(grantedScope),
    granted: async () => normaliseScopes((await grantedScope()) ?? '').map(writeScope),
    state: connection.state,
    close,
  };
}
