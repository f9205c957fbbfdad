import { buttons, pressLabel, shortMiddle } from '../cards/button.ts';
import type { Button, Card, Part, Row } from '../cards/card.ts';
import { text } from '../cards/card.ts';
import { sourceName } from '../cards/outside-text.ts';
import { shown, shownSpans } from '../cards/shown.ts';
import { counted, listed } from '../cards/wording.ts';
import type { Observable } from '../observables/observable.ts';
import type { Gap } from '../verdicts/verdict.ts';
import { descriptionOf } from './action-description.ts';
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
      ...byModule(numbered(sorted(some))).flatMap(([module, its]) => moduleParts(module, its, offers, name)),
      ...notes.map((note): Part => ({ part: 'note', spans: [text(note)] })),
    ],
  };
}

export const usable = ({ allowed, allowedHere }: Terms): boolean => allowed && allowedHere;

function byModule(offered: readonly Numbered[]): [string, Numbered[]][] {
  const groups = new Map<string, Numbered[]>();
  for (const one of offered) groups.set(one.action.module, [...(groups.get(one.action.module) ?? []), one]);
  return [...groups];
}

const order = [
  'isolation',
  'account',
  'block',
  'list',
  'workflow',
  'judgement',
  'submission',
  'other',
  'release',
] as const;

/** The modules as XDR names them, the most destructive of each first. */
function sorted(offered: readonly OfferedAction[]): readonly OfferedAction[] {
  const modules = [...new Set(offered.map(({ action }) => action.module))];
  const place = ({ action, terms }: OfferedAction) =>
    modules.indexOf(action.module) * order.length + order.indexOf(terms.category);
  return offered.toSorted((a, b) => place(a) - place(b));
}

/** An offer as it stands on the card; what can be pressed is numbered, so that row and button are found together. */
type Numbered = OfferedAction & Readonly<{ number?: number }>;

function numbered(all: readonly OfferedAction[]): readonly Numbered[] {
  let last = 0;
  return all.map((one) => (usable(one.terms) ? { ...one, number: ++last } : one));
}

function moduleParts(module: string, its: readonly Numbered[], offers: string, name: string): readonly Part[] {
  const buttonsFor = (some: readonly Numbered[]) =>
    buttons(some.flatMap(({ number, at, action }) => (number ? [buttonOf(number, action, at)] : [])));
  const buttonOf = (number: number, action: ResponseAction, at: number): Button => {
    const words = `${number} · ${shortMiddle(titleOf(action), longestTitle)}`;
    return {
      text: words,
      label: pressLabel(words, sourceName(module), name),
      press: { do: 'choose', offers, action: at },
    };
  };
  return [
    { part: 'rows', title: sourceName(module), rows: its.map(rowOf) },
    ...buttonsFor(its.filter(({ terms }) => terms.category !== 'release')),
    // What takes back stands apart from what does.
    ...buttonsFor(its.filter(({ terms }) => terms.category === 'release')),
  ];
}

/** Characters of a title on a button; the row has all of it. */
const longestTitle = 40;

function rowOf({ action, terms, number }: Numbered): Row {
  const title = titleOf(action);
  const description = descriptionOf(action);
  const notes = [
    ...(isTold(terms.category, title) ? [] : [categoryWords[terms.category]]),
    ...(usable(terms) && terms.dryRun && terms.approvals > 0 ? [counted(terms.approvals, 'approval')] : []),
    ...(description ? [description] : []),
  ];
  return {
    tone: usable(terms) ? 'info' : 'refused',
    // The number stands first, where the eye looks for it from the button.
    word: number ? `${number} · ${title}` : title,
    spans: [text(takes(terms))],
    ...(notes.length > 0 ? { notes: [text(notes.join('. '))] } : {}),
  };
}

/** What it takes to have it. */
function takes({ allowed, allowedHere, dryRun, approvals }: Terms): string {
  if (!allowed) return 'Forbidden';
  if (!allowedHere) return 'Not here';
  if (dryRun) return 'Dry run';
  return approvals === 0 ? 'At once' : counted(approvals, 'approval');
}

/** Only of what people lose by it is the kind told, and only where the title does not tell it. */
const isTold = (category: Terms['category'], title: string): boolean =>
  (category !== 'isolation' || /isolat|quarantin|disconnect/i.test(title)) &&
  (category !== 'account' || /account|user|identit|password|session/i.test(title));
