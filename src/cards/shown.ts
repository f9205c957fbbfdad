import { defang } from '../observables/defang.ts';
import type { Observable } from '../observables/observable.ts';
import { type Span, text, value } from './card.ts';
import { outsideText } from './outside-text.ts';

/** An observable's value as people may see it: defanged, one line, at most `limit` characters. */
export function shown({ type, value: whole }: Observable, limit = 160): string {
  const start = whole.slice(0, limit * 4); // what follows would be cut anyway: work stays bounded by `limit`
  // One broken dot makes an IPv4 address dead; four would only make it hard to read.
  const safe = dottedQuad.test(start) ? start : defang({ type, value: start });
  return outsideText(safe, limit) || '(blank)';
}

const dottedQuad = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** `file_name` → `file name`. */
export const typeName = (observable: Observable): string =>
  outsideText(observable.type, 40).replaceAll('_', ' ') || 'no type';

/** Value and type, as they stand in headings and rows. */
export const shownSpans = (observable: Observable, limit?: number): readonly Span[] => [
  value(shown(observable, limit)),
  text(` ${typeName(observable)}`),
];
