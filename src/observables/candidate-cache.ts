import { z } from 'zod';
import { createKnownCache, type KnownCache } from '../known/known-cache.ts';
import { knownKey } from '../known/known-key.ts';
import type { KnownTable } from '../known/known-table.ts';
import type { Observable } from './observable.ts';

/** What Inspect said of a candidate. The empty list is remembered too: "nothing". */
export type CandidateCache = KnownCache<readonly Observable[]>;

/** Case and all: Inspect answers in the spelling that it was asked. */
export const candidateKey = (candidate: string): string => knownKey(candidate);

const day = 24 * 60 * 60 * 1000;
/** A shape stays what it is; "nothing" is asked again, since Inspect learns new types. */
const lifetimeOf = (observables: readonly Observable[]) => (observables.length > 0 ? 30 * day : day);

const stored = z.object({ v: z.literal(1), is: z.array(z.object({ type: z.string(), value: z.string() })) });

/**
 * At most `max` candidates in memory, fewer where the database can be asked for the rest; one and its answer are a few
 * hundred bytes.
 */
export function createCandidateCache({
  now,
  table,
  max = table?.shared ? 5_000 : 50_000,
}: {
  now: () => number;
  table?: KnownTable;
  max?: number;
}): CandidateCache {
  return createKnownCache<readonly Observable[]>({
    max,
    now,
    untilOf: (observables) => now() + lifetimeOf(observables),
    write: (is) => ({ v: 1, is }),
    read: (json) => stored.safeParse(json).data?.is,
    ...(table ? { table } : {}),
  });
}
