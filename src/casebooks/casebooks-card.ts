import { buttons } from '../cards/button.ts';
import { type Card, type Part, type Row, text } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { counted, joined, timeGiven } from '../cards/wording.ts';
import { type Casebook, type CasebookList, mostCasebooks } from './casebook.ts';
import { casebookSpans, distinct, nameOf, observablesWords, titleOf } from './casebook-words.ts';

/** Casebooks, newest first; `words`: what was looked for. */
export function casebooksCard({
  list: { casebooks, total },
  words,
  simulated,
}: Readonly<{ list: CasebookList; words: string; simulated: boolean }>): Card {
  const rows = casebooks.slice(0, mostCasebooks);
  const all = Math.max(total ?? 0, casebooks.length);
  const wanted = words ? ` with “${outsideText(words, 60)}”` : '';
  const sentence = all === 0 ? `no casebook${wanted}.` : `${counted(all, 'casebook')}${wanted}`;
  const more = all - rows.length;
  return {
    headline: `Casebooks: ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word: 'Casebooks', spans: [text(sentence)] },
      ...(rows.length > 0 ? [{ part: 'rows', rows: rows.map(rowOf) } as const] : []),
      ...(more > 0
        ? [{ part: 'note', spans: [text(`These are the newest; ${more} more. Add words to find others.`)] } as Part]
        : []),
      ...buttons(
        rows.map((casebook) => ({
          text: titleOf(casebook, 40),
          label: `Show ${nameOf(casebook)}: ${titleOf(casebook, 40)}`,
          press: { do: 'casebook', casebook: casebook.id },
        })),
      ),
    ],
    data: { kind: 'casebooks', casebooks: rows, ...(total === undefined ? {} : { total }) },
  };
}

const rowOf = (casebook: Casebook): Row => {
  const { created, texts } = casebook;
  return {
    tone: 'info',
    word: 'Casebook',
    spans: casebookSpans(casebook, 80),
    notes: joined([
      [text(observablesWords(distinct(casebook.observables).length))],
      texts.length > 0 ? [text(counted(texts.length, 'text'))] : [],
      created === undefined ? [] : [timeGiven(created)],
    ]),
  };
};
