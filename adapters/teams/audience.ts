import { z } from 'zod';
import type { Audience } from '../../src/adapter.ts';
import { Failure } from '../../src/failure.ts';
import type { Place } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import { remember } from '../remember.ts';
import type { CallTeams } from './call-teams.ts';
import type { Connection } from './connect.ts';
import type { Conversation, Conversations } from './conversations.ts';
import type { FindRoom } from './find-room.ts';
import { refusalOf } from './read-failure.ts';

/** Channels come and go: how long Teams' word on them is believed, milliseconds. */
const believed = 60_000;

/** The General channel comes without a name. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context#get-the-list-of-channels-in-a-team */
const channelList = z.object({
  conversations: z.array(z.object({ id: z.string(), name: z.string().nullish(), type: z.string().nullish() })),
});

type Channels = ReadonlyMap<string, Readonly<{ name: string; type: string }>>;

/**
 * Who may read what in Teams. The circle is the team: its members may read its standard channels. Private channels are read
 * by some of them, shared ones by others too, chats by whoever is in them.
 */
export function createAudience(parts: {
  connection: Pick<Connection, 'askRoute'>;
  call: CallTeams;
  conversations: Conversations;
  findRoom: FindRoom;
  log: Log;
}): Audience {
  const { connection, call, conversations, findRoom, log } = parts;
  type Team = Readonly<{ team: string; serviceUrl: string }>;
  const channelsOf = remember<Team, Channels>(
    ({ team }) => team,
    async ({ team, serviceUrl }) => {
      const path = `v3/teams/${encodeURIComponent(team)}/conversations`;
      const body = await call('fetchChannelList', 'read', team, async () => {
        const answer = await connection.askRoute(serviceUrl, 'GET', path);
        if (answer.status < 200 || answer.status >= 300) throw refusalOf(answer);
        return answer.body;
      });
      const channels = readChannels(body);
      if (!channels) throw new Failure('platform-unavailable', 'no list of channels', { service: 'fetchChannelList' });
      return new Map(channels.map(({ id, name, type }) => [id, { name: name || 'General', type: type ?? '' }]));
    },
    { otherwise: new Map(), max: 1_000, log, kept: believed },
  );

  /** A channel as its team lists it, with the team; undefined for chats, and for what is not listed. */
  const listed = async (channel: string, { team, serviceUrl, type }: Conversation) => {
    if (team === undefined || type !== 'channel') return undefined;
    const its = (await channelsOf({ team, serviceUrl })).get(channel);
    return its && { ...its, team };
  };

  return {
    circlesOf: async (place) => {
      if (place.kind === 'direct') return []; // of which teams he is a member is not known
      const conversation = await conversations.find(place);
      if (await findRoom(place, 'member')) return [];
      const its = await listed(place.channel, conversation);
      // What is said in a conversation is no news to whoever reads it; of others nobody there need know.
      return [its && known.has(its.type) ? its.team : place.channel];
    },
    openRoom: async ({ platform, workspace, channel }) => {
      const place: Place = { platform, workspace, channel, kind: 'channel', outsiders: true };
      const its = await listed(channel, await conversations.find(place));
      return its?.type === 'standard' ? { circle: its.team, name: its.name } : undefined;
    },
  };
}

/** Kinds of channels whose people are members of the team. */
const known: ReadonlySet<string> = new Set(['standard', 'private']);

function readChannels(body: string) {
  try {
    return channelList.parse(JSON.parse(body)).conversations;
  } catch {
    return undefined;
  }
}
