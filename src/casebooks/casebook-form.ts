import { shortMiddle } from '../cards/button.ts';
import { type Card, text } from '../cards/card.ts';
import type { Form } from '../cards/form.ts';
import { outsideText } from '../cards/outside-text.ts';
import { shownSpans } from '../cards/shown.ts';
import type { Observable } from '../observables/observable.ts';
import type { Press } from '../presses/press.ts';
import { countsByType, observablesWords } from './casebook-words.ts';
import type { UsedCasebook } from './room-casebooks.ts';

/** What was typed before and what is wrong with it, by field. */
export type Typed = Readonly<{ fields?: Readonly<Record<string, string>>; wrong?: Readonly<Record<string, string>> }>;

/** The choice that stands for a casebook that is not there yet. */
export const newCasebook = 'new';

/** Slack's limits: 75 characters for an option. A longer title is made by the command. */
const longest = { option: 70, title: 200, note: 3_000 } as const;

/** So many observables are named; more are counted. */
const mostNamed = 5;

/** Asks into which casebook observables go: one of the last, or a new one. */
export function casebookForm({
  press,
  observables,
  choices,
  simulated,
  typed: { fields = {}, wrong = {} } = {},
}: Readonly<{
  press: Press;
  observables: readonly Observable[];
  choices: readonly UsedCasebook[];
  simulated: boolean;
  typed?: Typed;
}>): Form {
  const what = observablesWords(observables.length);
  const card: Card = {
    headline: `Add to casebook: ${what}`,
    simulated,
    parts: [
      {
        part: 'heading',
        tone: 'info',
        word: 'Add to casebook',
        spans: [text(`${what}: ${countsByType(observables)}`)],
      },
      ...(observables.length <= mostNamed
        ? [
            {
              part: 'text' as const,
              spans: observables.flatMap((one, at) => [text(at ? ', ' : ''), ...shownSpans(one, 80)]),
            },
          ]
        : []),
      {
        part: 'note',
        spans: [text('What is in it already is not added again. All of your organisation may read it in XDR.')],
      },
    ],
  };
  return {
    card,
    fields: [
      {
        field: 'choice',
        name: 'casebook',
        label: 'Casebook',
        options: [
          ...choices.map(({ id, title }) => ({ text: optionOf(id, title), value: id })),
          { text: 'A new casebook', value: newCasebook },
        ],
        initial: fields['casebook'] ?? choices[0]?.id ?? newCasebook,
        ...(wrong['casebook'] ? { wrong: wrong['casebook'] } : {}),
      },
      {
        field: 'text',
        name: 'title',
        label: 'Title of a new casebook',
        hint: 'Only for a new one.',
        optional: true,
        most: longest.title,
        ...(fields['title'] ? { initial: fields['title'] } : {}),
        ...(wrong['title'] ? { wrong: wrong['title'] } : {}),
      },
      {
        field: 'text',
        name: 'note',
        label: 'Note',
        hint: 'Stands in the casebook as a text, and in this room.',
        long: true,
        optional: true,
        most: longest.note,
        ...(fields['note'] ? { initial: fields['note'] } : {}),
      },
    ],
    submit: { text: 'Add to casebook', press },
  };
}

/** Titles are chosen freely and may be the same: the beginning of the id tells them apart. */
const optionOf = (id: string, title: string): string =>
  `${shortMiddle(outsideText(title, longest.title), longest.option - 12) || 'without a title'} (${id.slice('casebook-'.length, 'casebook-'.length + 8)})`;
