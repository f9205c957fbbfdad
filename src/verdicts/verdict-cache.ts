import { LRUCache } from 'lru-cache';
import { type Observable, observableKey } from '../observables/observable.ts';
import { type Disposition, type Gap, type Verdict, worstFirst } from './verdict.ts';

/** What one look-up of one observable brought. */
export type Known = Readonly<{
  verdicts: readonly Verdict[];
  gaps: readonly Gap[];
  answered: readonly string[];
  /** Milliseconds since the epoch. */
  askedAt: number;
}>;

/** How long a disposition is taken as read, in minutes. */
export const lifetimes: Readonly<Record<Disposition, number>> = {
  malicious: 30,
  suspicious: 30,
  unknown: 5,
  common: 60,
  clean: 60,
};

const minute = 60_000;

/** Milliseconds for which this is good: by its worst disposition, by the verdicts' own ends, short when sources failed. */
export function lifetimeOf({ verdicts, gaps, askedAt }: Known): number {
  const worst = worstFirst.find((disposition) => verdicts.some((verdict) => verdict.disposition === disposition));
  const byDisposition = lifetimes[worst ?? 'unknown'] * minute;
  const failing = gaps.some((gap) => gap.why !== 'not-permitted' && gap.why !== 'unsupported');
  const byGaps = failing ? lifetimes.unknown * minute : Number.POSITIVE_INFINITY;
  const ends = verdicts.flatMap((verdict) => (verdict.until ? [Date.parse(verdict.until) - askedAt] : []));
  return Math.max(0, Math.min(byDisposition, byGaps, ...ends.filter((end) => end > 0)));
}

export type VerdictCache = Readonly<{
  get: (observable: Observable, modules?: readonly string[]) => Known | undefined;
  set: (observable: Observable, known: Known, modules?: readonly string[]) => void;
}>;

/** Verdicts in memory, keyed by type and value (and by the modules asked, when not all), at most `max` of them. */
export function createVerdictCache({ max = 20_000, now }: { max?: number; now: () => number }): VerdictCache {
  const cache = new LRUCache<string, Known>({ max, ttl: minute, ttlResolution: 0, perf: { now } });
  const key = (observable: Observable, modules?: readonly string[]) =>
    `${observableKey(observable)}\u0001${modules?.join(',') ?? ''}`;
  return {
    get: (observable, modules) => cache.get(key(observable, modules)),
    set: (observable, known, modules) => {
      const ttl = lifetimeOf(known);
      if (ttl >= 1) cache.set(key(observable, modules), known, { ttl });
    },
  };
}
