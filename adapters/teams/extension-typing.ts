import { setTimeout as pause } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';

/** People whose typing is followed. */
const mostTyping = 10_000;

/**
 * Teams asks with every few letters that somebody types. Resolves after a moment (milliseconds), with true when the same
 * account has typed nothing more meanwhile: so that an address is looked up, and not each of its beginnings.
 */
export function createHasPaused(ms: number): (account: string) => Promise<boolean> {
  const latest = new LRUCache<string, symbol>({ max: mostTyping });
  return async (account) => {
    const mine = Symbol(account);
    latest.set(account, mine);
    await pause(ms);
    return (latest.get(account) ?? mine) === mine;
  };
}
