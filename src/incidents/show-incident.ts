import type { Card, Span } from '../cards/card.ts';
import type { Observable } from '../observables/observable.ts';
import type { Incident, IncidentDoor, IncidentList, IncidentRef, IncidentWish } from './incident.ts';
import { type IncidentOffers, incidentCard } from './incident-card.ts';
import { worstObservables } from './incident-facts.ts';
import { noIncidentCard } from './incident-refusals.ts';
import { incidentsCard } from './incidents-card.ts';
import type { NamesOf } from './user-names.ts';

/** What each change needs (dossier §2.3). */
export const changeScopes = {
  status: 'private-intel/incident:write',
  assign: 'private-intel/incident',
  note: 'private-intel/note:write',
} as const;

/** The scope for looking at incidents. */
export const incidentScope = 'private-intel/incident:read';

/** Draws an incident, with what the card needs beside it. */
export type DrawIncident = (
  incident: Incident,
  news?: Readonly<{ spans: readonly Span[]; words: string }>,
) => Promise<Card>;

/** So many observables are looked up by one button. */
const mostVerdicts = 40;

export function createDrawIncident({
  namesOf,
  missing,
  keepListing,
  ui,
  trustedHosts,
  simulated,
}: Readonly<{
  namesOf: NamesOf;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  /** Keeps observables for the button "Verdicts"; absent where there is no database. */
  keepListing?: (observables: readonly Observable[]) => Promise<string>;
  ui: string;
  trustedHosts: readonly string[];
  simulated: boolean;
}>): DrawIncident {
  return async (incident, news) => {
    const observables = incident.context ? worstObservables(incident.context).map(({ observable }) => observable) : [];
    const [names, lacking, listing] = await Promise.all([
      namesOf(incident.assignees),
      missing(Object.values(changeScopes)),
      observables.length > 0 && keepListing ? keepListing(observables.slice(0, mostVerdicts)) : undefined,
    ]);
    const offers: IncidentOffers = {
      status: !lacking.includes(changeScopes.status),
      assign: !lacking.includes(changeScopes.assign),
      note: !lacking.includes(changeScopes.note),
    };
    return incidentCard({
      incident,
      names,
      offers,
      ...(news ? { news: news.spans, newsWords: news.words } : {}),
      ...(listing === undefined ? {} : { listing }),
      ui,
      trustedHosts,
      simulated,
    });
  };
}

/** Shows one incident, or says that there is none. Rejects with a Failure. */
export type ShowIncident = (ref: IncidentRef) => Promise<Card>;

export const createShowIncident =
  (parts: Readonly<{ read: IncidentDoor['readIncident']; draw: DrawIncident; simulated: boolean }>): ShowIncident =>
  async (ref) => {
    const incident = await parts.read(ref, { purpose: 'command' });
    return incident ? parts.draw(incident) : noIncidentCard('id' in ref ? ref.id : ref.shortId, parts.simulated);
  };

/** Lists incidents; what a search gives beside them is left out. Rejects with a Failure. */
export type ListIncidents = (wish: IncidentWish) => Promise<Card>;

export const createListIncidents =
  (parts: Readonly<{ search: IncidentDoor['searchIncidents']; simulated: boolean }>): ListIncidents =>
  async (wish) => {
    const list: IncidentList = await parts.search(wish, { purpose: 'command' });
    return incidentsCard({ list, wish, simulated: parts.simulated });
  };
