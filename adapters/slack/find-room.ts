import type { webApi } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import type { Place } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import type { CallSlack } from './call-slack.ts';
import type { FindPerson } from './find-person.ts';
import type { Identity } from './identity.ts';

/** A conversation as commands need to know it. `member`: may we post there? */
export type Room = Readonly<{ kind: Place['kind']; outsiders: boolean; member: boolean }>;

/** Looks a conversation up; never rejects. What cannot be known is answered with care: outsiders yes, member no. */
export type FindRoom = (channel: string) => Promise<Room>;

const kept = 5 * 60_000;
/** Rooms with more members are not searched for guests: that costs a call a member, so they count as having some. */
const mostMembers = 60;
/** Longest that a command waits for the search, milliseconds; it goes on behind, for the next one. */
const patience = 1_500;
const unknown: Room = { kind: 'channel', outsiders: true, member: false };

export function createFindRoom(parts: {
  client: webApi.WebClient;
  call: CallSlack;
  us: () => Identity;
  findPerson: FindPerson;
  log: Log;
}): FindRoom {
  const { client, call, us, log } = parts;
  const rooms = new LRUCache<string, Promise<Room>>({ max: 10_000, ttl: kept });

  const look = async (channel: string): Promise<Room> => {
    const { channel: info } = await call('conversations.info', 'read', () => client.conversations.info({ channel }));
    if (!info) return unknown;
    // A direct message that we can see is one with us.
    if (info.is_im)
      return { kind: 'direct', outsiders: await isOutsider(String(Reflect.get(info, 'user'))), member: true };
    const member = info.is_member ?? (info.is_mpim || info.is_private || false);
    const shared = Boolean(info.is_ext_shared || info.is_pending_ext_shared);
    return { kind: 'channel', outsiders: shared || (await hasGuests(channel)), member };
  };

  const hasGuests = async (channel: string): Promise<boolean> => {
    const { members = [] } = await call('conversations.members', 'read', () =>
      client.conversations.members({ channel, limit: mostMembers + 1 }),
    );
    if (members.length > mostMembers) return true;
    const others = members.filter((id) => id !== us().user);
    return (await Promise.all(others.map(isOutsider))).includes(true);
  };

  const isOutsider = async (id: string): Promise<boolean> => {
    const { standing } = await parts.findPerson(id);
    return standing === 'guest' || standing === 'stranger';
  };

  return async (channel) => {
    let looking = rooms.get(channel);
    if (!looking) {
      looking = look(channel).catch((error: unknown) => {
        log.info({ channel, error: String(error) }, 'conversation not known');
        rooms.delete(channel);
        return unknown;
      });
      rooms.set(channel, looking);
    }
    return Promise.race([
      looking,
      new Promise<Room>((resolve) => setTimeout(() => resolve(unknown), patience).unref()),
    ]);
  };
}
