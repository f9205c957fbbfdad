import { type Card, type Part, type Span, text, value } from '../cards/card.ts';
import { shown } from '../cards/shown.ts';
import { counted, durationWords, joined, timeOf } from '../cards/wording.ts';
import type { Incident } from '../incidents/incident.ts';
import { incidentSpans, wordOf } from '../incidents/incident-words.ts';
import { worstFirst } from '../verdicts/verdict.ts';
import { type CollectedCounts, type LookedAt, latestOf } from './collected.ts';
import type { Somebody } from './happening.ts';
import type { LinkedRoom } from './linked-rooms.ts';
import { countWords } from './observables-card.ts';
import type { ActionCounts } from './room-actions.ts';
import { peopleSpans } from './room-spans.ts';

/** The incident of a room: as XDR has it now, or why it was not read. */
export type RoomIncident = Readonly<{
  link: LinkedRoom;
  incident?: Incident;
  unread?: 'missing-scope' | 'gone' | 'failed';
}>;

export type SummaryCardFacts = Readonly<{
  incident?: RoomIncident;
  counts: CollectedCounts;
  /** The worst, worst first. */
  worst: readonly LookedAt[];
  people: readonly Somebody[];
  actions: ActionCounts;
  marks: number;
  /** When the first and the last thing happened, milliseconds since the epoch; absent when nothing did. */
  span?: Readonly<{ from: number; until: number }>;
  prefix: string;
  simulated: boolean;
}>;

type Fact = Readonly<{ name: string; spans: readonly Span[] }>;

/** So many of the worst are named, and so many people. */
const mostWorst = 5;
const mostPeople = 8;

/** Where a room stands, in a dozen lines: counted, not told. */
export function summaryCard(facts: SummaryCardFacts): Card {
  const { incident, counts, actions, marks, prefix, simulated } = facts;
  const tone = worstFirst.find((one) => counts.by[one]) ?? 'info';
  const sentence =
    counts.observables === 0
      ? 'no observables were collected here.'
      : `${counted(counts.observables, 'observable')} in ${counted(counts.mentions, 'mention')}: ${countWords(counts.by)}.`;
  return {
    headline: `Summary: ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone, word: 'Summary', spans: [text(sentence)] },
      {
        part: 'facts',
        facts: [
          ...incidentFacts(incident),
          ...worstFact(facts.worst),
          ...peopleFact(facts.people),
          ...spanFact(facts.span),
          { name: 'Response actions', spans: [text(actionWords(actions))] },
          ...(marks > 0 ? [{ name: 'Marked', spans: [text(counted(marks, 'message'))] }] : []),
        ],
      },
      note([
        text('Counted from what was said and done in this channel, by what was known when it was mentioned. '),
        value(`${prefix} room timeline`),
        text(' has it in its order.'),
      ]),
    ],
  };
}

const note = (spans: readonly Span[]): Part => ({ part: 'note', spans });

function incidentFacts(of: RoomIncident | undefined): readonly Fact[] {
  if (!of) return [];
  const { link, incident, unread } = of;
  const since: Fact = { name: 'Room since', spans: [timeOf(link.linkedAt)] };
  if (!incident)
    return [{ name: 'Incident', spans: [value(link.incident), text(whyUnread[unread ?? 'failed'])] }, since];
  return [
    { name: 'Incident', spans: incidentSpans(incident, 80) },
    {
      name: 'Status',
      spans: [
        text(`${wordOf(incident.status)}, severity ${wordOf(incident.severity)}, `),
        text(
          incident.assignees.length > 0
            ? `assigned to ${counted(incident.assignees.length, 'XDR user')}`
            : 'assigned to nobody',
        ),
      ],
    },
    since,
  ];
}

const whyUnread = {
  'missing-scope': ' (the API client may not read incidents)',
  gone: ' (XDR does not know it any more)',
  failed: ' (XDR did not answer just now)',
} as const;

function worstFact(observables: readonly LookedAt[]): readonly Fact[] {
  const bad = observables.filter((one) => ['malicious', 'suspicious'].includes(latestOf(one))).slice(0, mostWorst);
  if (bad.length === 0) return [];
  return [
    { name: 'Worst', spans: joined(bad.map((one) => [value(shown(one.observable, 60)), text(` ${latestOf(one)}`)])) },
  ];
}

const peopleFact = (people: readonly Somebody[]): readonly Fact[] =>
  people.length === 0
    ? []
    : [{ name: 'Taking part', spans: [text(`${people.length}: `), ...peopleSpans(people, mostPeople)] }];

function spanFact(span: SummaryCardFacts['span']): readonly Fact[] {
  if (!span) return [];
  const seconds = (span.until - span.from) / 1000;
  if (seconds < 60) return [{ name: 'At', spans: [timeOf(span.from)] }];
  const days = Math.round(seconds / 86_400);
  const lasted = seconds >= 2 * 86_400 ? counted(days, 'day') : durationWords(seconds);
  return [{ name: 'From, to', spans: [timeOf(span.from), text(' to '), timeOf(span.until), text(` (${lasted})`)] }];
}

/** `2 done, 1 waiting, 1 with an unknown outcome`. */
function actionWords({ done, waiting, unknown, failed, dropped, dryRuns }: ActionCounts): string {
  const words = [
    ...(done > 0 ? [`${done} done`] : []),
    ...(waiting > 0 ? [`${waiting} waiting or running`] : []),
    ...(unknown > 0 ? [`${unknown} with an unknown outcome`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(dropped > 0 ? [`${dropped} refused, cancelled or expired`] : []),
    ...(dryRuns > 0 ? [counted(dryRuns, 'dry run')] : []),
  ];
  return words.join(', ') || 'none';
}
