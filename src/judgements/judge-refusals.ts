import { type Card, text, value } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { refusal } from '../cards/refusal.ts';
import { spanInWords } from '../response-actions/action-words.ts';
import { longest, shortest } from './read-judge.ts';

/** A judgement is about one. Values are as they were written, live. */
export const severalCard = (found: readonly Readonly<{ value: string }>[], simulated: boolean): Card =>
  refusal(
    'More than one',
    `these words hold ${found.length} observables, and a judgement is about one.`,
    [
      text('Judge one at a time: '),
      ...found.slice(0, 5).flatMap((one, at) => [...(at === 0 ? [] : [text(', ')]), value(outsideText(one.value, 80))]),
      text('.'),
    ],
    simulated,
  );

export const notATimeCard = (given: string, simulated: boolean): Card =>
  refusal(
    'Not a time',
    `“${outsideText(given, 40)}” is not a time that a judgement can stand for.`,
    `Write ${spanInWords(shortest)} to ${spanInWords(longest)}: “for 12h”, “for 30d”, “for 8w”.`,
    simulated,
  );
