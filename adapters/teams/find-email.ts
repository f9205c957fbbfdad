import type { FoundEmail } from '../../src/adapter.ts';
import { Failure, isFinal } from '../../src/failure.ts';
import type { Place } from '../../src/incoming.ts';
import type { Adapter } from '../adapter.ts';
import { entraIdOf, type RosterEntry, type RosterParts, readEntry, standingOf } from './roster.ts';

/** A roster is read in pages of the most that Teams gives, and no further than so many: 5,000 people. */
const pageSize = 500;
const mostPages = 10;

/**
 * E-mail addresses of full members, by the roster. There they are as the directory of the tenant has them, where people
 * cannot change their own; so only people of our own tenant count, and no guests. Nothing is remembered here.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context#fetch-the-roster-or-user-profile
 */
export function createFindEmail({
  connection,
  call,
  conversations,
  own,
  entryOf,
}: RosterParts & {
  /** The entry of a person by his Entra object id, lower case, asked anew; rejects with a Failure. */
  entryOf: (id: string, place: Place) => Promise<RosterEntry>;
}): Pick<Adapter, 'emailOf' | 'memberWith'> {
  const readEmail = (entry: RosterEntry, { workspace }: Place): FoundEmail => {
    if (standingOf(entry, workspace, own) !== 'member') return { lacks: 'member' };
    const email = (entry.email || entry.userPrincipalName || '').trim();
    return email.includes('@') ? { email } : { lacks: 'address' };
  };

  return {
    emailOf: async (given, place) => {
      const id = given.toLowerCase();
      try {
        const entry = await entryOf(id, place);
        return entraIdOf(entry) === id ? readEmail(entry, place) : { lacks: 'member' };
      } catch (failure) {
        if (failure instanceof Failure && isFinal(failure)) return { lacks: 'member' };
        throw failure;
      }
    },
    memberWith: async (email, place) => {
      const { serviceUrl } = await conversations.find(place);
      const { conversations: api } = await connection.connectorFor(serviceUrl);
      const found = new Set<string>();
      let continuationToken: string | undefined;
      for (let page = 0; page < mostPages; page++) {
        const answer = await call('getConversationPagedMembers', 'read', place.channel, () =>
          // The SDK's type wants a token also for the first page, for which there is none.
          api.getConversationPagedMembers(place.channel, { pageSize, continuationToken: continuationToken as string }),
        );
        for (const entry of (answer.members ?? []).map(readEntry)) {
          const read = readEmail(entry, place);
          if ('email' in read && read.email.toLowerCase() === email.toLowerCase()) found.add(entraIdOf(entry));
        }
        continuationToken = answer.continuationToken || undefined;
        if (!continuationToken) break;
      }
      const [one, ...others] = found;
      return others.length === 0 ? one : undefined;
    },
  };
}
