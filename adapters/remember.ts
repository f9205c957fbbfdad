import { LRUCache } from 'lru-cache';
import type { Log } from '../src/log.ts';

/** How long what a platform says of people and conversations is believed. */
const kept = 5 * 60_000;

/**
 * A look-up that is remembered for minutes under a name: one flight for those who ask together, and a failure is answered
 * with `otherwise` and not kept. Never rejects.
 */
export function remember<What, T>(
  nameOf: (what: What) => string,
  look: (what: What) => Promise<T>,
  { otherwise, max, log }: { otherwise: T; max: number; log: Log },
): (what: What) => Promise<T> {
  const known = new LRUCache<string, Promise<T>>({ max, ttl: kept });
  return (what) => {
    const name = nameOf(what);
    const before = known.get(name);
    if (before) return before;
    const looking = look(what).catch((error: unknown) => {
      log.warn({ name, error: error instanceof Error ? error.message : 'unknown' }, 'not known to the platform');
      known.delete(name);
      return otherwise;
    });
    known.set(name, looking);
    return looking;
  };
}

/** For what is its own name. */
export const same = (name: string): string => name;
