import { LRUCache } from 'lru-cache';
import { Failure } from '../failure.ts';
import type { IncidentDoor, XdrUser } from './incident.ts';
import type { UserNames } from './incident-facts.ts';

/** The names of users, as far as they can be had: without the scope, or in trouble, their ids stand in their place. */
export type NamesOf = (ids: readonly string[]) => Promise<UserNames>;

/** Names, and what was learned of them by the way. */
export type NamedUsers = Readonly<{ namesOf: NamesOf; learn: (user: XdrUser) => void }>;

/** The scope that names need (dossier §2.3: LIKELY). */
export const usersScope = 'users:read';

/** How long a name is remembered, milliseconds, and how many are. */
const rememberedMs = 60 * 60_000;
const remembered = 2_000;
/** So many are asked for at once: a card shows fewer. */
const atOnce = 20;
/** What is no id is not asked for. */
const isId = /^[\w-]{1,100}$/;

export function createNamedUsers({
  usersNamed,
  missing,
  now,
}: Readonly<{
  usersNamed: IncidentDoor['usersNamed'];
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  now: () => number;
}>): NamedUsers {
  /** An empty name: asked for, and nobody has it. */
  const names = new LRUCache<string, string>({ max: remembered, ttl: rememberedMs, ttlResolution: 0, perf: { now } });
  const namesOf: NamesOf = async (ids) => {
    const unknown = [...new Set(ids)].filter((id) => isId.test(id) && names.get(id) === undefined).slice(0, atOnce);
    if (unknown.length > 0 && (await missing([usersScope])).length === 0) {
      try {
        const users = await usersNamed(unknown, { purpose: 'command' });
        for (const id of unknown) names.set(id, users.find((user) => user.id === id)?.name ?? '');
      } catch (error) {
        if (!(error instanceof Failure)) throw error; // a card without names is better than none
      }
    }
    return new Map(ids.map((id): [string, string] => [id, names.get(id) ?? '']));
  };
  return {
    namesOf,
    learn: ({ id, name }) => {
      if (name !== undefined) names.set(id, name);
    },
  };
}
