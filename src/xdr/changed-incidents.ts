import type { ChangedIncidents, Incident, IncidentDoor } from '../incidents/incident.ts';
import type { Ask } from '../verdicts/verdict.ts';
import { mostFound, readIncidents } from './incident-documents.ts';
import type { Through } from './incidents.ts';

/** So many pages are read of one span of time. */
const mostPages = 20;

/** Times in the store's query language; a colon would end the name of a field, so they are quoted. */
const between = (field: string, { from, until }: Readonly<{ from: Date; until?: Date }>): string =>
  `${field}:["${from.toISOString()}" TO ${until ? `"${until.toISOString()}"` : '*'}]`;

/**
 * The search for what was made or changed: neither time is among the fields that may be sorted by (Cisco's description of
 * CTIA: `sort_by`), so pages are in the order of `timestamp`, which does not move. What changes meanwhile only comes in.
 */
export function createIncidentsChanged(through: Through): IncidentDoor['incidentsChanged'] {
  type Page = Readonly<{ incidents: readonly Incident[]; size: number }>;
  const readPage = (json: unknown): Page => ({
    incidents: readIncidents(json),
    size: Array.isArray(json) ? json.length : 0,
  });

  const search = async (wish: Readonly<Record<string, string>>, ask: Ask): Promise<[readonly Incident[], boolean]> => {
    const found = new Map<string, Incident>();
    for (let page = 0; page < mostPages; page += 1) {
      const offset = page === 0 ? {} : { offset: String(page * mostFound) };
      const order = { sort_by: 'timestamp', sort_order: 'asc', limit: String(mostFound) };
      const query = new URLSearchParams({ ...wish, ...order, ...offset });
      const request = { method: 'GET', path: `/iroh/private-intel/incident/search?${query}` } as const;
      const { incidents, size } = await through('incidents', ask, request, readPage);
      for (const incident of incidents) found.set(incident.id, incident);
      if (size < mostFound) return [[...found.values()], true];
    }
    return [[...found.values()], false];
  };

  return async (span, ask): Promise<ChangedIncidents> => {
    const query = `${between('modified', span)} OR ${between('created', span)}`;
    const [incidents, whole] = await search({ query }, ask);
    // The incident itself does not say so: only the search tells them apart.
    const [heavy] = incidents.length > 0 ? await search({ query, high_impact: 'true' }, ask) : [[]];
    return { incidents, whole, highImpact: new Set(heavy.map(({ id }) => id)) };
  };
}
