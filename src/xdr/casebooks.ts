import { type Casebook, type CasebookDoor, mostCasebooks, type NewCasebook } from '../casebooks/casebook.ts';
import { Failure } from '../failure.ts';
import type { Ask } from '../verdicts/verdict.ts';
import { present } from './answer-shape.ts';
import type { ApiRequest } from './call.ts';
import { holdsLink, readCasebook, readCasebooks } from './casebook-documents.ts';
import type { Through } from './incidents.ts';
import type { Write } from './write.ts';

const base = '/ctia/casebook';
/** The answer comes when a search sees the change. */
const waiting = '?wait_for=true';

const pathOf = (id: string): string => `${base}/${encodeURIComponent(id)}`;

/**
 * Newest first by `timestamp`, which the store lists among what it sorts by. `simple_query` takes any words: unlike
 * `query` it knows no syntax that could be wrong (Elasticsearch: "simple query string").
 */
const searchPath = (words: string): string =>
  `${base}/search?${new URLSearchParams({
    ...(words === '' ? { query: '*' } : { simple_query: words }),
    sort_by: 'timestamp',
    sort_order: 'desc',
    limit: String(mostCasebooks),
  })}`;

/** Addresses of the store as it writes them: a search for relationships compares whole ids. */
const linkPath = (source: string, target: string): string =>
  `/ctia/relationship/search?${new URLSearchParams({ source_ref: source, target_ref: target, limit: '10' })}`;

/**
 * The body of a new casebook. `amber`, because the standard setting of the store is readable beyond the organisation, and
 * `red` would hide it from the analysts (dossier of CTIA: access control).
 */
const newBody = ({ title, description, observables, key, at }: NewCasebook) => ({
  type: 'casebook',
  title,
  description,
  observables: observables.map(({ type, value }) => ({ type, value })),
  tlp: 'amber',
  timestamp: new Date(at).toISOString(),
  source: 'xdr-chatops',
  external_ids: [key],
});

/** Casebooks are reached in the store of private intelligence itself, at `origin`. */
export function createCasebookDoor({
  through,
  write,
  origin,
}: Readonly<{ through: Through; write: Write; origin: string }>): CasebookDoor {
  const get = <T>(ask: Ask, path: string, read: (json: unknown) => T, more: Partial<ApiRequest> = {}) =>
    through('casebooks', ask, { ...more, method: 'GET', origin, path }, read);
  const change = (id: string, field: 'observables' | 'texts', items: readonly unknown[]) =>
    write(
      {
        service: 'casebook-write',
        origin,
        path: `${pathOf(id)}/${field}${waiting}`,
        body: { operation: 'add', [field]: items },
      },
      (json) => readCasebook(json, id),
    );

  return {
    searchCasebooks: async (words, ask) => {
      let total: number | undefined;
      const onHeaders: ApiRequest['onHeaders'] = (headers) => {
        total = /^\d{1,9}$/.test(headers['x-total-hits'] ?? '') ? Number(headers['x-total-hits']) : undefined;
      };
      const read = (json: unknown) => readCasebooks(json, mostCasebooks);
      const casebooks = await get(ask, searchPath(words.trim()), read, { onHeaders });
      return { casebooks, ...present({ total }) };
    },
    readCasebook: (id, ask) =>
      get(ask, pathOf(id), (json) => readCasebook(json, id)).catch((error: unknown) => {
        if (error instanceof Failure && error.kind === 'not-found') return undefined;
        throw error;
      }),
    casebookMadeAs: async (key, ask) => {
      const path = `${base}/external_id/${encodeURIComponent(key)}`;
      const found = await get(ask, path, (json) => readCasebooks(json, 2)).catch((error: unknown): Casebook[] => {
        if (error instanceof Failure && error.kind === 'not-found') return [];
        throw error;
      });
      return found[0];
    },
    createCasebook: (casebook) =>
      write({ service: 'casebook-write', origin, path: `${base}${waiting}`, body: newBody(casebook) }, (json) =>
        readCasebook(json),
      ),
    addObservables: (id, observables) =>
      change(
        id,
        'observables',
        observables.map(({ type, value }) => ({ type, value })),
      ),
    addTexts: (id, texts) =>
      change(
        id,
        'texts',
        texts.map((text) => ({ type: 'note', text })),
      ),
    linkCasebook: ({ id, address }, incident) =>
      write(
        {
          service: 'casebook-link',
          origin,
          path: `/ctia/incident/${encodeURIComponent(incident)}/link`,
          body: { casebook_id: address ?? id, tlp: 'amber' },
        },
        () => undefined,
      ),
    isLinked: (casebook, incident, ask) =>
      get(
        ask,
        linkPath(casebook.address ?? casebook.id, incident.address ?? incident.id),
        (json) => holdsLink(json, casebook.id, incident.id),
        { needs: ['private-intel/relationship:read'] },
      ),
  };
}
