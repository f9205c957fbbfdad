import { type Card, type Row, text, value } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { personSpan } from '../cards/person.ts';
import { shown } from '../cards/shown.ts';
import { counted, joined, timeOf } from '../cards/wording.ts';
import type { Room } from '../room.ts';
import type { Happening } from './happening.ts';
import { messageSpans, type PermalinkOf } from './room-spans.ts';

export type TimelineCardFacts = Readonly<{
  room: Room;
  /** Oldest first; one more than are shown says that there are more. */
  happenings: readonly Happening[];
  permalinkOf: PermalinkOf;
  prefix: string;
  simulated: boolean;
}>;

/** As many things as one card shows well; the newest. */
export const mostInTimeline = 15;

/** What happened in a room, in its order. */
export function timelineCard({ room, happenings, permalinkOf, prefix, simulated }: TimelineCardFacts): Card {
  const shownOnes = happenings.slice(-mostInTimeline);
  const more = happenings.length > shownOnes.length;
  const sentence = more
    ? `the newest ${mostInTimeline} things that happened here, in their order.`
    : `${counted(shownOnes.length, 'thing')} happened here.`;
  return {
    headline: `Timeline: ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word: 'Timeline', spans: [text(sentence)] },
      {
        part: 'note',
        spans: [
          text('Verdicts that were malicious or suspicious, marked messages, and what was done from here. '),
          value(`${prefix} room export csv timeline`),
          text(more ? ' has the earlier ones, too.' : ' gives it as a file.'),
        ],
      },
      { part: 'rows', rows: shownOnes.map((one) => rowOf(one, room, permalinkOf)) },
    ],
  };
}

function rowOf(
  { at, tone, word, text: words, observable, by, message, quote }: Happening,
  room: Room,
  permalinkOf: PermalinkOf,
): Row {
  const said = quote === undefined ? '' : outsideText(quote, 160);
  const notes = joined([by ? [text('by '), personSpan(by)] : [], messageSpans(message, room, permalinkOf)], '; ');
  return {
    tone,
    word,
    spans: joined(
      [
        [timeOf(at)],
        observable ? [value(shown(observable, 80))] : [],
        words ? [text(words)] : [],
        said ? [text(`“${said}”`)] : [],
      ],
      ' ',
    ),
    ...(notes.length > 0 ? { notes } : {}),
  };
}
