import { buttons } from '../cards/button.ts';
import { type Button, type Card, type Part, text } from '../cards/card.ts';
import { shown } from '../cards/shown.ts';
import { joined, timeOf } from '../cards/wording.ts';
import type { Observable } from '../observables/observable.ts';
import type { Finding } from './finding.ts';
import { type ListedByKey, listsInShort } from './listed.ts';
import type { SeenByKey } from './seen.ts';
import { worstFirst } from './verdict.ts';
import { lifetimes } from './verdict-cache.ts';
import { manyParts, oneParts } from './verdict-parts.ts';
import { rank } from './verdict-words.ts';

export type VerdictCardFacts = Readonly<{
  /** What was looked up, in the order of the text. */
  findings: readonly Finding[];
  simulated: boolean;
  /** What the asker and the API client's scopes allow. */
  offers: Readonly<{ details: boolean; pivot: boolean; respond?: boolean; casebook?: boolean; track?: boolean }>;
  /** Rows shown; 10 when absent, which suits a message. A terminal has room for all. */
  rows?: number;
  /** Under which id the whole list can be shown; no "Show all" without it. */
  listing?: string;
  /** Observables in the text, when not all of them were looked up. */
  found?: number;
  /** Of these, kept back by the settings or the ignore list. */
  kept?: number;
  /** When the message was written (milliseconds since the epoch), if XDR could not be asked then. */
  late?: number;
  /** Where they were mentioned before, as far as everybody may know who reads the card; by `observableKey`. */
  seen?: SeenByKey;
  /** On which watchlists they stand; by `observableKey`. */
  listed?: ListedByKey;
}>;

/** Rows in a message; the rest stands behind "Show all". */
export const rowsInMessage = 10;
/** Rows behind "Show all": as many as a command looks up; platforms turn pages. */
const rowsInAll = 500;
/** Bad observables of several that get a button of their own. */
const detailsInMany = 3;

/** The card of a look-up: of one observable all that sources say, of several a row each, worst first. */
export function verdictCard(facts: VerdictCardFacts): Card {
  const { findings, offers, listing, rows = rowsInMessage, seen, listed } = facts;
  const [first] = findings;
  if (!first) return noneCard(facts);
  if (findings.length === 1) {
    const { observable } = first;
    const { headline, name, parts } = oneParts(first, seen, listed);
    const wanted = [
      ...(offers.details
        ? [{ text: 'Details', press: { do: 'details' as const, observable }, label: `Details of ${name}` }]
        : []),
      ...(offers.pivot
        ? [{ text: 'Pivot', press: { do: 'pivot' as const, observable }, label: `Pivot from ${name}` }]
        : []),
      ...(offers.respond
        ? [{ text: 'Respond', press: { do: 'respond' as const, observable }, label: `Response actions for ${name}` }]
        : []),
      ...(offers.casebook ? [addToCasebook([observable], undefined, name)] : []),
      ...(offers.track
        ? [{ text: 'Track', press: { do: 'track' as const, observable }, label: `Track ${name} here` }]
        : []),
    ];
    return finish(facts, headline, [...parts, ...footnotes(facts), ...buttons(wanted)]);
  }
  const { headline, parts } = manyParts(findings, rows, seen, listed);
  const all = findings.length;
  const wanted: Button[] = [
    ...(listing !== undefined && all > rows
      ? [{ text: `Show all ${all}`, press: { do: 'show-all' as const, listing }, label: `Show all ${all} observables` }]
      : []),
    ...(offers.details ? worstDetails(findings) : []),
    ...(offers.casebook
      ? [
          addToCasebook(
            findings.map(({ observable }) => observable),
            listing,
            `${all} observables`,
          ),
        ]
      : []),
  ];
  return finish(facts, headline, [...parts, ...footnotes(facts), ...buttons(wanted)]);
}

/** Opens a form. What a button cannot carry is behind a listing. */
const addToCasebook = (observables: readonly Observable[], listing: string | undefined, name: string): Button => ({
  text: 'Add to casebook',
  label: `Add to casebook: ${name}`,
  press: listing === undefined ? { do: 'casebook-add', observables } : { do: 'casebook-add-all', listing },
});

/** What to press next: why the worst are bad. */
function worstDetails(findings: readonly Finding[]): readonly Button[] {
  return findings
    .filter(({ headline }) => headline === 'malicious' || headline === 'suspicious')
    .toSorted((one, other) => rank(one) - rank(other))
    .slice(0, detailsInMany)
    .map(({ observable }) => ({
      text: `Details of ${shown(observable, 40)}`,
      press: { do: 'details', observable },
      label: `Details of ${shown(observable)}`,
    }));
}

/** What "Show all" shows: every row, up to a bound that is told. */
export function allRowsCard(facts: VerdictCardFacts): Card {
  if (facts.findings.length < 2) return verdictCard(facts);
  const { headline, parts } = manyParts(facts.findings, rowsInAll);
  return finish(facts, headline, [...parts, ...footnotes(facts)]);
}

function noneCard(facts: VerdictCardFacts): Card {
  const kept = facts.kept ?? 0;
  const headline =
    kept > 0
      ? 'Nothing was looked up: the settings keep back what this text holds.'
      : 'There is no observable in this text.';
  return finish(facts, headline, [
    { part: 'heading', tone: 'info', word: 'Nothing found', spans: [text(headline)] },
    ...footnotes(facts),
  ]);
}

/**
 * Small print: what was left out, how old this is at most, lateness. Not when XDR was asked: that somebody did before, in
 * another room perhaps, is nobody's business.
 */
function footnotes({ findings, found, kept = 0, late }: VerdictCardFacts): readonly Part[] {
  const looked = findings.length;
  const beyond = Math.max(0, (found ?? 0) - kept - looked);
  const spans = joined(
    [
      beyond > 0 ? [text(`Only the first ${looked} of ${looked + beyond} observables were looked up.`)] : [],
      kept > 0 ? [text(`Not looked up: ${kept} that the settings or the ignore list keep back.`)] : [],
      late === undefined ? [] : [text('Late: XDR could not be asked when this was written, '), timeOf(late), text('.')],
      looked > 0 ? [text(`What XDR says, at most ${Math.max(...findings.map(oldest))} minutes old.`)] : [],
    ],
    ' ',
  );
  return spans.length > 0 ? [{ part: 'note', spans }] : [];
}

function finish(
  { findings, simulated, found, kept = 0, listed }: VerdictCardFacts,
  headline: string,
  parts: readonly Part[],
): Card {
  const data = { kind: 'verdicts' as const, findings, found: Math.max(found ?? 0, findings.length + kept), kept };
  return { headline: `${headline}${listsInShort(listed)}`, simulated, parts, data };
}

/** How old, in minutes, what is known of an observable and its host may be: by their verdicts alone, not by who asked. */
const oldest = ({ verdicts, via }: Finding): number =>
  Math.max(
    ...[verdicts, ...via.map((one) => one.verdicts)].map((said) => {
      const worst = worstFirst.find((one) => said.some(({ disposition }) => disposition === one));
      return lifetimes[worst ?? 'unknown'];
    }),
  );
