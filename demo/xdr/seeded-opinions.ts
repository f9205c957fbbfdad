import { type Observable, observableKey } from '../../src/observables/observable.ts';
import type { Module } from './modules.ts';
import type { Disposition, Opinion } from './opinion.ts';

/**
 * Of 1,000 observables without a story: 20 malicious, 20 suspicious, 100 clean, 20 common, 240 with a verdict
 * "Unknown", 600 of which no module says anything.
 */
const SHARES: readonly (readonly [Disposition, number])[] = [
  ['Malicious', 20],
  ['Suspicious', 20],
  ['Clean', 100],
  ['Common', 20],
  ['Unknown', 240],
];

/**
 * The disposition that an observable without a story has under a seed, undefined if no module says anything. The same
 * for all spellings of a value, on every machine and in every run: benchmarks may count on it.
 */
export function seededDisposition(seed: number, observable: Observable): Disposition | undefined {
  let share = hash(seed, observableKey(observable)) % 1000;
  for (const [disposition, size] of SHARES) {
    if (share < size) return disposition;
    share -= size;
  }
  return undefined;
}

/** Who says so: one or two of the modules that know its type; Unknown comes from one alone. */
export function seededOpinion(
  seed: number,
  observable: Observable,
  module: Module,
  modules: readonly Module[],
): Opinion | undefined {
  const knowing = modules.filter((each) => each.knows.includes(observable.type));
  const place = knowing.indexOf(module);
  if (place < 0) return undefined;
  const disposition = seededDisposition(seed, observable);
  if (disposition === undefined) return undefined;
  const draw = hash(seed + 1, observableKey(observable));
  const first = draw % knowing.length;
  const second = disposition === 'Unknown' ? first : (draw >>> 8) % knowing.length;
  if (place !== first && place !== second) return undefined;
  return { disposition, ...DETAILS[disposition] };
}

const DETAILS: Record<Disposition, Omit<Opinion, 'disposition'>> = {
  Malicious: { reason: 'Made-up reputation: bad', severity: 'High', confidence: 'High', priority: 90 },
  Suspicious: { reason: 'Made-up reputation: doubtful', severity: 'Medium', confidence: 'Medium', priority: 85 },
  Unknown: { reason: 'Made-up reputation: nothing known', severity: 'Unknown', confidence: 'Low', priority: 50 },
  Common: { reason: 'Made-up reputation: seen everywhere', severity: 'None', confidence: 'High', priority: 80 },
  Clean: { reason: 'Made-up reputation: good', severity: 'None', confidence: 'High', priority: 90 },
};

/** FNV-1a with a final mix, 32 bits: spreads even values that differ in one digit. */
function hash(seed: number, text: string): number {
  let h = (2166136261 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
