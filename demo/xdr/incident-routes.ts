import { HttpResponse, http, type RequestHandler } from 'msw';
import { answerRoute, type Platform } from './answer-route.ts';
import { findIncidents } from './find-incidents.ts';
import type { StoredIncident } from './incidents.ts';
import { platformError } from './platform-error.ts';

const BASE = '*/iroh/private-intel';
const READ = ['private-intel/incident:read'];

/** Status words as the store knows them (dossier §6.3). */
export const STATUSES: readonly string[] = [
  ...['New', 'New: Processing', 'New: Presented'],
  ...['Open', 'Open: Investigating', 'Open: Reported', 'Open: Contained', 'Open: Recovered'],
  ...['Hold', 'Hold: Internal', 'Hold: External', 'Hold: Legal', 'Stalled'],
  ...['Containment Achieved', 'Restoration Achieved', 'Incident Reported', 'Rejected'],
  ...['Closed', 'Closed: Confirmed Threat', 'Closed: False Positive', 'Closed: Suspected', 'Closed: Near-Miss'],
  ...['Closed: Merged', 'Closed: Under Review', 'Closed: Other'],
];

/** Incidents and notes through the platform, and the search for notes of the store. */
export function incidentRoutes(platform: Platform): RequestHandler[] {
  const { incidents, notes } = platform;
  const found = (incident: StoredIncident | undefined) =>
    incident
      ? HttpResponse.json({ ...incident.document, enrichment_status: incident.enrichment })
      : platformError(404, 'incident_not_found', 'There is no such incident.');
  const idIn = (url: URL, after: number) => decoded(url.pathname.split('/').slice(after)[0] ?? '');

  return [
    http.get(`${BASE}/incident/search`, ({ request }) =>
      answerRoute(
        platform,
        {
          service: 'incident-search',
          scopes: READ,
          answer: ({ url }) => findIncidents(incidents.list(), url, ({ document }) => document),
        },
        request,
      ),
    ),
    http.get(`${BASE}/incident-summary/search`, ({ request }) =>
      answerRoute(
        platform,
        {
          service: 'incident-summary',
          scopes: READ,
          answer: ({ url }) =>
            findIncidents(incidents.list(), url, ({ id, document, enrichment }) => ({
              ...document,
              enrichment_status: enrichment,
              context: incidents.context(id),
            })),
        },
        request,
      ),
    ),
    http.get(`${BASE}/incident/:id`, ({ request }) =>
      answerRoute(
        platform,
        { service: 'incident', scopes: READ, answer: ({ url }) => found(incidents.read(idIn(url, -1))) },
        request,
      ),
    ),
    http.patch(`${BASE}/incident/:id`, ({ request }) =>
      answerRoute(
        platform,
        {
          service: 'incident-patch',
          scopes: ['private-intel/incident'],
          answer: ({ url, body }) =>
            typeof body === 'object' && body !== null
              ? found(incidents.change(idIn(url, -1), body as Record<string, unknown>))
              : HttpResponse.json({ errors: { body: 'missing' } }, { status: 400 }),
        },
        request,
      ),
    ),
    http.post(`${BASE}/incident/:id/status`, ({ request }) =>
      answerRoute(
        platform,
        {
          service: 'incident-status',
          scopes: ['private-intel/incident:write'],
          answer: ({ url, body }) => {
            const status = (body as { status?: unknown } | undefined)?.status;
            return typeof status === 'string' && STATUSES.includes(status)
              ? found(incidents.change(idIn(url, -2), { status }))
              : HttpResponse.json({ errors: { status: '(not (one-of …))' } }, { status: 400 });
          },
        },
        request,
      ),
    ),
    http.post(`${BASE}/note`, ({ request }) =>
      answerRoute(
        platform,
        {
          service: 'note',
          scopes: ['private-intel/note:write'],
          answer: ({ body }) => {
            const note = notes.add(body);
            return 'wrong' in note
              ? HttpResponse.json({ errors: { [String(note['wrong'])]: 'missing-required-key' } }, { status: 400 })
              : HttpResponse.json(note);
          },
        },
        request,
      ),
    ),
    http.get('*/ctia/note/search', ({ request }) =>
      answerRoute(
        platform,
        {
          service: 'note-search',
          scopes: ['private-intel/note:read'],
          answer: ({ url }) =>
            HttpResponse.json(notes.of(url.searchParams.get('related_entities.entity_id') ?? undefined)),
        },
        request,
      ),
    ),
  ];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
