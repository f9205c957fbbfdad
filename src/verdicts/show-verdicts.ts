import { fits } from '../cards/button.ts';
import type { Card } from '../cards/card.ts';
import type { Place } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import type { Finding } from './finding.ts';
import { rowsInMessage, verdictCard } from './verdict-card.ts';

export type Shown = Readonly<{
  findings: readonly Finding[];
  /** Observables found in all, when not all were looked up. */
  found?: number;
  /** Found, but held back by settings or ignore lists. */
  kept?: number;
  /** When the message came (ms since the epoch), if it could not be answered in time. */
  late?: number;
  place: Place;
}>;

/** A verdict card with what it needs beside the findings: offers by scope, and a listing for "Show all". */
export type ShowVerdicts = (shown: Shown) => Promise<Card>;

export function createShowVerdicts({
  offers,
  keepListing,
  simulated,
  rows = rowsInMessage,
}: {
  /** Which buttons the API client's scopes allow. */
  offers: () => Promise<Readonly<{ details: boolean; pivot: boolean; respond?: boolean; casebook?: boolean }>>;
  /** Keeps a list of observables for the "Show all" button; absent where there is no database (the terminal shows all). */
  keepListing?: (observables: readonly Observable[]) => Promise<string>;
  simulated: boolean;
  /** Rows of a card; the rest stands behind "Show all". */
  rows?: number;
}): ShowVerdicts {
  return async ({ findings, found, kept, late }) => {
    const offered = await offers();
    const observables = findings.map((finding) => finding.observable);
    const isLong = findings.length > rows;
    const isKept = isLong || (offered.casebook && findings.length > 1 && !fits({ do: 'casebook-add', observables }));
    const keeping = isKept ? keepListing?.(observables) : undefined;
    // A button more is not worth a card without verdicts.
    const listing = await (isLong ? keeping : keeping?.catch(() => undefined));
    return verdictCard({
      findings,
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
