import { HttpResponse, http, type RequestHandler } from 'msw';
import type { Observable } from '../../src/observables/observable.ts';
import { type Asked, answerRoute, type Platform, type Route } from './answer-route.ts';
import type { Document } from './documents.ts';
import { lastPart } from './incident-documents.ts';
import type { SeededIndicator } from './indicator-seeds.ts';
import type { Judgements } from './judgements.ts';
import { OBSERVABLE_TYPES } from './observable-types.ts';
import { page, searchStore } from './search-store.ts';
import type { Service } from './service.ts';

/** Under this host the simulation is the global store; under any other the private one. */
export const GLOBAL_HOST = 'global-intel.invalid';

/** A store that holds judgements. */
export type Store = Readonly<{ judgements: Judgements; indicators: readonly SeededIndicator[] }>;

/** What is asked of both stores, by the name that it has there. */
type Question =
  | 'judgement-search'
  | 'judgement'
  | 'verdict'
  | 'judgements'
  | 'judgement-indicators'
  | 'indicator-search'
  | 'indicator';

/**
 * Judgements, verdicts and indicators in the two stores (dossier §6.8, §7): all of it is read in both, and written in the
 * private one alone. Errors are the store's.
 */
export function intelRoutes(platform: Platform, stores: Readonly<{ own: Store; global: Store }>): RequestHandler[] {
  /** The same question, to the store that the address names. */
  const both =
    (
      service: Question,
      needs: Readonly<{ scopes: readonly string[]; capabilities: string | readonly string[] }>,
      answer: (store: Store, asked: Asked) => Response,
    ) =>
    ({ request }: { request: Request }) => {
      const isGlobal = new URL(request.url).hostname === GLOBAL_HOST;
      return answerRoute(
        platform,
        {
          ...needs,
          service: isGlobal ? (`global-${service}` as const satisfies Service) : service,
          scopes: isGlobal ? ['global-intel:read'] : needs.scopes,
          answer: (asked) => answer(isGlobal ? stores.global : stores.own, asked),
        },
        request,
      );
    };
  const own =
    (route: Route) =>
    ({ request }: { request: Request }) =>
      new URL(request.url).hostname === GLOBAL_HOST
        ? new Response(null, { status: 404 })
        : answerRoute(platform, route, request);
  const { judgements } = stores.own;
  const writes = (capabilities: string) => ({ scopes: ['private-intel/judgement:write'], capabilities });

  return [
    http.get(
      '*/ctia/judgement/search',
      both('judgement-search', { scopes: READ, capabilities: 'search-judgement' }, (store, { url }) =>
        searchStore(store.judgements.found(), url.searchParams),
      ),
    ),
    http.get(
      '*/ctia/judgement/external_id/:external_id',
      own({
        service: 'judgement-external-id',
        scopes: READ,
        capabilities: ['read-judgement', 'external-id'],
        answer: ({ url }) => {
          const wanted = decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
          return page(
            judgements.found().filter((one) => [one['external_ids']].flat().includes(wanted)),
            url.searchParams,
          );
        },
      }),
    ),
    http.get(
      '*/ctia/judgement/:id',
      both('judgement', { scopes: READ, capabilities: 'read-judgement' }, (store, { url }) =>
        document(store.judgements.read(idIn(url, -1)), 'judgement'),
      ),
    ),
    http.post(
      '*/ctia/judgement',
      own({
        service: 'judgement-create',
        ...writes('create-judgement'),
        answer: ({ url, body }) => made(judgements.create(body, url.searchParams.get('wait_for') === 'true')),
      }),
    ),
    http.post(
      '*/ctia/judgement/:id/expire',
      own({
        service: 'judgement-expire',
        ...writes('create-judgement'),
        answer: ({ url }) => {
          const reason = url.searchParams.get('reason');
          if (reason === null)
            return HttpResponse.json({ errors: { reason: 'missing-required-key' } }, { status: 400 });
          return document(judgements.expire(idIn(url, -2), reason), 'judgement');
        },
      }),
    ),
    http.delete(
      '*/ctia/judgement/:id',
      own({
        service: 'judgement-delete',
        ...writes('delete-judgement'),
        answer: ({ url }) =>
          judgements.remove(idIn(url, -1)) ? new Response(null, { status: 204 }) : document(undefined, 'judgement'),
      }),
    ),
    http.get(
      '*/ctia/:type/:value/verdict',
      both('verdict', { scopes: READ, capabilities: 'read-verdict' }, (store, { url }) =>
        about(url, -3, (observable) => {
          const deciding = store.judgements.deciding(observable);
          return deciding
            ? HttpResponse.json(verdict(deciding))
            : HttpResponse.json(
                { message: 'no verdict currently available for the supplied observable' },
                { status: 404 },
              );
        }),
      ),
    ),
    http.get(
      '*/ctia/:type/:value/judgements',
      both('judgements', { scopes: READ, capabilities: 'list-judgements' }, (store, { url }) =>
        about(url, -3, (observable) => page(store.judgements.of(observable), url.searchParams)),
      ),
    ),
    http.get(
      '*/ctia/:type/:value/judgements/indicators',
      both(
        'judgement-indicators',
        {
          scopes: [...READ, 'private-intel/relationship:read'],
          capabilities: ['list-judgements', 'list-relationships'],
        },
        (store, { url }) =>
          about(url, -4, ({ value }) =>
            HttpResponse.json(
              store.indicators
                .filter(({ of }) => of.includes(value.toLowerCase()))
                .map((one) => one.document['id'])
                .slice(0, Number(url.searchParams.get('limit') ?? 100)),
            ),
          ),
      ),
    ),
    http.get(
      '*/ctia/indicator/search',
      both(
        'indicator-search',
        { scopes: ['private-intel/indicator:read'], capabilities: 'search-indicator' },
        (store, { url }) =>
          searchStore(
            store.indicators.map((one) => one.document),
            url.searchParams,
          ),
      ),
    ),
    http.get(
      '*/ctia/indicator/:id',
      both(
        'indicator',
        { scopes: ['private-intel/indicator:read'], capabilities: 'read-indicator' },
        (store, { url }) =>
          document(
            store.indicators.find((one) => lastPart(String(one.document['id'])) === idIn(url, -1))?.document,
            'indicator',
          ),
      ),
    ),
  ];
}

const READ = ['private-intel/judgement:read'];

const idIn = (url: URL, after: number): string =>
  lastPart(decodeURIComponent(url.pathname.split('/').slice(after)[0] ?? ''));

/** Type and value stand in the path; a type that is not described is refused (LIKELY with a 400). */
function about(url: URL, after: number, answer: (observable: Observable) => Response): Response {
  const [type = '', value = ''] = url.pathname
    .split('/')
    .slice(after, after + 2)
    .map(decodeURIComponent);
  return OBSERVABLE_TYPES.has(type)
    ? answer({ type, value })
    : HttpResponse.json({ errors: { observable_type: type } }, { status: 400 });
}

const document = (found: Document | undefined, what: string): Response =>
  found
    ? HttpResponse.json(found, { headers: { etag: '"made-up"' } })
    : HttpResponse.json({ error: `${what} not found` }, { status: 404 });

function made(judgement: Document | { wrong: string }): Response {
  if ('wrong' in judgement && typeof judgement.wrong === 'string')
    return HttpResponse.json(
      {
        error: 'Spec Validation Client Error',
        type: 'Invalid Entity Error',
        message: `The entity is not valid: ${judgement.wrong}`,
        class: 'clojure.lang.ExceptionInfo',
      },
      { status: 400 },
    );
  const { id } = judgement as Document & { id: string };
  return HttpResponse.json(judgement as Document, { status: 201, headers: { location: id } });
}

/** A verdict has no id of its own. */
const verdict = ({ disposition, disposition_name, observable, id, valid_time }: Document): Document => ({
  type: 'verdict',
  disposition,
  disposition_name,
  observable,
  judgement_id: id,
  valid_time,
});
