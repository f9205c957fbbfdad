import type { Budget } from '../budget/budget.ts';
import type { Purpose } from '../budget/purpose.ts';
import type { Log } from '../log.ts';
import { failureOfAnswer } from './error-body.ts';
import type { HttpAnswer, Send } from './http.ts';
import { outOfPatience, patienceOf, withPatience } from './patience.ts';
import { readQuota } from './quota-headers.ts';
import { readJson } from './read-json.ts';
import type { Repeat, RetryPolicy } from './retry.ts';
import type { Token, Tokens } from './token.ts';

/** One call of an API of the platform. */
export type ApiRequest = Readonly<{
  service: string;
  /** Absent: POST. */
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Of a service of its own; absent: the platform's. */
  origin?: string;
  /** From the origin: `/iroh/iroh-inspect/inspect`. */
  path: string;
  /** Sent as JSON; nothing is sent when it is absent. */
  body?: unknown;
  /** Scopes that the call needs, for a 403 that names none. */
  needs: readonly string[];
  purpose: Purpose;
  /** For which rooms, one entry for each item in the call; none when a person asks. */
  rooms?: readonly string[];
  /** One request; for a person all of it: token, waits and repeats. */
  timeoutMs: number;
  policy: RetryPolicy;
  /** Told of each request that leaves. */
  onRequest?: () => void;
  /** Over a connection of its own, as what writes goes (`http`). */
  alone?: boolean;
  /** Given the headers of the 200: how many a search has found stands there. Names are lower case. */
  onHeaders?: (headers: HttpAnswer['headers']) => void;
  /** What an answer with an error says for people, where its service is known to write for them. */
  saysOf?: (answer: HttpAnswer) => string | undefined;
  /** Its service has a limit of its own: that it is reached holds nothing else up. */
  ownLimit?: true;
}>;

/**
 * Resolves with the JSON of a 200 (or 201, 202, where something was made or begun), not yet checked; with nothing where something was
 * deleted. Rejects with a Failure.
 */
export type Call = (request: ApiRequest) => Promise<unknown>;

/**
 * The way of every call: token, budget, request, one renewal and one repeat on a 401, quota headers, failure, retry.
 * Each request counts, repeats too. Token calls do not: they are a handful an hour, go out before XDR knows the
 * organisation, and must not be held back when a person asks why nothing works.
 */
export function createCall(parts: {
  origin: string;
  send: Send;
  tokens: Tokens;
  budget: Budget;
  repeat: Repeat;
  log: Log;
  now: () => number;
}): Call {
  const { origin, send, tokens, budget, repeat, log, now } = parts;

  const ask = async (request: ApiRequest, token: Token, patience: AbortSignal | undefined): Promise<HttpAnswer> => {
    const { service, method = 'POST', path, body, purpose, rooms, timeoutMs, onRequest, alone } = request;
    const departure = await budget.take(purpose, rooms);
    if (patience?.aborted) throw outOfPatience(service);
    onRequest?.();
    const startedAt = now();
    const answer = await send({
      service,
      method,
      url: `${request.origin ?? origin}${path}`,
      headers: {
        Authorization: `Bearer ${token.value}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      timeoutMs,
      ...(alone ? { alone } : {}),
    });
    const quota = readQuota(answer.headers);
    if (quota) budget.observed({ departure, ...quota });
    log.debug({ service, purpose, status: answer.status, ms: now() - startedAt, ...quota }, 'asked XDR');
    return answer;
  };

  return (request) => {
    const { service, purpose, needs, timeoutMs, policy } = request;
    const patience = patienceOf(purpose, timeoutMs);
    /** Where we are waiting. */
    let door = service;
    const at = <T>(name: string, work: () => Promise<T>): Promise<T> => {
      if (patience?.aborted) throw outOfPatience(name);
      door = name;
      return work();
    };

    const attempt = async (): Promise<unknown> => {
      let token = await at('token', () => tokens.current(purpose));
      let answer = await at(service, () => ask(request, token, patience));
      if (answer.status === 401) {
        token = await at('token', () => tokens.instead(token, purpose));
        answer = await at(service, () => ask(request, token, patience));
      }
      if (
        answer.status === 200 ||
        answer.status === 201 ||
        answer.status === 202 ||
        (answer.status === 204 && request.method === 'DELETE')
      ) {
        request.onHeaders?.(answer.headers);
        if (request.method === 'DELETE') return undefined; // what is said then is not described
        return readJson(answer.body, { service, status: answer.status });
      }
      const says = request.saysOf?.(answer);
      const failure = failureOfAnswer(answer, { service, needs, now: now(), ...(says ? { says } : {}) });
      if (failure.kind === 'rate-limited' && failure.facts.retryAt && request.ownLimit !== true)
        budget.pausedUntil(failure.facts.retryAt);
      if (failure.kind === 'missing-scope') tokens.doubt(token);
      throw failure;
    };
    return withPatience(
      patience,
      () => door,
      () => repeat(policy, attempt),
    );
  };
}
