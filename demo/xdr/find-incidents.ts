import { HttpResponse } from 'msw';
import type { Document } from './documents.ts';
import { lastPart } from './incident-documents.ts';
import type { StoredIncident } from './incidents.ts';

/** Filters that want one field to be equal; a field with several values has to hold it. */
const EQUALS = ['status', 'severity', 'assignees', 'confidence', 'source', 'tactics', 'techniques', 'promotion_method'];

/** One page of a search, with the paging headers of the store (dossier §6.1). */
export function findIncidents(
  all: readonly StoredIncident[],
  { searchParams }: URL,
  show: (incident: StoredIncident) => Document,
): Response {
  const wanted = matcherOf(searchParams.get('query'));
  if (!wanted) return HttpResponse.json({ type: 'ES Invalid Request', message: 'query', class: 'x' }, { status: 400 });
  const found = all.filter((incident) => {
    const { document, highImpact } = incident;
    const ids = searchParams.getAll('id');
    if (ids.length > 0 && !ids.some((id) => lastPart(id) === incident.id)) return false;
    const impact = searchParams.get('high_impact');
    if (impact !== null && impact !== String(highImpact)) return false;
    const isEqual = EQUALS.every((field) => {
      const value = searchParams.get(field);
      return value === null || [document[field]].flat().includes(value);
    });
    return isEqual && wanted(document);
  });
  const sorted = sort(found, searchParams.get('sort_by'), searchParams.get('sort_order'));
  const offset = Number(searchParams.get('offset') ?? 0);
  const limit = Number(searchParams.get('limit') ?? 100);
  const page = sorted.slice(offset, offset + limit);
  const next = `limit=${limit}&offset=${offset + limit}`;
  return HttpResponse.json(page.map(show), {
    headers: {
      'x-total-hits': String(found.length),
      ...(offset + limit < found.length ? { 'x-next': next } : {}),
      ...(offset > 0 ? { 'x-previous': `limit=${limit}&offset=${Math.max(0, offset - limit)}` } : {}),
    },
  });
}

/**
 * So much of Lucene's language: `field:word*`, `field:"words"`, `field:["time" TO "time"]` (or `*` for its end), joined by
 * OR. Undefined when it is something else.
 */
function matcherOf(query: string | null): ((document: Document) => boolean) | undefined {
  if (query === null || query === '*') return () => true;
  const terms = query
    .split(' OR ')
    .map((term) => /^([a-z_]+):(?:"([^"]*)"|\["([^"]*)" TO (?:"([^"]*)"|\*)\]|([A-Za-z0-9-]+)(\*?))$/.exec(term));
  if (terms.some((term) => term === null)) return undefined;
  return (document) =>
    terms.some((term) => {
      const [, field = '', quoted, from, until, word, star] = term!;
      const whole = String(document[field] ?? '');
      const value = field === 'id' ? lastPart(whole) : whole; // the store keeps the short one
      if (from !== undefined) return value >= from && (until === undefined || value <= until);
      return star ? value.startsWith(word!) : value.toLowerCase() === (quoted ?? word ?? '').toLowerCase();
    });
}

function sort(found: readonly StoredIncident[], by: string | null, order: string | null): StoredIncident[] {
  const [field = 'timestamp', written] = (by ?? 'timestamp').split(':');
  const sign = (written ?? order ?? 'asc') === 'desc' ? -1 : 1;
  const value = ({ document }: StoredIncident) => String(document[field] ?? '');
  return found.toSorted((a, b) => sign * (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0));
}
