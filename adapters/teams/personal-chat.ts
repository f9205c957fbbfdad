import type { Person, Place } from '../../src/incoming.ts';
import type { CallTeams } from './call-teams.ts';
import type { Connection } from './connect.ts';
import type { Conversations, Kept } from './conversations.ts';
import type { Who } from './read-activity.ts';

/**
 * The personal chat with somebody who spoke in a place; opened when there is none yet, and always when `anew`. Rejects
 * with a Failure when he cannot be written to.
 */
export type OpenPersonalChat = (
  who: Who,
  person: Person,
  from: Place,
  anew: boolean,
) => Promise<Readonly<{ chat: Place /** It may have gone since. */; recalled: boolean }>>;

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages */
export function createOpenPersonalChat(parts: {
  connection: Pick<Connection, 'connectorFor'>;
  call: CallTeams;
  conversations: Conversations;
  kept: Kept;
}): OpenPersonalChat {
  const { connection, call, conversations, kept } = parts;

  return async (who, person, from, anew) => {
    const { workspace, platform } = from;
    const name = nameOf(workspace, person.id);
    const placeOf = (channel: string): Place => ({
      platform,
      workspace,
      channel,
      kind: 'direct',
      outsiders: person.standing !== 'member',
    });
    // What was remembered is of use, and no condition: without a store the chat is asked for again.
    const known = anew ? undefined : await kept.read(name).catch(() => undefined);
    if (known) return { chat: placeOf(known), recalled: true };
    const { serviceUrl, bot } = await conversations.find(from);
    const { conversations: api } = await connection.connectorFor(serviceUrl);
    const { id } = await call('createConversation', 'read', from.channel, () =>
      api.createConversation({
        isGroup: false,
        bot: { id: bot, name: '' },
        members: [{ id: who.account, name: '' }],
        tenantId: workspace,
        channelData: { tenant: { id: workspace } },
      }),
    );
    const chat = placeOf(id);
    await conversations.remember(chat, { serviceUrl, type: 'personal', bot }).catch(() => {});
    await kept.write(name, id).catch(() => {});
    return { chat, recalled: false };
  };
}

const nameOf = (workspace: string, person: string): string => `personal/${workspace}/${person}`;

/** An id of the directory, which no conversation has. */
const isPerson = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The chat that a place of kind `direct` means which is named by its person: one that was opened before, since opening one
 * takes more than his id. Undefined for any other place.
 */
export const createFindPersonalChat =
  (kept: Kept) =>
  (place: Place): Promise<Place> | undefined => {
    if (place.kind !== 'direct' || !isPerson.test(place.channel)) return undefined;
    const chat = kept.read(nameOf(place.workspace, place.channel));
    return chat.then((channel) => (channel ? { ...place, channel } : place));
  };
