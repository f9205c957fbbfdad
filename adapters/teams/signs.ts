import { LRUCache } from 'lru-cache';
import type { MessageRef, Place } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import type { Sign } from '../../src/reply.ts';
import type { CallTeams } from './call-teams.ts';
import type { Connection } from './connect.ts';
import { addressOf, type Conversations } from './conversations.ts';
import { refusalOf } from './read-failure.ts';

/**
 * Reactions as signs, by Teams' own ids: a white question mark and an hourglass.
 * https://learn.microsoft.com/microsoftteams/platform/agents-in-teams/agent-reactions
 */
const reactions: Record<Sign, string> = { unknown: '2754_whitequestionmarkornament', incomplete: 'holdon' };

/** Milliseconds for which nothing is tried in a conversation where a reaction was refused. */
const refusedFor = 60 * 60_000;

export type Signs = Readonly<{
  /** Dropped when Teams does not take it: bots may not react everywhere. Never rejects. */
  put: (place: Place, sign: Sign, on: string) => Promise<void>;
  /** Takes all of ours off. Never rejects. */
  takeOff: (ref: MessageRef) => Promise<void>;
  /** Whether we know of a sign of ours there. */
  stand: (ref: MessageRef) => boolean;
}>;

export function createSigns(parts: {
  connection: Pick<Connection, 'askRoute'>;
  call: CallTeams;
  conversations: Conversations;
  log: Log;
}): Signs {
  const { connection, call, conversations, log } = parts;
  const refused = new LRUCache<string, true>({ max: 10_000, ttl: refusedFor });
  const signed = new LRUCache<string, true>({ max: 50_000 });

  const ask = async (method: 'PUT' | 'DELETE', place: Place, id: string, sign: string): Promise<void> => {
    const conversation = await conversations.find(place);
    const [where, on] = [addressOf(place, conversation), id].map(encodeURIComponent);
    const path = `v3/conversations/${where}/activities/${on}/reactions/${sign}`;
    const service = method === 'PUT' ? 'addReaction' : 'deleteReaction';
    await call(service, method === 'PUT' ? 'now' : 'read', place.channel, async () => {
      const answer = await connection.askRoute(conversation.serviceUrl, method, path);
      if (answer.status < 200 || answer.status >= 300) throw refusalOf(answer);
    });
  };

  return {
    put: async (place, sign, on) => {
      if (refused.has(place.channel)) return;
      signed.set(nameOf(place, on), true);
      await ask('PUT', place, on, reactions[sign]).catch((failure: unknown) => {
        const kind: unknown = Reflect.get(Object(failure), 'kind');
        if (kind === 'platform-refused' || kind === 'place-gone') refused.set(place.channel, true);
        log.debug({ reason: failure instanceof Error ? failure.message : 'unknown' }, 'sign dropped');
      });
    },
    takeOff: async ({ place, id }) => {
      signed.delete(nameOf(place, id));
      if (refused.has(place.channel)) return;
      const gone = (failure: unknown) =>
        log.debug({ reason: failure instanceof Error ? failure.message : 'unknown' }, 'no sign to remove');
      await Promise.all(Object.values(reactions).map((sign) => ask('DELETE', place, id, sign).catch(gone)));
    },
    stand: ({ place, id }) => signed.has(nameOf(place, id)),
  };
}

const nameOf = ({ channel }: Place, id: string): string => `${channel}/${id}`;
