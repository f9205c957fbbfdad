import type { Card, Part, Span, Tone } from './card.ts';
import { text } from './card.ts';
import type { CardData } from './card-data.ts';

/**
 * The shape of every refusal and failure: one plain sentence, then what the person can do, then small print. The sentence
 * stands in the headline, so it holds no outside text that was not cleaned.
 */
export function notice(facts: {
  tone: Tone;
  word: string;
  sentence: string;
  todo: readonly Span[];
  small?: readonly Span[];
  more?: readonly Part[];
  simulated: boolean;
  data: CardData;
}): Card {
  const { tone, word, sentence, todo, small = [], more = [], simulated, data } = facts;
  return {
    headline: `${word}: ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone, word, spans: [text(sentence)] },
      ...(todo.length > 0 ? [{ part: 'text' as const, spans: todo }] : []),
      ...more,
      ...(small.length > 0 ? [{ part: 'note' as const, spans: small }] : []),
    ],
    data,
  };
}
