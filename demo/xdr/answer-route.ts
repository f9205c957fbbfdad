import { HttpResponse } from 'msw';
import { type ApiClient, DEMO_USER } from './api-clients.ts';
import { applyFault } from './apply-fault.ts';
import type { CallLog } from './call-log.ts';
import type { Casebooks } from './casebooks.ts';
import { coversScope } from './covers-scope.ts';
import type { Faults } from './faults.ts';
import type { Incidents } from './incidents.ts';
import type { Knowledge } from './knowledge.ts';
import type { Notes } from './notes.ts';
import { platformError } from './platform-error.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Service } from './service.ts';
import type { Tokens } from './tokens.ts';
import type { Triggers } from './triggers.ts';
import { wait } from './wait.ts';

/** All that stands behind the routes. */
export type Platform = Readonly<{
  now: () => number;
  tokens: Tokens;
  rateLimit: RateLimit;
  faults: Faults;
  calls: CallLog;
  knowledge: Knowledge;
  triggers: Triggers;
  incidents: Incidents;
  notes: Notes;
  casebooks: Casebooks;
  /** How long a service takes, ms. */
  latency: (service: Service) => number;
}>;

/**
 * One request, once it is let through. `client` is undefined on routes without a token. `logUnanswered`: notes the call
 * now, as one that gets no answer.
 */
export type Asked = Readonly<{
  request: Request;
  url: URL;
  body: unknown;
  client: ApiClient | undefined;
  logUnanswered: () => void;
}>;

export type Route = Readonly<{
  service: Service;
  /** The scopes it needs; undefined: no token is asked for. */
  scopes?: readonly string[];
  /** What a 403 of the store names in place of scopes. */
  capabilities?: string | readonly string[];
  answer: (asked: Asked) => Response | Promise<Response>;
}>;

/** The way of every request: fault, latency, token (401), quota (429), scopes (403), answer, log. */
export async function answerRoute(platform: Platform, route: Route, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const text = await request.text();
  const fault = platform.faults.take(route.service);
  const bearer = platform.tokens.bearer(request.headers.get('authorization'));
  const client = 'client' in bearer ? bearer.client : undefined;
  let logged = false;
  const log = (status: number) => {
    if (logged) return;
    logged = true;
    platform.calls.add({
      service: route.service,
      method: request.method,
      path: url.pathname + url.search,
      body: route.service === 'token' ? undefined : parsed(text),
      ...(client && route.scopes ? { clientId: client.id } : {}),
      status,
      at: platform.now(),
    });
  };

  if (fault?.kind === 'reset' || fault?.kind === 'hang') log(0);
  else if (fault?.kind === 'answer') log(fault.status);
  const respond = async () => {
    const ms = platform.latency(route.service);
    if (ms > 0) await wait(ms, request.signal);
    const logUnanswered = () => log(0);
    const response = await permitted(platform, route, { request, url, body: parsed(text), client, logUnanswered });
    log(response.status);
    return response;
  };
  return fault ? applyFault(fault, respond, platform.faults.cleared, request.signal) : respond();
}

async function permitted(platform: Platform, route: Route, asked: Asked): Promise<Response> {
  if (route.scopes === undefined) return route.answer(asked);
  // Asked again after the latency: a token may end, and scopes may shrink, in between.
  const bearer = platform.tokens.bearer(asked.request.headers.get('authorization'));
  if ('error' in bearer) return platformError(401, bearer.error, bearer.description);

  // LIKELY: a call refused for its scopes counts, one without a good token does not.
  const quota = platform.rateLimit.take();
  const missing = route.scopes.filter((scope) => !grants(bearer.scopes, scope));
  const response = !quota.ok
    ? HttpResponse.json(
        { error: 'Too Many Requests' },
        { status: 429, headers: { 'retry-after': String(quota.retryAfterSeconds) } },
      )
    : missing.length > 0 && route.capabilities
      ? HttpResponse.json(
          {
            error: 'missing_capability',
            message: 'Missing capability',
            capabilities: route.capabilities,
            owner: DEMO_USER.id,
          },
          { status: 403 },
        )
      : missing.length > 0
        ? platformError(403, 'missing_scope', 'The token does not have the scopes that this route needs.', {
            'missing-scopes': missing,
            'required-scopes': route.scopes,
            scopes: bearer.scopes,
          })
        : await route.answer(asked);
  if (response.type !== 'error' && Number.isFinite(platform.rateLimit.limit)) {
    response.headers.set('x-ratelimit-org-limit', String(platform.rateLimit.limit));
    response.headers.set('x-ratelimit-org-remaining', String(platform.rateLimit.remaining()));
  }
  return response;
}

/** `private-intel` contains casebooks, which have a scope of their own beside it (dossier §2.3). */
const grants = (held: readonly string[], scope: string): boolean =>
  coversScope(held, scope) || (/^casebook(?:[/:]|$)/.test(scope) && coversScope(held, `private-intel/${scope}`));

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
