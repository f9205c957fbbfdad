import { type Card, text } from '../cards/card.ts';
import { personSpan } from '../cards/person.ts';
import { distinct, observablesWords } from './casebook-words.ts';
import type { MakeCasebook } from './make-casebook.ts';
import type { DrawCasebook } from './show-casebook.ts';
import type { By } from './write-down.ts';

/** The card of a casebook that was just made, or of what is not known about it. */
export type DrawMade = (made: Awaited<ReturnType<MakeCasebook>>, by: By) => Promise<Card>;

export const createDrawMade =
  (draw: DrawCasebook): DrawMade =>
  async (made, { person }) => {
    if ('card' in made) return made.card;
    const count = distinct(made.casebook.observables).length;
    const words = count > 0 ? `made, with ${observablesWords(count)}` : 'made';
    return draw(made.casebook, { words, spans: [personSpan(person), text(` made it${words.slice('made'.length)}.`)] });
  };
