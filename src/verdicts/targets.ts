import { type Observable, observableKey } from '../observables/observable.ts';
import { joinNames } from '../pictures/join-names.ts';
import type { Sighting } from './observation.ts';

/**
 * Something of the organisation's own that an observable was seen on. `names`: all that it is known by, without repeats,
 * in the order in which they were told; `sightings`: how many tell of it; `last`: when the last of them ended, ISO 8601.
 */
export type Target = Readonly<{ type: string; names: readonly Observable[]; sightings: number; last?: string }>;

type Found = { type: string; names: Map<string, Observable>; sightings: number; last?: string };

/** So many names of one target are kept: what no person would read must not hold up the rest. */
const mostNames = 50;

/**
 * The targets of all sightings, each once, last seen first. Two are the same when they share a hostname, an address or a
 * device id, also by way of a third, as in the picture.
 */
export function targetsOf(sightings: readonly Sighting[]): readonly Target[] {
  const sameAs = joinNames('', sightings, observableKey);
  const found = new Map<string, Found>();
  for (const { targets, from, until } of sightings) {
    const told = new Set<string>();
    for (const { type, observables } of targets) {
      const [first] = observables;
      if (!first) continue;
      const key = sameAs(observableKey(first));
      const target: Found = found.get(key) ?? { type, names: new Map(), sightings: 0 };
      found.set(key, target);
      for (const one of observables)
        if (target.names.size < mostNames)
          target.names.set(observableKey(one), target.names.get(observableKey(one)) ?? one);
      if (!told.has(key)) target.sightings += 1;
      told.add(key);
      const at = until ?? from;
      if (at !== undefined && (target.last === undefined || at > target.last)) target.last = at;
    }
  }
  return [...found.values()]
    .map(({ names, ...rest }) => ({ ...rest, names: [...names.values()] }))
    .toSorted((one, other) => (other.last ?? '').localeCompare(one.last ?? ''));
}
