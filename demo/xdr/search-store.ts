import { HttpResponse } from 'msw';
import type { Document } from './documents.ts';
import { lastPart } from './incident-documents.ts';
import { BadQuery, readQuery } from './lucene.ts';

/** One page of a search: what fits the query and the filters, in the order asked for, with how many there are in all. */
export function searchStore(all: readonly Document[], searchParams: URLSearchParams): Response {
  let found: readonly Document[];
  try {
    const fits = readQuery(searchParams.get('query') ?? '*');
    const ids = searchParams.getAll('id').map(lastPart);
    const equal = (one: Document) =>
      ['disposition', 'disposition_name', 'priority', 'severity', 'confidence', 'source', 'tlp'].every(
        (name) => !searchParams.has(name) || searchParams.get(name) === String(one[name]),
      );
    found = all.filter(
      (one) => (ids.length === 0 || ids.includes(lastPart(String(one['id'])))) && equal(one) && fits(one),
    );
  } catch (error) {
    if (!(error instanceof BadQuery)) throw error;
    return HttpResponse.json(
      { type: 'ES Invalid Request', message: error.message, class: 'clojure.lang.ExceptionInfo' },
      { status: 400 },
    );
  }
  return page(found, searchParams);
}

/** One page of documents. */
export function page(found: readonly Document[], searchParams: URLSearchParams): Response {
  const field = searchParams.get('sort_by')?.split(/[:,]/)[0];
  const sign = searchParams.get('sort_order') === 'desc' ? -1 : 1;
  const sorted =
    field === undefined
      ? found
      : found.toSorted((one, other) => sign * compared(one[field] as string, other[field] as string));
  const offset = Number(searchParams.get('offset') ?? 0);
  const limit = Number(searchParams.get('limit') ?? 100);
  return HttpResponse.json(sorted.slice(offset, offset + limit), {
    headers: { 'x-total-hits': String(found.length) },
  });
}

const compared = (one: string | number, other: string | number): number => (one < other ? -1 : one > other ? 1 : 0);
