import { z } from 'zod';
import type { Person, Place } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import { remember } from '../remember.ts';
import type { CallTeams } from './call-teams.ts';
import type { Connection } from './connect.ts';
import type { Conversation, Conversations } from './conversations.ts';
import type { Who } from './read-activity.ts';

/** Who somebody is, by the roster of where he spoke; never rejects. Whoever cannot be looked up is a stranger. */
export type FindPerson = (who: Who, place: Place) => Promise<Person['standing']>;

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
});
export type RosterEntry = z.infer<typeof entry>;

/** An entry of a roster; a stranger's when it cannot be read. */
export const readEntry = (raw: unknown): RosterEntry => entry.safeParse(raw).data ?? { id: '' };

/** What an entry of the roster makes of somebody, in a place of this tenant. */
export function standingOf(raw: RosterEntry, workspace: string, own: Own): Person['standing'] {
  const tenant = raw.tenantId?.toLowerCase() ?? (own.local ? workspace : undefined);
  if (raw.id.startsWith('28:')) return 'bot';
  // An id of the directory is what people are named by in the settings: without one nobody is a member.
  if (!(raw.aadObjectId ?? raw.objectId) || tenant !== (own.tenant ?? workspace)) return 'stranger';
  const role = raw.userRole?.toLowerCase() ?? 'user';
  if (role === 'anonymous') return 'stranger';
  return role === 'user' && !/#ext#/i.test(raw.userPrincipalName ?? '') ? 'member' : 'guest';
}

export function createFindPerson({ connection, call, conversations, own, log }: RosterParts): FindPerson {
  const entryIn = async (id: string, { serviceUrl }: Conversation, account: string) => {
    const { conversations: api } = await connection.connectorFor(serviceUrl);
    return readEntry(await call('getConversationMember', 'read', id, () => api.getConversationMember(id, account)));
  };
  const look = remember(
    ([{ account }, { workspace, channel }]: readonly [Who, Place]) => `${workspace}/${channel}/${account}`,
    async ([who, place]) => {
      const conversation = await conversations.find(place);
      const found = await entryIn(place.channel, conversation, who.account).catch((error: unknown) => {
        // Who is in the team may speak in its channels, whether or not these have a roster of their own.
        if (conversation.team === undefined || conversation.team === place.channel) throw error;
        return entryIn(conversation.team, conversation, who.account);
      });
      const named = (found.aadObjectId ?? found.objectId ?? '').toLowerCase();
      return named === who.id ? standingOf(found, place.workspace, own) : 'stranger';
    },
    { otherwise: 'stranger' as Person['standing'], max: 50_000, log },
  );
  return async (who, place) => (who.bot ? 'bot' : who.id === '' ? 'stranger' : look([who, place]));
}
