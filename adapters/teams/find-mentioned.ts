import type { Place } from '../../src/incoming.ts';
import { remember } from '../remember.ts';
import { createAskRoster, entraIdOf, type RosterParts } from './roster.ts';

/**
 * Entra object ids of people who are mentioned in a place by Teams' account ids, in their order. Never rejects: whoever is
 * not in its roster is left out.
 */
export type FindMentioned = (accounts: readonly string[], place: Place) => Promise<readonly string[]>;

/** A mention names people by Teams' own ids only; the roster knows both. */
export function createFindMentioned(parts: RosterParts): FindMentioned {
  const askRoster = createAskRoster(parts);
  const entraId = remember(
    ([account, { workspace, channel }]: readonly [string, Place]) => `${workspace}/${channel}/${account}`,
    async ([account, place]) => {
      const entry = await askRoster(place, account);
      return entry.id === account ? entraIdOf(entry) : '';
    },
    { otherwise: '', max: 10_000, log: parts.log },
  );
  return async (accounts, place) => {
    const ids = await Promise.all(accounts.map((account) => entraId([account, place])));
    return [...new Set(ids.filter(Boolean))];
  };
}
