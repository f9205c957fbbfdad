import { HttpResponse, http, type RequestHandler } from 'msw';
import { type Observable, observableKey } from '../../src/observables/observable.ts';
import { answerRoute, type Platform } from './answer-route.ts';
import type { Document } from './documents.ts';
import { OBSERVABLE_TYPES } from './observable-types.ts';

/** Which incidents saw an observable: a question to the store, by the sightings that belong to its incidents. */
export function seenRoutes(platform: Platform): RequestHandler[] {
  const { incidents } = platform;
  const saw = (id: string, wanted: string): boolean =>
    (incidents.context(id)['sightings'] as Document[]).some((sighting) =>
      (sighting['observables'] as Observable[]).some((one) => observableKey(one) === wanted),
    );
  return [
    http.get('*/ctia/:type/:value/sightings/incidents', ({ request }) =>
      answerRoute(
        platform,
        {
          service: 'sightings-incidents',
          scopes: ['private-intel/sighting:read', 'private-intel/relationship:read'],
          answer: ({ url }) => {
            const [type = '', value = ''] = url.pathname.split('/').slice(-4, -2).map(decodeURIComponent);
            if (!OBSERVABLE_TYPES.has(type))
              return HttpResponse.json({ errors: { observable_type: type } }, { status: 400 });
            const wanted = observableKey({ type, value });
            const found = incidents.list().filter(({ id }) => saw(id, wanted));
            const limit = Number(url.searchParams.get('limit') ?? 100);
            return HttpResponse.json(
              found.slice(0, limit).map(({ document }) => document['id']),
              { headers: { 'x-total-hits': String(found.length) } },
            );
          },
        },
        request,
      ),
    ),
  ];
}
