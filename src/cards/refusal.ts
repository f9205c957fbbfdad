import { type Card, type Span, text } from './card.ts';
import type { Refusal } from './card-data.ts';
import { notice } from './notice.ts';

/** A wish that is not granted: a word, why, and what to do about it; nothing was asked or changed. For the asker alone. */
export const refusal = (
  word: string,
  sentence: string,
  todo: string | readonly Span[],
  simulated: boolean,
  why: Refusal = 'usage',
): Card =>
  notice({
    tone: 'refused',
    word,
    sentence,
    todo: typeof todo === 'string' ? (todo ? [text(todo)] : []) : todo,
    simulated,
    data: { kind: 'refusal', why },
  });
