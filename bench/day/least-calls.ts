import { inspectText } from '../../demo/xdr/inspect.ts';
import { longestContent } from '../../src/observables/detect.ts';
import { observableKey } from '../../src/observables/observable.ts';
import { companions } from '../../src/observables/what-leaves.ts';
import { observablesPerCall } from '../../src/verdicts/look-up.ts';
import type { Asked } from './replay-day.ts';
import type { Validity } from './validity.ts';

/** Something must be asked between these times, and takes so much of what one call can hold. */
export type Need = Readonly<{ from: number; until: number; size: number }>;
export type Least = Readonly<{ inspect: number; deliberate: number; together: number }>;

/**
 * The least calls of a program that sees the day as it comes, asks Inspect once what a candidate is and XDR once for each
 * observable (and its host) per period of validity, and lets a message wait up to `wait` milliseconds so that others may
 * share its call. It knows the future as far as that helps: it asks at the last moment, so that what follows is covered
 * longest. It asks for nothing that nobody waits for. `wait` 0: it asks at once, as a bot that answers at once must.
 */
export function leastCalls(asked: readonly Asked[], validity: Validity, wait: number): Least {
  const { candidates, observables } = needsOf(asked, validity, wait);
  const inspect = fewest(candidates, longestContent);
  const deliberate = fewest(observables, observablesPerCall);
  return { inspect, deliberate, together: inspect + deliberate };
}

/** Every call filled to the brim, however long that takes: what no program that answers people can reach. */
export function leastIfFull(asked: readonly Asked[], validity: Validity): Least {
  const { candidates, observables } = needsOf(asked, validity, 0);
  const full = (needs: readonly Need[], room: number) =>
    Math.ceil(needs.reduce((sum, { size }) => sum + size, 0) / room);
  const inspect = full(candidates, longestContent);
  const deliberate = full(observables, observablesPerCall);
  return { inspect, deliberate, together: inspect + deliberate };
}

function needsOf(
  asked: readonly Asked[],
  validity: Validity,
  wait: number,
): Record<'candidates' | 'observables', Need[]> {
  const covered = { candidates: new Map<string, number>(), observables: new Map<string, number>() };
  const needs = { candidates: [] as Need[], observables: [] as Need[] };
  const need = (what: keyof typeof needs, key: string, from: number, valid: number, size: number) => {
    if (from < (covered[what].get(key) ?? Number.NEGATIVE_INFINITY)) return;
    needs[what].push({ from, until: from + wait, size });
    covered[what].set(key, from + wait + Math.max(valid, 1));
  };
  for (const { at, candidates } of asked) {
    for (const candidate of candidates) {
      need('candidates', candidate, at, Number.POSITIVE_INFINITY, candidate.length + 1);
      for (const found of inspectText(candidate)) {
        for (const one of [found, ...companions(found)]) {
          const key = observableKey(one);
          need('observables', key, at, validity(key), 1);
        }
      }
    }
  }
  return needs;
}

/**
 * The fewest calls that meet all needs. All windows are equally long, so calling at the earliest end, with the oldest that
 * wait, is best (for `size` 1 exactly, else nearly).
 */
export function fewest(needs: readonly Need[], room: number): number {
  let calls = 0;
  for (let next = 0; next < needs.length; calls++) {
    const at = needs[next]!.until;
    let left = room;
    do left -= needs[next++]!.size;
    while (next < needs.length && needs[next]!.from <= at && needs[next]!.size <= left);
  }
  return calls;
}
