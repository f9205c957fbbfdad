import type { Observable } from '../observables/observable.ts';
import { type Span, text, value } from './card.ts';
import { outsideText } from './outside-text.ts';

/** An observable's value as people may see it: defanged, one line, at most `limit` characters. */
export const shown = (observable: Observable, limit = 160): string => outsideText(observable.value, limit) || '(blank)';

/** `file_name` → `file name`. */
export const typeName = (observable: Observable): string =>
  outsideText(observable.type, 40).replaceAll('_', ' ') || 'no type';

/** Value and type, as they stand in headings and rows. */
export const shownSpans = (observable: Observable, limit?: number): readonly Span[] => [
  value(shown(observable, limit)),
  text(` ${typeName(observable)}`),
];
