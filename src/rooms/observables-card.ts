import { buttons } from '../cards/button.ts';
import { type Card, type Row, type Span, text, value } from '../cards/card.ts';
import { shownSpans } from '../cards/shown.ts';
import { capital, counted, joined, timeOf } from '../cards/wording.ts';
import type { Room } from '../room.ts';
import { type Disposition, worstFirst } from '../verdicts/verdict.ts';
import { type CollectedCounts, type LookedAt, latestOf } from './collected.ts';
import type { Somebody } from './happening.ts';
import { messageSpans, type PermalinkOf, peopleSpans } from './room-spans.ts';

export type ObservablesCardFacts = Readonly<{
  room: Room;
  /** Worst first. */
  observables: readonly LookedAt[];
  counts: CollectedCounts;
  /** All of these were looked up just now, the worst so many where there are more; absent: only what was known was used. */
  lookedUp?: number;
  /** Id of a stored list of them, for "Show all". */
  listing?: string;
  named: (id: string) => Somebody;
  permalinkOf: PermalinkOf;
  prefix: string;
  simulated: boolean;
}>;

/** Rows in the card; the rest stands behind "Show all" and in the export. */
export const rowsInCard = 10;

/** `2 malicious, 1 unknown`, worst first. */
export const countWords = (by: CollectedCounts['by']): string =>
  worstFirst.flatMap((one) => (by[one] ? [`${by[one]} ${one}`] : [])).join(', ');

/** What a room collected, worst first. */
export function observablesCard(facts: ObservablesCardFacts): Card {
  const { observables, counts, listing, simulated } = facts;
  const by = countsOf(facts);
  const sentence = `${counted(counts.observables, 'observable')} collected here: ${countWords(by)}.`;
  const tone = worstFirst.find((one) => by[one]) ?? 'unknown';
  const more = counts.observables - Math.min(rowsInCard, observables.length);
  return {
    headline: `Room: ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone, word: 'Room', spans: [text(sentence)] },
      { part: 'rows', rows: observables.slice(0, rowsInCard).map((one) => rowOf(one, facts)) },
      { part: 'note', spans: noteOf(facts, more) },
      ...buttons(
        listing === undefined
          ? []
          : [
              {
                text: `Show all ${counts.observables}`,
                label: `Show all ${counts.observables} observables of this room`,
                press: { do: 'show-all', listing },
              },
            ],
      ),
    ],
  };
}

/** By what is known of them now, as far as they were read; the others by what was known when they were mentioned. */
function countsOf({ observables, counts }: ObservablesCardFacts): CollectedCounts['by'] {
  const by: Partial<Record<Disposition, number>> = { ...counts.by };
  for (const one of observables) {
    by[one.atLast] = (by[one.atLast] ?? 0) - 1;
    const latest = latestOf(one);
    by[latest] = (by[latest] ?? 0) + 1;
  }
  return by;
}

function rowOf(one: LookedAt, { room, named, permalinkOf }: ObservablesCardFacts): Row {
  const latest = latestOf(one);
  return {
    tone: latest,
    word: capital(latest),
    spans: shownSpans(one.observable, 100),
    notes: joined(
      [
        ...(latest === one.atFirst ? [] : [[text(`was ${one.atFirst} when first mentioned`)]]),
        when(one),
        who(one, named),
        messageSpans(one.first, room, permalinkOf),
      ],
      '; ',
    ),
  };
}

function when({ mentions, firstAt, lastAt }: LookedAt): readonly Span[] {
  if (mentions === 1) return [timeOf(firstAt)];
  return [text(`${counted(mentions, 'time')}, `), timeOf(firstAt), text(' to '), timeOf(lastAt)];
}

function who({ people, byBots }: LookedAt, named: (id: string) => Somebody): readonly Span[] {
  if (people.length === 0) return byBots ? [text('by a bot')] : [];
  return [text('by '), ...peopleSpans(people.map(named)), ...(byBots ? [text(' and a bot')] : [])];
}

function noteOf({ lookedUp, counts, prefix }: ObservablesCardFacts, more: number): readonly Span[] {
  return [
    ...(more > 0 ? [text(`${more} more. `)] : []),
    ...(lookedUp === undefined
      ? [
          text('What sources said when it was mentioned, or since, as far as that is known without asking; '),
          value(`${prefix} room observables now`),
          text(' asks them. '),
        ]
      : [
          text(
            lookedUp < counts.observables
              ? `Sources were asked just now about the worst ${lookedUp}; of the others stands what was known. `
              : 'Sources were asked just now. ',
          ),
        ]),
    value(`${prefix} room export csv`),
    text(' gives all of it as a file.'),
  ];
}
