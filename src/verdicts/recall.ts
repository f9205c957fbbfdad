import { type Observable, observableKey } from '../observables/observable.ts';
import type { Finding } from './finding.ts';
import { findingOf } from './look-up.ts';
import { type Known, type VerdictCache, verdictKey } from './verdict-cache.ts';

/**
 * What is known of observables just now, without asking XDR: by `observableKey`; of what nothing is known, or not all that
 * decides with it (the host of a URL), there is no entry. Never rejects.
 */
export type Recall = (observables: readonly Observable[]) => Promise<ReadonlyMap<string, Finding>>;

/** So many at once: memory may hold no more than some thousand. */
const atOnce = 500;

export const createRecall =
  ({
    cache,
    companions,
    modules,
  }: Readonly<{
    cache: Pick<VerdictCache, 'get' | 'fetch'>;
    companions: (observable: Observable) => readonly Observable[];
    /** The modules that watching asks, where not all: what they said is second best. */
    modules?: readonly string[] | undefined;
  }>): Recall =>
  async (observables) => {
    const found = new Map<string, Finding>();
    for (let from = 0; from < observables.length; from += atOnce) {
      const some = observables.slice(from, from + atOnce);
      for (const asked of modules ? [undefined, modules] : [undefined]) {
        const lacking = some.filter((one) => !found.has(observableKey(one)));
        const all = lacking.flatMap((one) => [one, ...companions(one)]);
        const keys = [...new Set(all.map((one) => verdictKey(one, asked)))];
        const unknown = keys.filter((key) => cache.get(key) === undefined);
        if (unknown.length > 0) await cache.fetch(unknown, { purpose: 'command' });
        for (const one of lacking) {
          const [whole, known] = [[one, ...companions(one)], new Map<string, Known>()];
          for (const each of whole) {
            const its = cache.get(verdictKey(each, asked));
            if (its) known.set(observableKey(each), its);
          }
          if (whole.every((each) => known.has(observableKey(each))))
            found.set(observableKey(one), findingOf(one, companions(one), known));
        }
      }
    }
    return found;
  };
