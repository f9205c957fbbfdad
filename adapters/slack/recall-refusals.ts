import { LRUCache } from 'lru-cache';
import { Failure } from '../../src/failure.ts';

export type Refusals = Readonly<{
  /** Notes that a post was refused, and until when: certainly nothing of this key stands. */
  note: (key: string, failure: unknown) => void;
  /** True, once, for who comes back when he was told to. */
  comesBack: (key: string) => boolean;
}>;

/**
 * Milliseconds after its time within which a refused post comes back to this process only if no other replica has tried it
 * meanwhile: a job changes hands later than that.
 */
const grace = 3_000;

/**
 * Posts that were refused for their rate, not sent. When such a post is tried again it need not be looked for, as one must
 * that may have been sent: in a flood that would cost a call for every card.
 */
export function createRefusals(now: () => number, clock: () => number = () => performance.now()): Refusals {
  const refused = new LRUCache<string, number>({ max: 10_000 });
  return {
    note: (key, failure) => {
      if (!(failure instanceof Failure) || failure.kind !== 'platform-rate-limited') return;
      refused.set(key, clock() + (failure.facts.retryAt ?? now()) - now() + grace);
    },
    comesBack: (key) => {
      const until = refused.get(key);
      refused.delete(key);
      return until !== undefined && clock() <= until;
    },
  };
}
