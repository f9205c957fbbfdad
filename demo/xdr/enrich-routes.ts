import { HttpResponse, http, type RequestHandler } from 'msw';
import type { Observable } from '../../src/observables/observable.ts';
import { type Asked, answerRoute, type Platform } from './answer-route.ts';
import { askedModules, askModules, moduleError } from './ask-modules.ts';
import { OBSERVABLE_TYPES } from './observable-types.ts';
import { observablesIn } from './observables-body.ts';
import { pivots } from './pivots.ts';
import { wait } from './wait.ts';
import { worstVerdict } from './worst-verdict.ts';

const BASE = '*/iroh/iroh-enrich';

/** Enrich: deliberate, observe, refer, reputation, health. */
export function enrichRoutes(platform: Platform): RequestHandler[] {
  const { knowledge, now } = platform;

  const ask = (question: 'deliberate' | 'observe') => async (asked: Asked) => {
    const observables = observablesIn(asked.body);
    if (observables instanceof Response) return observables;
    const mids = asked.url.searchParams.getAll('mids');
    await slowest(observables, mids, asked.request.signal);
    return HttpResponse.json(askModules(knowledge, question, observables, mids, now()));
  };
  /** One slow module holds the whole answer. */
  const slowest = async (observables: readonly Observable[], mids: readonly string[], signal: AbortSignal) => {
    const ms = Math.max(0, ...askedModules(knowledge, mids).map((module) => knowledge.latency(module, observables)));
    if (ms > 0) await wait(ms, signal);
  };
  const reputation = async ({ url, request }: Asked) => {
    const [type, value] = [url.searchParams.get('type'), url.searchParams.get('value')];
    if (type === null || value === null || !OBSERVABLE_TYPES.has(type)) {
      return HttpResponse.json({ errors: { query: 'type and value are needed' } }, { status: 400 });
    }
    const mids = url.searchParams.getAll('mids');
    await slowest([{ type, value }], mids, request.signal);
    const { data, errors = [] } = askModules(knowledge, 'deliberate', [{ type, value }], mids, now());
    const verdict = worstVerdict(data);
    return HttpResponse.json({ data: { ...(verdict ? { reputation: verdict } : {}), data, errors } });
  };

  return [
    http.post(`${BASE}/deliberate/observables`, ({ request }) =>
      answerRoute(
        platform,
        {
          service: 'deliberate',
          scopes: ['enrich/observables/deliberate:read'],
          answer: ask('deliberate'),
        },
        request,
      ),
    ),
    http.post(`${BASE}/observe/observables`, ({ request }) =>
      answerRoute(
        platform,
        { service: 'observe', scopes: ['enrich/observables/observe:read'], answer: ask('observe') },
        request,
      ),
    ),
    http.post(`${BASE}/refer/observables`, ({ request }) =>
      answerRoute(
        platform,
        {
          service: 'refer',
          scopes: ['enrich/observables/refer:read'],
          answer: ({ body }) => {
            const observables = observablesIn(body);
            return observables instanceof Response ? observables : HttpResponse.json(pivots(knowledge, observables));
          },
        },
        request,
      ),
    ),
    http.get(`${BASE}/reputation/observable`, ({ request }) =>
      answerRoute(
        platform,
        { service: 'reputation', scopes: ['enrich/observables/reputation:read'], answer: reputation },
        request,
      ),
    ),
    http.post(`${BASE}/health`, ({ request }) =>
      answerRoute(
        platform,
        {
          service: 'health',
          scopes: ['integration/health:read'],
          answer: () => {
            const asked = askedModules(knowledge, []).filter((module) => module.legacyType === undefined);
            const failing = asked.filter((module) => knowledge.failure(module, []) !== undefined);
            const data = asked
              .filter((module) => !failing.includes(module))
              .map((module) => ({
                module: module.name,
                module_instance_id: module.id,
                module_type_id: module.typeId,
                data: { status: module.knows.length > 0 ? 'ok' : 'unknown' },
              }));
            const errors = failing.map((module) => moduleError(module, knowledge.failure(module, [])!));
            return HttpResponse.json(errors.length > 0 ? { data, errors } : { data });
          },
        },
        request,
      ),
    ),
  ];
}
