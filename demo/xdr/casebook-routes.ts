import { HttpResponse, http, type RequestHandler } from 'msw';
import { type Asked, answerRoute, type Platform, type Route } from './answer-route.ts';
import type { Document } from './documents.ts';
import { lastPart } from './incident-documents.ts';

const READ = ['casebook:read'];
const WRITE = ['casebook:write'];

/** Casebooks in the store itself, and how they are linked to incidents (dossier §6.2, §6.3). Errors are the store's. */
export function casebookRoutes(platform: Platform): RequestHandler[] {
  const { casebooks, incidents } = platform;
  const route = (given: Route) => (info: { request: Request }) => answerRoute(platform, given, info.request);

  const written = (made: Document | { wrong: string } | undefined, status = 200): Response => {
    if (made === undefined) return HttpResponse.json({ error: 'casebook not found' }, { status: 404 });
    if ('wrong' in made && typeof made.wrong === 'string')
      return HttpResponse.json(
        {
          error: 'Spec Validation Client Error',
          type: 'Invalid Entity Error',
          message: `The entity is not valid: ${made.wrong}`,
          class: 'clojure.lang.ExceptionInfo',
        },
        { status: 400 },
      );
    const headers = status === 201 ? { location: String((made as Document)['id']) } : { etag: '"made-up"' };
    return HttpResponse.json(made as Document, { status, headers });
  };
  const work = (field: 'observables' | 'texts') => {
    const answer = ({ url, body }: Asked) => {
      const { operation, [field]: items = [] } = (body ?? {}) as Record<string, unknown>;
      return written(casebooks.work(idIn(url, -2), field, operation, items as readonly unknown[]));
    };
    return route({ service: `casebook-${field}`, scopes: WRITE, capabilities: 'create-casebook', answer });
  };

  return [
    http.get(
      '*/ctia/casebook/search',
      route({
        service: 'casebook-search',
        scopes: READ,
        capabilities: 'search-casebook',
        answer: ({ url }) => findCasebooks(casebooks.found(), url.searchParams),
      }),
    ),
    http.get(
      '*/ctia/casebook/external_id/:external_id',
      route({
        service: 'casebook-external-id',
        scopes: READ,
        capabilities: ['read-casebook', 'external-id'],
        answer: ({ url }) => {
          const wanted = decoded(url.pathname.split('/').at(-1) ?? '');
          const keyed = casebooks.found().filter((one) => [one['external_ids']].flat().includes(wanted));
          return HttpResponse.json(keyed);
        },
      }),
    ),
    http.get(
      '*/ctia/casebook/:id',
      route({
        service: 'casebook',
        scopes: READ,
        capabilities: 'read-casebook',
        answer: ({ url }) => written(casebooks.read(idIn(url, -1))),
      }),
    ),
    http.post(
      '*/ctia/casebook',
      route({
        service: 'casebook-create',
        scopes: WRITE,
        capabilities: 'create-casebook',
        answer: ({ url, body }) => written(casebooks.create(body, waits(url)), 201),
      }),
    ),
    http.patch(
      '*/ctia/casebook/:id',
      route({
        service: 'casebook-patch',
        scopes: WRITE,
        capabilities: 'create-casebook',
        answer: ({ url, body }) => written(casebooks.patch(idIn(url, -1), (body ?? {}) as Document)),
      }),
    ),
    http.post('*/ctia/casebook/:id/observables', work('observables')),
    http.post('*/ctia/casebook/:id/texts', work('texts')),
    http.post(
      '*/ctia/incident/:id/link',
      route({
        service: 'incident-link',
        scopes: ['private-intel/relationship', 'private-intel/incident:read', 'casebook:read'],
        capabilities: ['read-incident', 'read-casebook', 'create-relationship', 'read-relationship'],
        answer: ({ url, body }) => {
          const { casebook_id = '', tlp = 'amber' } = (body ?? {}) as { casebook_id?: string; tlp?: string };
          if (!incidents.read(idIn(url, -2)))
            return HttpResponse.json({ error: 'Invalid Incident id' }, { status: 404 });
          if (!casebooks.read(casebook_id)) return HttpResponse.json({ error: 'Invalid Casebook id' }, { status: 400 });
          return HttpResponse.json(casebooks.link(casebook_id, idIn(url, -2), tlp), { status: 201 });
        },
      }),
    ),
    http.get(
      '*/ctia/relationship/search',
      route({
        service: 'relationship-search',
        scopes: ['private-intel/relationship:read'],
        capabilities: 'search-relationship',
        answer: ({ url }) => {
          const { searchParams } = url;
          const equal = (one: Document) =>
            ['source_ref', 'target_ref', 'relationship_type'].every(
              (name) => !searchParams.has(name) || searchParams.get(name) === one[name],
            );
          return HttpResponse.json(casebooks.links().filter(equal));
        },
      }),
    ),
  ];
}

const waits = (url: URL): boolean => url.searchParams.get('wait_for') === 'true';
const idIn = (url: URL, after: number): string => decoded(url.pathname.split('/').slice(after)[0] ?? '');

/** One page of a search: all words somewhere in the fields that the store searches (LIKELY), newest first where asked. */
function findCasebooks(all: readonly Document[], searchParams: URLSearchParams): Response {
  const words = (searchParams.get('simple_query') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const ids = searchParams.getAll('id').map(lastPart);
  const found = all.filter((one) => {
    const { title, short_description, description, source, observables } = one;
    const text = JSON.stringify([title, short_description, description, source, observables]).toLowerCase();
    return (
      (ids.length === 0 || ids.includes(lastPart(String(one['id'])))) && words.every((word) => text.includes(word))
    );
  });
  const sign = searchParams.get('sort_order') === 'desc' ? -1 : 1;
  const at = (one: Document) => String(one['timestamp'] ?? '');
  const sorted = searchParams.has('sort_by')
    ? found.toSorted((a, b) => sign * (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0))
    : found;
  const offset = Number(searchParams.get('offset') ?? 0);
  const limit = Number(searchParams.get('limit') ?? 100);
  return HttpResponse.json(sorted.slice(offset, offset + limit), {
    headers: { 'x-total-hits': String(found.length) },
  });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
