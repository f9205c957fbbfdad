import { buttons } from '../cards/button.ts';
import { type Button, type Card, type Part, type Span, text } from '../cards/card.ts';
import { trustedLink } from '../cards/link.ts';
import type { Incident } from './incident.ts';
import { descriptionParts, incidentFacts, observableParts, type UserNames } from './incident-facts.ts';
import { incidentSpans, nameOf, titleOf, toneOf, wordOf } from './incident-words.ts';

/** What the API client may do with an incident: each has a button. */
export type IncidentOffers = Readonly<{ status: boolean; assign: boolean; note: boolean }>;

export type IncidentCardFacts = Readonly<{
  incident: Incident;
  names: UserNames;
  offers: IncidentOffers;
  /** What has just happened to it, as a sentence. */
  news?: readonly Span[];
  /** The same for the headline: `status changed to Open`. */
  newsWords?: string;
  /** Id of a stored list of its observables, for their verdicts. */
  listing?: string;
  /** Origin of XDR's web interface. */
  ui: string;
  trustedHosts: readonly string[];
  simulated: boolean;
}>;

/** One incident: what it is, who has it, what it touches, and what can be done about it. */
export function incidentCard(facts: IncidentCardFacts): Card {
  const { incident, names, news, newsWords, simulated } = facts;
  return {
    headline: `${nameOf(incident)} ${newsWords ?? `(${wordOf(incident.status)}, ${wordOf(incident.severity, 'no severity')})`}: ${titleOf(incident)}`,
    simulated,
    parts: [
      { part: 'heading', tone: toneOf(incident), word: 'Incident', spans: incidentSpans(incident) },
      ...(news ? [{ part: 'text', spans: news } as const] : []),
      incidentFacts(incident, names),
      ...descriptionParts(incident),
      ...observableParts(incident.context),
      ...(incident.context ? [] : [note('What belongs to it (devices, observables) was not to be had; XDR shows it.')]),
      ...linkParts(facts),
      ...buttons(buttonsOf(facts)),
    ],
    data: { kind: 'incident', incident },
  };
}

function buttonsOf({ incident, offers, listing }: IncidentCardFacts): readonly Button[] {
  const name = nameOf(incident);
  const { id } = incident;
  const form = (text: string, does: string, verb: 'incident-status' | 'incident-assign' | 'incident-note'): Button => ({
    text,
    label: `${does} ${name}: opens a form`,
    press: { do: verb, incident: id },
  });
  return [
    ...(offers.status ? [form('Change status …', 'Change the status of', 'incident-status')] : []),
    ...(offers.assign ? [form('Assign …', 'Assign', 'incident-assign')] : []),
    ...(offers.note ? [form('Add note …', 'Write into the worklog of', 'incident-note')] : []),
    ...(listing === undefined
      ? []
      : [
          {
            text: 'Verdicts',
            label: `Verdicts of the observables of ${name}`,
            press: { do: 'show-all', listing } as const,
          },
        ]),
  ];
}

const note = (words: string): Part => ({ part: 'note', spans: [text(words)] });

/** The page of an incident (LIKELY: its address is not described in public). What is simulated has none. */
function linkParts({ incident: { id }, ui, trustedHosts, simulated }: IncidentCardFacts): readonly Part[] {
  if (simulated) return [];
  const link = trustedLink(`${ui}/incidents/${id}`, trustedHosts);
  return link ? [{ part: 'links', links: [{ text: 'Open in XDR', ...link }] }] : [];
}
