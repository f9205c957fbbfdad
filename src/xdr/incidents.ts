import { Failure } from '../failure.ts';
import type { Incident, IncidentDoor, IncidentRef, IncidentWish } from '../incidents/incident.ts';
import type { Ask } from '../verdicts/verdict.ts';
import { present } from './answer-shape.ts';
import type { ApiRequest } from './call.ts';
import { createIncidentsChanged } from './changed-incidents.ts';
import type { ReadingDoor } from './circuits.ts';
import { mostFound, readIncident, readIncidents } from './incident-documents.ts';
import { noteBody, notePath } from './notes.ts';
import type { Origins } from './regions.ts';
import { readIncidentIds, sawPath, totalIn } from './saw.ts';
import { organisationPath, readOrganisation, readUsers, searchUsersPath, usersPath } from './users.ts';
import type { Write } from './write.ts';

const base = '/iroh/private-intel';

/**
 * The statuses of a wish, in the store's query language: what is closed or rejected is left out. There is no filter for
 * several statuses (dossier: equality filters, `query` is Lucene's).
 */
const queries = {
  open: 'status:New* OR status:Open* OR status:Hold*',
  new: 'status:New*',
} as const;

const searchPath = (wish: IncidentWish): string =>
  `${base}/incident/search?${new URLSearchParams({
    ...(typeof wish === 'string' ? { query: queries[wish] } : { query: queries.open, assignees: wish.openOf }),
    sort_by: 'timestamp',
    sort_order: 'desc',
    limit: String(mostFound),
  })}`;

const summaryPath = (ref: IncidentRef): string =>
  `${base}/incident-summary/search?${new URLSearchParams(
    'id' in ref ? { id: ref.id } : { query: `short_id:"${ref.shortId.replace(/["\\]/g, '')}"`, limit: '5' },
  )}`;

/**
 * Incidents by their ids, in the store's query language: the filter `id` takes one (spec: a string), and the store keeps
 * the short id in that field (CTIA `stores/es/crud.clj`).
 */
const namedPath = (ids: readonly string[]): string =>
  `${base}/incident/search?${new URLSearchParams({
    query: ids.map((id) => `id:"${id.replace(/["\\]/g, '')}"`).join(' OR '),
    limit: String(ids.length),
  })}`;

const incidentPath = (id: string): string => `${base}/incident/${encodeURIComponent(id)}`;

/** Asks a door that reads. */
export type Through = <T>(
  service: ReadingDoor,
  ask: Ask,
  request: Pick<ApiRequest, 'path'> & Partial<ApiRequest>,
  read: (json: unknown) => T,
) => Promise<T>;

/** With these the platform says that it has no such route, or not for this client; or it is more than is read. */
const withoutSummaries: ReadonlySet<string> = new Set(['missing-scope', 'not-found', 'bad-request', 'too-large']);

export function createIncidentDoor({
  through,
  write,
  stores,
}: {
  through: Through;
  write: Write;
  /** Origins of services beside the platform's. */
  stores: Pick<Origins, 'privateIntel'>;
}): IncidentDoor {
  const get = <T>(ask: Ask, path: string, read: (json: unknown) => T) =>
    through('incidents', ask, { method: 'GET', path }, read);

  /** The incident alone, without what belongs to it. */
  const readAlone = (id: string, ask: Ask): Promise<Incident | undefined> =>
    get(ask, incidentPath(id), readIncident).catch((error: unknown) => {
      if (error instanceof Failure && error.kind === 'not-found') return undefined;
      throw error;
    });

  return {
    searchIncidents: async (wish, ask) => {
      let total: number | undefined;
      const onHeaders: ApiRequest['onHeaders'] = (headers) => {
        total = totalIn(headers);
      };
      const request = { method: 'GET', path: searchPath(wish), onHeaders } as const;
      const incidents = await through('incidents', ask, request, readIncidents);
      return { incidents, ...present({ total }) };
    },
    incidentsChanged: createIncidentsChanged(through),
    incidentsThatSaw: async (observable, ask) => {
      let total: number | undefined;
      const onHeaders: ApiRequest['onHeaders'] = (headers) => {
        total = totalIn(headers);
      };
      const request = { method: 'GET', path: sawPath(observable), onHeaders, origin: stores.privateIntel } as const;
      const ids = await through('sightings', ask, request, readIncidentIds);
      return { ids, ...present({ total }) };
    },
    incidentsNamed: (ids, ask) => (ids.length === 0 ? Promise.resolve([]) : get(ask, namedPath(ids), readIncidents)),
    readIncident: async (ref, ask) => {
      const found = await get(ask, summaryPath(ref), readIncidents).catch((error: unknown) => {
        if (error instanceof Failure && withoutSummaries.has(error.kind) && 'id' in ref) return [];
        throw error;
      });
      const is = (one: Incident) =>
        'id' in ref ? one.id === ref.id : one.shortId?.toLowerCase() === ref.shortId.toLowerCase();
      // What was just made may not be found by the search yet.
      return found.find(is) ?? ('id' in ref ? readAlone(ref.id, ask) : undefined);
    },
    setIncidentStatus: (id, status) =>
      write({ service: 'incident-status', path: `${incidentPath(id)}/status`, body: { status } }, readIncident),
    assignIncident: (id, assignees) =>
      write({ service: 'incident-assign', method: 'PATCH', path: incidentPath(id), body: { assignees } }, readIncident),
    addNote: (incident, note) =>
      write({ service: 'note', path: notePath, body: noteBody(incident, note) }, () => undefined),
    usersNamed: (ids, ask) => through('users', ask, { method: 'GET', path: usersPath(ids) }, readUsers),
    usersByEmail: async (email, ask) => {
      const request = { path: searchUsersPath, body: { 'user-email': email } };
      const users = await through('users', ask, request, readUsers);
      return users.filter((user) => user.email?.toLowerCase() === email.toLowerCase());
    },
    organisation: (ask) =>
      through('users', ask, { method: 'GET', path: organisationPath, needs: ['profile:read'] }, readOrganisation),
  };
}
