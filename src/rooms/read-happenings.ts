import type { StoredEntry } from '../audit/stored-entry.ts';
import { capital, counted } from '../cards/wording.ts';
import type { Room } from '../room.ts';
import { happeningOf } from './audited-happening.ts';
import type { BadCard, CollectedIn } from './collected.ts';
import type { Happening, HappeningsIn, MarkedMessage, MarksOf } from './happening.ts';

export type HappeningsParts = Readonly<{
  badCards: CollectedIn['badCards'];
  /** What was done in the room, newest first. */
  entries: (room: Room, most: number) => Promise<readonly StoredEntry[]>;
  marksOf: MarksOf;
}>;

/** Of the audit more is read: not all of it is told. */
const entriesForOne = 4;

/** Puts together what the cards, the audit and the marks of one room say. */
export const createHappeningsIn =
  ({ badCards, entries, marksOf }: HappeningsParts): HappeningsIn =>
  async (room, most) => {
    const [cards, done, marks] = await Promise.all([
      badCards(room, most),
      entries(room, most * entriesForOne),
      marksOf(room, most),
    ]);
    return [
      ...cards.map((card) => cardHappening(card, room)),
      ...done.flatMap((entry) => happeningOf(entry) ?? []),
      ...marks.map((mark) => markHappening(mark, room)),
    ]
      .toSorted((one, other) => one.at - other.at)
      .slice(-most);
  };

const cardHappening = (
  { at, headline, message, author, byBot, worst, observables }: BadCard,
  { platform }: Room,
): Happening => ({
  at,
  tone: headline,
  word: capital(headline),
  text: observables > 1 ? `and ${counted(observables - 1, 'other observable')}` : '',
  ...(worst ? { observable: worst } : {}),
  ...(author !== undefined && !byBot ? { by: { platform, id: author } } : {}),
  message,
});

const markHappening = (
  { message, markedBy, markedAt, text, author, authorName, saidAt }: MarkedMessage,
  { platform }: Room,
): Happening => ({
  // Where it belongs is when it was said, not when somebody thought it worth keeping.
  at: saidAt ?? markedAt,
  tone: 'info',
  word: 'Marked',
  text: '',
  by: { platform, id: author ?? markedBy, ...(authorName === undefined ? {} : { name: authorName }) },
  message,
  quote: text,
});
