import type { Audience } from '../adapter.ts';
import { fits } from '../cards/button.ts';
import type { Card } from '../cards/card.ts';
import type { Place } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import { within } from '../within.ts';
import { type Finding, hasReasons, withoutReasons } from './finding.ts';
import type { ListedByKey, ListedOn } from './listed.ts';
import type { SeenBefore } from './seen.ts';
import { rowsInMessage, type VerdictCardFacts, verdictCard } from './verdict-card.ts';
import { worstFindings } from './verdict-parts.ts';

export type Shown = Readonly<{
  findings: readonly Finding[];
  /** Observables found in all, when not all were looked up. */
  found?: number;
  /** Found, but held back by settings or ignore lists. */
  kept?: number;
  /** When the message came (ms since the epoch), if it could not be answered in time. */
  late?: number;
  place: Place;
  /** Who is answered is this message, and no command: what outsiders may read there is then to be looked up. */
  message?: string;
  /** On which watchlists they stand, where somebody has asked already. */
  listed?: ListedByKey;
}>;

/** A verdict card with what it needs beside the findings: offers by scope, and a listing for "Show all". */
export type ShowVerdicts = (shown: Shown) => Promise<Card>;

/** Longest that a card waits for watchlists, and for the platform's word on who may read it, milliseconds. */
const patience = 500;

export function createShowVerdicts({
  offers,
  keepListing,
  seenBefore,
  circlesOf,
  listedOn,
  simulated,
  rows = rowsInMessage,
}: {
  /** Which buttons the API client's scopes allow. */
  offers: () => Promise<VerdictCardFacts['offers']>;
  /** Keeps a list of observables for the "Show all" button; absent where there is no database (the terminal shows all). */
  keepListing?: (observables: readonly Observable[]) => Promise<string>;
  /** Where observables were mentioned before; absent where nothing is remembered. */
  seenBefore?: SeenBefore;
  /** To whom everybody belongs who may read in a place; none where outsiders may. Absent where nobody knows. */
  circlesOf?: Audience['circlesOf'] | undefined;
  /** On which watchlists observables stand; absent where there are none. */
  listedOn?: ListedOn;
  simulated: boolean;
  /** Rows of a card; the rest stands behind "Show all". */
  rows?: number;
}): ShowVerdicts {
  /** Only our own people may read why we say something. Of a place where a message was heard the platform has to say it. */
  const isAmongUs = async (place: Place, message: string | undefined): Promise<boolean> => {
    if (message === undefined) return !place.outsiders;
    const circles = circlesOf?.(place).catch(() => []) ?? Promise.resolve([]);
    return (await within(circles, patience, [])).length > 0;
  };

  return async ({ findings, found, kept, late, place, message, listed: known }) => {
    const offered = await offers();
    const observables = findings.map((finding) => finding.observable);
    const isLong = findings.length > rows;
    const isKept = isLong || (offered.casebook && findings.length > 1 && !fits({ do: 'casebook-add', observables }));
    const keeping = isKept ? keepListing?.(observables) : undefined;
    // A button more is not worth a card without verdicts.
    const listing = await (isLong ? keeping : keeping?.catch(() => undefined));
    const shown = worstFindings(findings, rows).map(({ observable }) => observable);
    const isOutside = message === undefined && place.outsiders;
    const [seen, listed] = isOutside
      ? []
      : await Promise.all([
          seenBefore?.(shown, place, message),
          // A verdict is worth telling without them.
          known ?? (listedOn && within(listedOn(observables, place), patience, undefined).catch(() => undefined)),
        ]);
    const isOpen = findings.some(hasReasons) ? await isAmongUs(place, message) : true;
    return verdictCard({
      findings: isOpen ? findings : findings.map(withoutReasons),
      ...(seen ? { seen } : {}),
      ...(listed ? { listed } : {}),
      simulated,
      rows,
      offers: offered,
      ...(listing === undefined ? {} : { listing }),
      ...(found === undefined ? {} : { found }),
      ...(kept === undefined ? {} : { kept }),
      ...(late === undefined ? {} : { late }),
    });
  };
}
