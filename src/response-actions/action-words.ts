import type { AuditedPerson } from '../audit/audit-entry.ts';
import { type Span, text, value } from '../cards/card.ts';
import { outsideText, sourceName } from '../cards/outside-text.ts';
import { personSpan } from '../cards/person.ts';
import { shown, typeName } from '../cards/shown.ts';
import { counted } from '../cards/wording.ts';
import type { ActionRequest } from './action-request.ts';
import type { ResponseAction } from './response-action.ts';
import type { Category } from './terms.ts';

/** An action's title on one line of a card. */
export const titleOf = ({ title }: Pick<ResponseAction, 'title'>, limit = 80): string =>
  outsideText(title, limit) || 'an action without a title';

/** `Block this domain (Umbrella): evil[.]example`, for headlines and the log of people. */
export const actionInWords = ({ action, observable }: Pick<ActionRequest, 'action' | 'observable'>): string =>
  `${titleOf(action)} (${sourceName(action.module)})${observable ? `: ${shown(observable, 80)}` : ''}`;

/** The same for headings, where the value stands out and has its type. */
export const wholeSpans = ({ action, observable }: Pick<ActionRequest, 'action' | 'observable'>): readonly Span[] => [
  text(`${titleOf(action)} (${sourceName(action.module)})${observable ? ' – ' : ''}`),
  ...(observable ? [value(shown(observable, 100)), text(` ${typeName(observable)}`)] : []),
];

/** Several people, as the platform shows them. */
export const personSpans = (people: readonly AuditedPerson[]): readonly Span[] =>
  people.flatMap((one, at) => (at === 0 ? [personSpan(one)] : [text(', '), personSpan(one)]));

/** What kind of thing it does, in words. */
export const categoryWords: Readonly<Record<Category, string>> = {
  isolation: 'Isolates',
  account: 'Changes an account',
  block: 'Blocks',
  release: 'Releases',
  list: 'Changes a list',
  workflow: 'Runs a workflow',
  judgement: 'Judges',
  submission: 'Submits for analysis',
  other: 'Acts',
};

/** Milliseconds as people say them: `15 minutes`, `4 hours`, `7 days`. */
export function spanInWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes % 60 === 0 && minutes < 48 * 60) return counted(minutes / 60, 'hour');
  if (minutes < 120) return counted(minutes, 'minute');
  return minutes < 48 * 60 ? counted(Math.round(minutes / 60), 'hour') : counted(Math.round(minutes / 1440), 'day');
}
