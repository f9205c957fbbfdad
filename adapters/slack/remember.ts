import { LRUCache } from 'lru-cache';
import type { Log } from '../../src/log.ts';

/** How long what Slack says of people and conversations is believed. */
const kept = 5 * 60_000;

/**
 * A look-up that is remembered for minutes: one flight for those who ask together, and a failure is answered with
 * `otherwise` and not kept. Never rejects.
 */
export function remember<T>(
  look: (id: string) => Promise<T>,
  { otherwise, max, log }: { otherwise: T; max: number; log: Log },
): (id: string) => Promise<T> {
  const known = new LRUCache<string, Promise<T>>({ max, ttl: kept });
  return (id) => {
    const before = known.get(id);
    if (before) return before;
    const looking = look(id).catch((error: unknown) => {
      log.warn({ id, error: error instanceof Error ? error.message : 'unknown' }, 'not known to Slack');
      known.delete(id);
      return otherwise;
    });
    known.set(id, looking);
    return looking;
  };
}
