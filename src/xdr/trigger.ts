import type { Budget } from '../budget/budget.ts';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { neededScopes } from '../permissions/granted.ts';
import { missing } from '../permissions/scope.ts';
import type { ResponseAction, Trigger, TriggerOutcome } from '../response-actions/response-action.ts';
import { failureOfAnswer } from './error-body.ts';
import type { HttpAnswer, Send } from './http.ts';
import { isCertainlyNotDone } from './not-done.ts';
import { readQuota } from './quota-headers.ts';
import { readJson } from './read-json.ts';
import { readTriggered, triggerPath } from './respond.ts';
import type { Token } from './token.ts';
import { readTriggerUrl } from './trigger-url.ts';

const service = 'trigger';

/**
 * The way of a trigger, which is never gone twice: a token fetched for it, the budget, one request over a connection of
 * its own. No breaker, no repeat, no second request on a 401 (dossier of the API: there is no idempotency key and no
 * status to ask for).
 */
export function createTrigger(parts: {
  origin: string;
  send: Send;
  /** Fetches a token, repeating that alone. */
  freshToken: () => Promise<Token>;
  budget: Budget;
  log: Log;
  now: () => number;
  /** Of the request, milliseconds. */
  timeoutMs: number;
  /** Runs the work, which tells of a request that leaves, and notes how it went. */
  counted: (work: (onRequest: () => void) => Promise<TriggerOutcome>) => Promise<TriggerOutcome>;
}): Trigger {
  const { origin, send, freshToken, budget, log, now, timeoutMs, counted } = parts;

  const prepare = async (action: ResponseAction): Promise<Token> => {
    // Checked when it was read; since then it lay in a database.
    if (!readTriggerUrl(action.url)) throw new Failure('bad-request', 'trigger: the address is none', { service });
    const token = await freshToken();
    const scopes = token.scope === undefined ? [] : missing(token.scope, neededScopes.trigger);
    if (scopes.length > 0)
      throw new Failure('missing-scope', 'trigger: the token has not the scope', { service, scopes });
    return token;
  };

  const read = (answer: HttpAnswer): TriggerOutcome => {
    if (answer.status === 200) return readTriggered(readJson(answer.body, { service, status: 200 }));
    const failure = failureOfAnswer(answer, { service, needs: neededScopes.trigger, now: now() });
    if (failure.kind === 'rate-limited' && failure.facts.retryAt) budget.pausedUntil(failure.facts.retryAt);
    throw failure;
  };

  return async (action) => {
    let left = false;
    try {
      return await counted(async (onRequest) => {
        const token = await prepare(action);
        const departure = await budget.take('response');
        onRequest();
        left = true;
        const startedAt = now();
        const answer = await send({
          service,
          method: 'POST',
          url: `${origin}${triggerPath(action)}`,
          headers: { Authorization: `Bearer ${token.value}` },
          timeoutMs,
          alone: true,
        });
        const quota = readQuota(answer.headers);
        if (quota) budget.observed({ departure, ...quota });
        log.info({ service, status: answer.status, ms: now() - startedAt, ...quota }, 'triggered a response action');
        return read(answer);
      });
    } catch (error) {
      const failure = asFailure(error);
      return { outcome: left && !isCertainlyNotDone(failure) ? 'unknown' : 'not-run', failure };
    }
  };
}

/** A trigger never rejects: a mistake of ours is a failure as well. */
const asFailure = (error: unknown): Failure =>
  error instanceof Failure
    ? error
    : new Failure('unreachable', 'trigger: a mistake of our own', { service, cause: error });
