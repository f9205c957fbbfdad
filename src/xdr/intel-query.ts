import { type Observable, observableKey, observableOfKey } from '../observables/observable.ts';
import { longestPath } from './saw.ts';

/** So many judgements are read by one search; offset and limit together may be 10,000 (dossier §6.1). */
export const mostJudgements = 1000;

/**
 * A value as words of Lucene's query syntax that mean themselves: inside quotes only the quotation mark and the backslash
 * mean something else, and both are taken as they are behind a backslash.
 */
export const quoted = (value: string): string => `"${value.toWellFormed().replace(/["\\]/g, '\\$&')}"`;

/**
 * A search for judgements by value alone, highest priority first: the store lists `observable.value` among the fields that
 * it searches and sorts by. Which type a judgement is about, and whether it still holds, is read from the answer.
 */
const searchPath = (values: readonly string[]): string =>
  `/ctia/judgement/search?${new URLSearchParams({
    query: `observable.value:(${values.map(quoted).join(' OR ')})`,
    sort_by: 'priority',
    sort_order: 'desc',
    limit: String(mostJudgements),
  })}`;

/** One search for these observables; more only where their values are longer than a path may be. `unasked` fit in none. */
export function judgementPaths(observables: readonly Observable[]): {
  paths: readonly string[];
  unasked: readonly Observable[];
} {
  const unasked: Observable[] = [];
  const groups: string[][] = [];
  const asked = new Set<string>();
  for (const observable of observables) {
    // The spelling that all spellings have in common.
    const { value } = observableOfKey(observableKey(observable));
    if (searchPath([value]).length > longestPath) unasked.push(observable);
    else if (!asked.has(value)) {
      asked.add(value);
      const last = groups.at(-1);
      if (last && searchPath([...last, value]).length <= longestPath) last.push(value);
      else groups.push([value]);
    }
  }
  return { paths: groups.map(searchPath), unasked };
}

/** Indicators by their ids; the store keeps the short id in that field (CTIA `stores/es/crud.clj`). */
export const indicatorPath = (ids: readonly string[]): string =>
  `/ctia/indicator/search?${new URLSearchParams({
    query: ids.map((id) => `id:${quoted(id)}`).join(' OR '),
    limit: String(ids.length),
  })}`;
