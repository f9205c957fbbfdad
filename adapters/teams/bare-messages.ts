import type { Place } from '../../src/incoming.ts';
import type { CallTeams } from './call-teams.ts';
import type { Connection } from './connect.ts';
import { addressOf, type Conversations } from './conversations.ts';

/** Messages that show no card of ours. Both reject with a Failure. */
export type BareMessages = Readonly<{
  post: (place: Place, message: object) => Promise<void>;
  /** In the place of a message of ours. */
  replace: (place: Place, id: string, message: object) => Promise<void>;
}>;

export function createBareMessages(parts: {
  connection: Pick<Connection, 'connectorFor'>;
  call: CallTeams;
  conversations: Conversations;
  /** Resolves when a post may go out by the pace of its conversation. */
  mayPost: (conversation: string) => Promise<void>;
}): BareMessages {
  const { connection, call, conversations, mayPost } = parts;
  const apiOf = async (place: Place) => {
    const conversation = await conversations.find(place);
    const { conversations: api } = await connection.connectorFor(conversation.serviceUrl);
    return { api, address: addressOf(place, conversation) };
  };
  return {
    post: async (place, message) => {
      const { api, address } = await apiOf(place);
      await mayPost(place.channel);
      await call('sendToConversation', 'write', place.channel, () => api.sendToConversation(address, message));
    },
    replace: async (place, id, message) => {
      const { api, address } = await apiOf(place);
      await call('updateActivity', 'read', place.channel, () => api.updateActivity(address, id, { ...message, id }));
    },
  };
}
