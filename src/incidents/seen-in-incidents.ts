import { type Part, type Span, text, value } from '../cards/card.ts';
import { shown } from '../cards/shown.ts';
import { counted } from '../cards/wording.ts';
import { Failure } from '../failure.ts';
import type { Observable } from '../observables/observable.ts';
import { within } from '../within.ts';
import type { Incident, IncidentDoor } from './incident.ts';
import { rowOf, showButtons } from './incidents-card.ts';
import { incidentScope } from './show-incident.ts';
import { isOpen } from './statuses.ts';

/** Which incidents saw an observable, as parts of a card; never rejects with a Failure: a gap is named instead. */
export type SeenInIncidents = (
  observable: Observable,
) => Promise<Readonly<{ parts: readonly Part[]; incidents?: readonly Incident[] }>>;

/** What the two calls need (the store's list-sightings and list-relationships, dossier §2.3). */
export const seenScopes = ['private-intel/sighting:read', 'private-intel/relationship:read', incidentScope] as const;

/** So many are shown, the worst of so many that are read. */
const mostShown = 5;
const mostRead = 20;
/** So long (milliseconds) the rest of the card waits for this at most. */
const patience = 8_000;

/** At most two calls: which saw it, and, when any did, what they are. */
export function createSeenInIncidents({
  door,
  missing,
}: Readonly<{
  door: Pick<IncidentDoor, 'incidentsThatSaw' | 'incidentsNamed'>;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
}>): SeenInIncidents {
  const ask = { purpose: 'command' } as const;

  const look = async (observable: Observable): ReturnType<SeenInIncidents> => {
    const lacking = await missing(seenScopes);
    if (lacking.length > 0) return { parts: [notGranted(lacking)] };
    const { ids, total } = await door.incidentsThatSaw(observable, ask);
    if (ids.length === 0) return { parts: [note(`No incident of XDR saw ${shown(observable, 60)}.`)], incidents: [] };
    const wanted = ids.slice(0, mostRead);
    const read = await door.incidentsNamed(wanted, ask).catch((error: unknown) => {
      if (error instanceof Failure) return undefined;
      throw error;
    });
    const incidents = (read ?? wanted.map(bare)).toSorted(worseFirst).slice(0, mostShown);
    const all = Math.max(total ?? 0, ids.length);
    const more = all - incidents.length;
    return {
      parts: [
        ...(incidents.length > 0 && read
          ? [{ part: 'rows', title: 'Seen in incidents', rows: incidents.map(rowOf) } as const]
          : []),
        ...(read ? [] : [note(`${counted(all, 'incident')} saw it; what they are, XDR did not say just now.`)]),
        ...(read && more > 0 ? [note(`And ${counted(more, 'more incident')}.`)] : []),
        ...showButtons(incidents),
      ],
      incidents,
    };
  };

  return async (observable) => {
    const looking = look(observable).catch((error: unknown) => {
      if (error instanceof Failure) return { parts: [note(notSaid)] };
      throw error;
    });
    return within(looking, patience, { parts: [note(notSaid)] });
  };
}

const notSaid = 'Which incidents saw it, XDR did not say just now. Ask again for it.';

const note = (...words: readonly (string | Span)[]): Part => ({
  part: 'note',
  spans: words.map((one) => (typeof one === 'string' ? text(one) : one)),
});

const notGranted = (lacking: readonly string[]): Part =>
  note(
    'Which incidents saw it is not shown: the API client lacks ',
    ...lacking.flatMap((scope, at): (string | Span)[] => [...(at > 0 ? [', '] : []), value(scope)]),
    '.',
  );

const bare = (id: string): Incident => ({ id, assignees: [], detectedBy: [], tactics: [], techniques: [] });

/** What is open goes before what is closed, then by XDR's score. */
const worseFirst = (one: Incident, other: Incident): number =>
  Number(isOpen(other.status)) - Number(isOpen(one.status)) || (other.score ?? -1) - (one.score ?? -1);
