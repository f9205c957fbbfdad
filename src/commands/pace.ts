import { LRUCache } from 'lru-cache';
import type { Person } from '../incoming.ts';

/** Commands that one person may give in any minute (contract). */
export const commandsPerMinute = 30;

/** Takes one command of a person's minute: undefined when there is room, else when there is again (ms since the epoch). */
export type TakeTurn = (person: Person) => number | undefined;

export function createPace({
  now,
  perMinute = commandsPerMinute,
}: {
  now: () => number;
  perMinute?: number;
}): TakeTurn {
  const turns = new LRUCache<string, number[]>({ max: 10_000 });
  return ({ platform, workspace, id }) => {
    const key = `${platform}/${workspace}/${id}`;
    const since = now() - 60_000;
    const recent = (turns.get(key) ?? []).filter((at) => at > since);
    const full = recent.length >= perMinute;
    if (!full) recent.push(now());
    turns.set(key, recent);
    return full ? recent[0]! + 60_000 : undefined;
  };
}
