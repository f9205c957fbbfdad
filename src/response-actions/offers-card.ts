import { buttons } from '../cards/button.ts';
import type { Card, Part, Row } from '../cards/card.ts';
import { text } from '../cards/card.ts';
import { outsideText, sourceName } from '../cards/outside-text.ts';
import { shown, shownSpans } from '../cards/shown.ts';
import { counted, listed } from '../cards/wording.ts';
import type { Observable } from '../observables/observable.ts';
import type { Gap } from '../verdicts/verdict.ts';
import { categoryWords, titleOf } from './action-words.ts';
import type { ResponseAction } from './response-action.ts';
import type { Terms } from './terms.ts';

/** So many actions are drawn out and can be pressed; more are counted. */
export const mostActions = 20;

/** An action with its place in the stored list, and the terms of the policy. */
export type OfferedAction = Readonly<{ at: number; action: ResponseAction; terms: Terms }>;

/** What can be done about one observable, by module and category, a button for each. */
export function offersCard({
  observable,
  offers,
  offered,
  gaps,
  skipped,
  simulated,
}: Readonly<{
  observable: Observable;
  /** Id of the stored list. */
  offers: string;
  offered: readonly OfferedAction[];
  gaps: readonly Gap[];
  skipped: number;
  simulated: boolean;
}>): Card {
  const name = shown(observable);
  const some = offered.slice(0, mostActions);
  const count = offered.length === 0 ? 'No response action' : counted(offered.length, 'response action');
  const notes = [
    ...(offered.length > some.length ? [`${offered.length - some.length} more are not shown.`] : []),
    ...(some.some(({ terms }) => !usable(terms)) ? ['What the policy does not allow here has no button.'] : []),
    ...(skipped > 0
      ? [`${counted(skipped, 'offer')} could not be read and ${skipped === 1 ? 'is' : 'are'} left out.`]
      : []),
    ...(gaps.length > 0
      ? [`Not answered by ${listed([...new Set(gaps.map(({ module }) => sourceName(module)))], 5)}: there may be more.`]
      : []),
    ...(some.length > 0 ? ['Nothing is done before you have confirmed it.'] : []),
  ];
  return {
    headline: `${count} for ${name}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word: 'Respond', spans: [text(`${count} for `), ...shownSpans(observable)] },
      ...byModule(some).flatMap(([module, its]) => moduleParts(module, its, offers, name)),
      ...notes.map((note): Part => ({ part: 'note', spans: [text(note)] })),
    ],
  };
}

export const usable = ({ allowed, allowedHere }: Terms): boolean => allowed && allowedHere;

function byModule(offered: readonly OfferedAction[]): [string, OfferedAction[]][] {
  const groups = new Map<string, OfferedAction[]>();
  for (const one of offered) groups.set(one.action.module, [...(groups.get(one.action.module) ?? []), one]);
  return [...groups];
}

const order = ['isolation', 'account', 'block', 'list', 'workflow', 'other', 'release'] as const;

function moduleParts(module: string, offered: readonly OfferedAction[], offers: string, name: string): readonly Part[] {
  const sorted = offered.toSorted((a, b) => order.indexOf(a.terms.category) - order.indexOf(b.terms.category));
  return [
    { part: 'rows', title: sourceName(module), rows: sorted.map(rowOf) },
    ...buttons(
      sorted
        .filter(({ terms }) => usable(terms))
        .map(({ at, action }) => ({
          text: titleOf(action, 70),
          label: `${titleOf(action)} of ${sourceName(module)}, for ${name}: opens a form`,
          press: { do: 'choose', offers, action: at },
        })),
    ),
  ];
}

function rowOf({ action, terms }: OfferedAction): Row {
  const { description, categories } = action;
  const own = categories.map((one) => outsideText(one, 40)).filter(Boolean);
  const more = [
    ...(description ? [outsideText(description, 140)] : []),
    ...(own.length > 0 ? [listed(own)] : []),
    ...(!terms.allowed ? ['forbidden by the policy'] : !terms.allowedHere ? ['not allowed in this channel'] : []),
    ...(usable(terms) && terms.approvals > 0 ? [`needs ${counted(terms.approvals, 'approval')}`] : []),
    ...(terms.dryRun ? ['dry run'] : []),
  ].filter(Boolean);
  return {
    tone: usable(terms) ? 'info' : 'refused',
    word: categoryWords[terms.category],
    spans: [text(titleOf(action))],
    ...(more.length > 0 ? { notes: [text(more.join('; '))] } : {}),
  };
}
