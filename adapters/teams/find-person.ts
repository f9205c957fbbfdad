import { LRUCache } from 'lru-cache';
import { Failure, isFinal } from '../../src/failure.ts';
import type { Person, Place } from '../../src/incoming.ts';
import type { Adapter } from '../adapter.ts';
import { cut } from '../one-line.ts';
import { remember } from '../remember.ts';
import type { Who } from './read-activity.ts';
import { createAskRoster, entraIdOf, type RosterEntry, type RosterParts, standingOf } from './roster.ts';

export type FoundPerson = Pick<Person, 'standing' | 'name'>;

/** Who somebody is, by the roster of where he spoke; never rejects. Whoever cannot be looked up is a stranger. */
export type FindPerson = (who: Who, place: Place) => Promise<FoundPerson>;

/** Longest name that is passed on, characters; outside text. */
const longestName = 200;
/** How long what was asked anew goes before what was remembered before: as long as that is remembered. */
const freshFor = 5 * 60_000;

/** Both look in the same roster; what `personNow` learns, `findPerson` knows from then on. */
export function createFindPeople(parts: RosterParts): Readonly<{
  findPerson: FindPerson;
  personNow: Adapter['personNow'];
  /** The entry of a person by his Entra object id, lower case, asked anew; rejects with a Failure. */
  entryOf: (id: string, place: Place) => Promise<RosterEntry>;
}> {
  const { own, log } = parts;
  const askRoster = createAskRoster(parts);
  /** Teams' account ids by Entra object id, of who was heard in this process: emulators know people by no other. */
  const accounts = new LRUCache<string, string>({ max: 50_000 });
  const fresh = new LRUCache<string, FoundPerson>({ max: 10_000, ttl: freshFor });
  const nameOf = (id: string, { workspace, channel }: Place): string => `${workspace}/${channel}/${id}`;

  const entryOf = (id: string, place: Place) => askRoster(place, accounts.get(id) ?? id);

  /** An entry of somebody else than was asked for makes a stranger. */
  const foundIn = (entry: RosterEntry, id: string, place: Place): FoundPerson => {
    if (entraIdOf(entry) !== id) return stranger;
    const name = cut(entry.name ?? '', longestName);
    return { standing: standingOf(entry, place.workspace, own), ...(name && { name }) };
  };

  const look = remember(
    ([{ account }, place]: readonly [Who, Place]) => nameOf(account, place),
    async ([who, place]) => foundIn(await askRoster(place, who.account), who.id, place),
    { otherwise: stranger, max: 50_000, log },
  );

  return {
    entryOf,
    findPerson: async (who, place) => {
      if (who.bot) return { standing: 'bot' };
      if (who.id === '') return stranger;
      accounts.set(who.id, who.account);
      return fresh.get(nameOf(who.id, place)) ?? look([who, place]);
    },
    personNow: async (given, place) => {
      const id = given.toLowerCase();
      const { platform, workspace } = place;
      const found = await entryOf(id, place).then(
        (entry) => {
          const now = foundIn(entry, id, place);
          fresh.set(nameOf(id, place), now);
          return now;
        },
        (failure: unknown) => {
          const reason = failure instanceof Error ? failure.message : 'unknown';
          log.warn({ person: id, error: reason }, 'not known to Teams now');
          fresh.delete(nameOf(id, place));
          // What Teams says for good is an answer: nobody of that id is there.
          if (failure instanceof Failure && isFinal(failure)) return stranger;
          throw failure;
        },
      );
      return { platform, workspace, id, groups: [], ...found };
    },
  };
}

const stranger: FoundPerson = { standing: 'stranger' };
