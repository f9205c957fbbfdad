import type { Observable } from '../observables/observable.ts';
import type { Sighting } from '../verdicts/observation.ts';

/** The node that a name (a key of an observable) stands for. */
export type NamesOf = (key: string) => string;

/**
 * Two targets are one asset when they share a hostname, an address or a device id; the node is called after the first name
 * that was seen. What is asked for stays itself, also where it is an address of an asset.
 */
export function joinNames(
  focus: string,
  sightings: readonly Sighting[],
  keyOf: (observable: Observable) => string,
): NamesOf {
  const parents = new Map<string, string>();
  const find = (key: string): string => {
    let root = key;
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up;
    for (let one = key; one !== root; ) {
      const up = parents.get(one)!;
      parents.set(one, root); // so that long chains are walked once
      one = up;
    }
    return root;
  };
  for (const { targets } of sightings) {
    for (const { observables } of targets) {
      const [first, ...others] = observables.map(keyOf).filter((key) => key !== focus);
      for (const other of others) {
        const [one, two] = [find(first!), find(other)];
        if (one !== two) parents.set(two, one);
      }
    }
  }
  return find;
}
