import type { Card, Span } from '../cards/card.ts';
import type { Person, Place } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import type { Incident, IncidentDoor, IncidentRef } from './incident.ts';
import { type IncidentOffers, incidentCard } from './incident-card.ts';
import { worstObservables } from './incident-facts.ts';
import { noIncidentCard } from './incident-refusals.ts';
import { incidentsCard } from './incidents-card.ts';
import { unknownUserCard } from './unknown-user-card.ts';
import type { NamesOf } from './user-names.ts';
import type { XdrUserOf } from './xdr-user-of.ts';

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

/** Lists incidents, for whom: `mine` are the open ones of who asks. Rejects with a Failure. */
export type ListIncidents = (
  wish: 'open' | 'new' | 'mine',
  by: Readonly<{ person: Pick<Person, 'id'>; place: Place }>,
) => Promise<Card>;

export const createListIncidents =
  (
    parts: Readonly<{ search: IncidentDoor['searchIncidents']; xdrUserOf: XdrUserOf; simulated: boolean }>,
  ): ListIncidents =>
  async (wish, { person, place }) => {
    const { search, xdrUserOf, simulated } = parts;
    const ask = { purpose: 'command' } as const;
    if (wish !== 'mine') return incidentsCard({ list: await search(wish, ask), wish, simulated });
    const found = await xdrUserOf(person.id, place);
    if ('lacks' in found) return unknownUserCard('you', found, 'incidents mine', simulated);
    return incidentsCard({ list: await search({ openOf: found.user.id }, ask), wish, simulated });
  };
