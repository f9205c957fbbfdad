import { z } from 'zod';
import type { Person, Place } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import type { CallTeams } from './call-teams.ts';
import type { Connection } from './connect.ts';
import type { Conversation, Conversations } from './conversations.ts';

/** Whose people are members: undefined with an emulator, where it is the tenant that it names. */
export type Own = Readonly<{ tenant: string | undefined; local: boolean }>;

export type RosterParts = Readonly<{
  connection: Pick<Connection, 'connectorFor'>;
  call: CallTeams;
  conversations: Conversations;
  own: Own;
  log: Log;
}>;

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context#fetch-the-roster-or-user-profile */
const entry = z.object({
  id: z.string(),
  aadObjectId: z.string().nullish(),
  objectId: z.string().nullish(),
  tenantId: z.string().nullish(),
  userRole: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  email: z.string().nullish().catch(undefined),
  name: z.string().nullish().catch(undefined),
});
export type RosterEntry = z.infer<typeof entry>;

/** An entry of a roster; a stranger's when it cannot be read. */
export const readEntry = (raw: unknown): RosterEntry => entry.safeParse(raw).data ?? { id: '' };

/** Whose entry it is: the Entra object id, lower case; empty when it names none. */
export const entraIdOf = ({ aadObjectId, objectId }: RosterEntry): string =>
  (aadObjectId ?? objectId ?? '').toLowerCase();

/** What an entry of the roster makes of somebody, in a place of this tenant. */
export function standingOf(raw: RosterEntry, workspace: string, own: Own): Person['standing'] {
  const tenant = raw.tenantId?.toLowerCase() ?? (own.local ? workspace : undefined);
  if (raw.id.startsWith('28:')) return 'bot';
  // An id of the directory is what people are named by in the settings: without one nobody is a member.
  if (!entraIdOf(raw) || tenant !== (own.tenant ?? workspace)) return 'stranger';
  const role = raw.userRole?.toLowerCase() ?? 'user';
  if (role === 'anonymous') return 'stranger';
  return role === 'user' && !/#ext#/i.test(raw.userPrincipalName ?? '') ? 'member' : 'guest';
}

/**
 * Asks the roster of a place for one of its people, by Teams' account id (`29:…`) or by Entra object id, which Teams takes
 * as well (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context#get-single-member-details).
 * Rejects with a Failure, also when nobody of that id is there.
 */
export type AskRoster = (place: Place, id: string) => Promise<RosterEntry>;

export function createAskRoster({ connection, call, conversations }: RosterParts): AskRoster {
  const entryIn = async (id: string, { serviceUrl }: Conversation, who: string) => {
    const { conversations: api } = await connection.connectorFor(serviceUrl);
    return readEntry(await call('getConversationMember', 'read', id, () => api.getConversationMember(id, who)));
  };
  return async (place, id) => {
    const conversation = await conversations.find(place);
    return entryIn(place.channel, conversation, id).catch((error: unknown) => {
      // Who is in the team may speak in its channels, whether or not these have a roster of their own.
      if (conversation.team === undefined || conversation.team === place.channel) throw error;
      return entryIn(conversation.team, conversation, id);
    });
  };
}
