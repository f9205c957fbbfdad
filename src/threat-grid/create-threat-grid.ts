import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { type Breaker, type Circuit, createBreaker } from '../xdr/breaker.ts';
import { createConnectionState, type XdrState } from '../xdr/connection-state.ts';
import { countCall, isRefusal } from '../xdr/count-call.ts';
import { createHttp, type ProxySettings, type Send } from '../xdr/http.ts';
import { outOfPatience, patienceOf, withPatience } from '../xdr/patience.ts';
import { readJson } from '../xdr/read-json.ts';
import { createRepeat, probing, type RetryPolicy, reading } from '../xdr/retry.ts';
import { type ChangeTogether, createPace, type Pace } from './pace.ts';
import { failureOfThreatGrid, unwrap, withoutKey } from './read-answer.ts';
import { createSubmit, type Submit } from './submit.ts';
import type { AskThreatGrid, ThreatGridCall, ThreatGridRequest } from './threat-grid.ts';

export type ThreatGridParts = Readonly<{
  /** The API key. It is in every address that is asked, and must not be anywhere else. */
  key: string;
  /** Of a region or an appliance, without a path. */
  origin: string;
  /** One request, milliseconds; for a person all of it. */
  timeoutMs: number;
  log: Log;
  proxy?: ProxySettings;
  /** Requests a minute. */
  perMinute?: number;
  /** By which replicas share them, and the waits that Threat Grid asks for; without it they are this process's. */
  together?: ChangeTogether | undefined;
  onCall?: (call: ThreatGridCall) => void;
  now?: () => number;
  sleep?: (ms: number) => Promise<unknown>;
  random?: () => number;
  policy?: RetryPolicy;
}>;

/** Threat Grid for one key. */
export type ThreatGrid = Readonly<{
  ask: AskThreatGrid;
  /** Submits once; what became of it is noted, and never repeated. */
  submit: Submit;
  state: () => XdrState;
  /** What is left alone for a while, by the names of calls. */
  circuits: () => Readonly<Record<string, Circuit>>;
  /** Ends connections; what is under way fails. */
  close: () => void;
}>;

/**
 * The only door to Threat Grid: own pace, retries and circuits as towards XDR, no redirect followed. Regions and
 * appliances differ by their origin alone.
 */
export function createThreatGrid(parts: ThreatGridParts): ThreatGrid {
  const { timeoutMs, log, now = Date.now, sleep = wait, random = Math.random, policy = reading } = parts;
  const { onCall = () => {}, perMinute, together } = parts;
  const { send, close } = createHttp(parts.proxy);
  const pace = createPace({ now, together, ...(perMinute ? { perMinute } : {}) });
  const repeat = createRepeat({ now, sleep, random });

  /** Of the calls that were made so far: their names are the code's own, so they are few. */
  const breakers = new Map<string, Breaker>();
  const breakerOf = (service: string): Breaker => {
    const its =
      breakers.get(service) ??
      createBreaker({
        service,
        now,
        sleep,
        random,
        onChange: ({ state, until, why }) =>
          log[state === 'open' ? 'warn' : 'info']({ service, circuit: state, until, why }, `circuit ${state}`),
      });
    breakers.set(service, its);
    return its;
  };
  const circuits = () => Object.fromEntries([...breakers].map(([service, { circuit }]) => [service, circuit()]));
  const connection = createConnectionState(circuits, {
    unauthorized: 'the API key is not accepted',
    'rate-limited': 'Threat Grid asked us to wait',
  });

  const request = createRequest({ ...parts, send, now, pace });

  const watched = async <T>(service: string, work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work();
      connection.succeeded(service);
      return result;
    } catch (error) {
      if (error instanceof Failure) {
        const { kind, message: reason, facts } = error;
        if (!isRefusal(error)) connection.failed(service, error);
        const { status, retryAt } = facts;
        log[isRefusal(error) ? 'debug' : 'warn']({ service, kind, reason, status, retryAt }, 'Threat Grid failed');
      }
      throw error;
    }
  };

  const ask: AskThreatGrid = (asked) => {
    const service = `threat-grid ${asked.service}`;
    const { purpose } = asked;
    const within = asked.slow ? 4 * timeoutMs : timeoutMs;
    return countCall(onCall, { service, purpose }, (onRequest) =>
      watched(service, () =>
        breakerOf(service).run(purpose, (probe) => {
          const patience = patienceOf(purpose, within);
          const attempt = () => {
            if (patience?.aborted) throw outOfPatience(service);
            return request({ ...asked, service }, within, onRequest);
          };
          return withPatience(
            patience,
            () => service,
            () => repeat(probe ? probing : policy, attempt),
          );
        }),
      ),
    );
  };

  const submitOnce = createSubmit({ ...parts, timeoutMs: 4 * timeoutMs, send, pace, now });
  const submit: Submit = async (what) => {
    const done = Promise.withResolvers<Awaited<ReturnType<Submit>>>();
    const service = 'threat-grid submit';
    await countCall(onCall, { service, purpose: 'response' }, async (onRequest) => {
      const outcome = await submitOnce(what, onRequest);
      done.resolve(outcome);
      if (outcome.outcome === 'taken') return;
      const { kind, message: reason, facts } = outcome.failure;
      log.warn({ service, outcome: outcome.outcome, kind, reason, status: facts.status }, 'Threat Grid failed');
      throw outcome.failure;
    }).catch(() => {}); // told in the outcome
    return done.promise;
  };

  return { ask, submit, state: connection.state, circuits, close };
}

/** One request that reads. */
function createRequest({
  key,
  origin,
  send,
  log,
  now,
  pace,
}: Pick<ThreatGridParts, 'key' | 'origin' | 'log'> & Readonly<{ send: Send; now: () => number; pace: Pace }>) {
  return async (
    { service, path, query = {}, purpose }: ThreatGridRequest,
    timeoutMs: number,
    onRequest: () => void,
  ): Promise<unknown> => {
    await pace.take(purpose);
    onRequest();
    const startedAt = now();
    const asked = await send({
      service,
      method: 'GET',
      // The key last: nothing in the query can stand in its place.
      url: `${origin}${path}?${new URLSearchParams({ ...query, api_key: key })}`,
      headers: {},
      timeoutMs,
    });
    const answer = withoutKey(asked, key);
    log.debug({ service, purpose, status: answer.status, ms: now() - startedAt }, 'asked Threat Grid');
    if (answer.status === 200) return unwrap(readJson(answer.body, { service, status: answer.status }), service);
    const failure = failureOfThreatGrid(answer, { service, key, now: now() });
    if (failure.kind === 'rate-limited' && failure.facts.retryAt) await pace.pausedUntil(failure.facts.retryAt);
    throw failure;
  };
}
