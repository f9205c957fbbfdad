import { z } from 'zod';
import { createKnownCache, type KnownCache } from '../known/known-cache.ts';
import { knownKey } from '../known/known-key.ts';
import type { KnownTable } from '../known/known-table.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import { type Disposition, type Gap, reasons, type Verdict, worstFirst } from './verdict.ts';

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

export type VerdictCache = KnownCache<Known>;

/** Equal for spellings of one observable; verdicts of some modules are not those of all. */
export const verdictKey = (observable: Observable, modules: readonly string[] = []): string =>
  knownKey(observableKey(observable), modules);

const observable = z.object({ type: z.string(), value: z.string() });
const time = z.string().exactOptional();
const stored = z.object({
  v: z.literal(1),
  is: z.object({
    verdicts: z.array(
      z.object({
        observable,
        disposition: z.enum(worstFirst),
        module: z.string(),
        from: time,
        until: time,
        // Since then: what was written before has neither, and who read it before leaves them out.
        own: z.literal(true).exactOptional(),
        reason: z.string().exactOptional(),
      }),
    ),
    gaps: z.array(z.object({ module: z.string(), why: z.enum(reasons), partial: z.boolean() })),
    answered: z.array(z.string()),
    askedAt: z.number(),
  }),
});

/** Verdicts, at most `max` of them in memory: fewer where the database can be asked for the rest. */
export function createVerdictCache({
  now,
  table,
  max = table?.shared ? 2_000 : 20_000,
}: {
  now: () => number;
  table?: KnownTable;
  max?: number;
}): VerdictCache {
  return createKnownCache<Known>({
    max,
    now,
    untilOf: (known) => known.askedAt + lifetimeOf(known),
    isNewer: (one, held) => one.askedAt > held.askedAt,
    write: (is) => ({ v: 1, is }),
    read: (json) => stored.safeParse(json).data?.is,
    ...(table ? { table } : {}),
  });
}
