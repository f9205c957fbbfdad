import { LRUCache } from 'lru-cache';
import type { Log } from '../src/log.ts';

/** How long what a platform says of people and conversations is believed. */
const standard = 5 * 60_000;

/**
 * Asks, or remembers. It never rejects: a failure is answered with `otherwise`. `orFail` rejects with it. After `forget` it
 * is asked anew.
 */
export type Remembered<What, T> = ((what: What) => Promise<T>) &
  Readonly<{ orFail: (what: What) => Promise<T>; forget: (what: What) => void }>;

/** A look-up that is remembered under a name, for minutes or for `kept` milliseconds: one flight for those who ask together; failures are not kept. */
export function remember<What, T>(
  nameOf: (what: What) => string,
  look: (what: What) => Promise<T>,
  { otherwise, max, log, kept = standard }: { otherwise: T; max: number; log: Log; kept?: number },
): Remembered<What, T> {
  const known = new LRUCache<string, Promise<T>>({ max, ttl: kept });
  const orFail = (what: What): Promise<T> => {
    const name = nameOf(what);
    const before = known.get(name);
    if (before) return before;
    const looking = look(what);
    looking.catch((error: unknown) => {
      log.warn({ name, error: error instanceof Error ? error.message : 'unknown' }, 'not known to the platform');
      if (known.get(name) === looking) known.delete(name);
    });
    known.set(name, looking);
    return looking;
  };
  const forget = (what: What): void => void known.delete(nameOf(what));
  return Object.assign((what: What) => orFail(what).catch(() => otherwise), { orFail, forget });
}

/** For what is its own name. */
export const same = (name: string): string => name;
