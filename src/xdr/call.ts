import type { Budget } from '../budget/budget.ts';
import type { Purpose } from '../budget/purpose.ts';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { failureOfAnswer } from './error-body.ts';
import type { HttpAnswer, Send } from './http.ts';
import { readQuota } from './quota-headers.ts';
import type { Repeat, RetryPolicy } from './retry.ts';
import type { Token, Tokens } from './token.ts';

/** One call of an API of the platform. */
export type ApiRequest = Readonly<{
  service: string;
  /** From the origin: `/iroh/iroh-inspect/inspect`. */
  path: string;
  /** Sent as JSON. */
  body: unknown;
  /** Scopes that the call needs, for a 403 that names none. */
  needs: readonly string[];
  purpose: Purpose;
  timeoutMs: number;
  policy: RetryPolicy;
}>;

/** Resolves with the JSON of a 200, not yet checked. Rejects with a Failure. */
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

  const ask = async (request: ApiRequest, token: Token): Promise<HttpAnswer> => {
    const { service, path, body, purpose, timeoutMs } = request;
    const departure = await budget.take(purpose);
    const startedAt = now();
    const answer = await send({
      service,
      method: 'POST',
      url: `${origin}${path}`,
      headers: { Authorization: `Bearer ${token.value}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      timeoutMs,
    });
    const quota = readQuota(answer.headers);
    if (quota) budget.observed({ departure, ...quota });
    log.debug({ service, purpose, status: answer.status, ms: now() - startedAt, ...quota }, 'asked XDR');
    return answer;
  };

  const attempt = async (request: ApiRequest): Promise<unknown> => {
    let token = await tokens.current();
    let answer = await ask(request, token);
    if (answer.status === 401) {
      token = await tokens.instead(token);
      answer = await ask(request, token);
    }
    if (answer.status === 200) return jsonOf(answer, request.service);
    const failure = failureOfAnswer(answer, { service: request.service, needs: request.needs, now: now() });
    if (failure.kind === 'rate-limited' && failure.facts.retryAt) budget.pausedUntil(failure.facts.retryAt);
    if (failure.kind === 'missing-scope') tokens.doubt(token);
    throw failure;
  };

  return (request) => repeat(request.policy, () => attempt(request));
}

function jsonOf({ body, status }: HttpAnswer, service: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Failure('malformed', `${service}: the answer is no JSON, or cut off`, { service, status });
  }
}
