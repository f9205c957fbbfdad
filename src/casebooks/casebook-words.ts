import { type Span, text, value } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { typeName } from '../cards/shown.ts';
import { counted, listed } from '../cards/wording.ts';
import type { Person } from '../incoming.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import type { Casebook } from './casebook.ts';

/** The beginning of the id: casebooks have no short name. */
export const nameOf = ({ id }: Pick<Casebook, 'id'>): string => id.slice(0, 'casebook-'.length + 8);

export const titleOf = ({ title, summary }: Pick<Casebook, 'title' | 'summary'>, limit = 120): string =>
  outsideText(title ?? '', limit) || outsideText(summary ?? '', limit) || 'without a title';

/** `Phishing wave casebook-85b6bc45`, for headings. */
export const casebookSpans = (casebook: Casebook, limit?: number): readonly Span[] => [
  text(`${titleOf(casebook, limit)} `),
  value(nameOf(casebook)),
];

/** What is in it, each once: the store takes the same twice. */
export const distinct = (observables: readonly Observable[]): readonly Observable[] => [
  ...new Map(observables.map((one) => [observableKey(one), one])).values(),
];

/** Those of `observables` that are not among `held`, each once: by type and value. */
export function notIn(held: readonly Observable[], observables: readonly Observable[]): readonly Observable[] {
  const keys = new Set(held.map(observableKey));
  return distinct(observables).filter((one) => !keys.has(observableKey(one)));
}

/** `2 domain, 1 ip`, most first. */
export function countsByType(observables: readonly Observable[]): string {
  const counts = new Map<string, number>();
  for (const one of observables) counts.set(typeName(one), (counts.get(typeName(one)) ?? 0) + 1);
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one);
  return listed(
    sorted.map(([type, count]) => `${count} ${type}`),
    8,
  );
}

/** `3 added, 2 were in it already`, and what else was written. */
export function addedWords({ added, already, texts = 0 }: Added): string {
  const was = already === 1 ? 'was' : 'were';
  const observables =
    added === 0 && already > 0
      ? already === 1
        ? 'nothing added, it was in it already'
        : `nothing added, all ${already} were in it already`
      : [`${added} added`, ...(already > 0 ? [`${already} ${was} in it already`] : [])].join(', ');
  const note = texts > 0 ? 'a note' : '';
  if (added + already === 0) return note ? 'a note added' : 'nothing added';
  return note ? `${observables}, with ${note}` : observables;
}

/** How much of what somebody wanted to add was new. `texts`: pieces of his note. */
export type Added = Readonly<{ added: number; already: number; texts?: number }>;

/**
 * Somebody of the chat, for what stands in XDR: there everything is the API client's. Names are chosen freely, and it is
 * read as Markdown: nothing is left of a name that could be meant as markup.
 */
export const writerOf = ({ platform, id, name }: Person): string =>
  (name ? `${name.replace(/[^\p{L}\p{M}\p{N} .,'’-]/gu, '')} (${platform}:${id})` : `${platform}:${id}`).slice(0, 200);

export const observablesWords = (count: number): string => counted(count, 'observable');
