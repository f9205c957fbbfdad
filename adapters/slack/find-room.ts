import type { webApi } from '@slack/bolt';
import { Failure } from '../../src/failure.ts';
import type { Person, Place } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import type { Adapter } from '../adapter.ts';
import { remember, same } from '../remember.ts';
import { within } from '../within.ts';
import type { CallSlack } from './call-slack.ts';
import type { FindPerson } from './find-person.ts';
import type { Identity } from './identity.ts';

/** A conversation as commands need to know it. `member`: may we post there? */
export type Room = Readonly<{ kind: Place['kind']; outsiders: boolean; member: boolean }>;

/** Looks a conversation up; never rejects. What cannot be known is answered with care: outsiders yes, member no. */
export type FindRoom = ((channel: string) => Promise<Room>) &
  Readonly<{
    /** Who reads there, or whether we may, is another now. */
    forget: (channel: string) => void;
  }>;

/** Rooms with more members are not searched for guests: that costs a call a member, so they count as having some. */
const mostMembers = 60;
/** Longest that a command waits for the search, milliseconds; it goes on behind, for the next one. */
const patience = 1_500;

export function createFindRoom(parts: {
  client: webApi.WebClient;
  call: CallSlack;
  us: () => Identity;
  findPerson: FindPerson;
  log: Log;
}): FindRoom {
  const { client, call, us, findPerson, log } = parts;

  /** A room whose members still are to be looked through (`searched`), or one that is known already. */
  const lookUp = remember<string, Room & { searched: boolean }>(
    same,
    async (channel) => {
      const { channel: info } = await call('conversations.info', 'read', () => client.conversations.info({ channel }));
      if (!info) return unknown;
      if (info.is_im) {
        // A direct message that we can see is one with us.
        const outsiders = await isOutsider(String(Reflect.get(info, 'user')));
        return { kind: 'direct', outsiders, member: true, searched: true };
      }
      const member = info.is_member ?? (info.is_mpim || info.is_private || false);
      const outsiders = Boolean(info.is_ext_shared || info.is_pending_ext_shared);
      return { kind: 'channel', outsiders, member, searched: outsiders };
    },
    { otherwise: unknown, max: 10_000, log },
  );

  const hasGuests = remember<string, boolean>(
    same,
    async (channel) => {
      const { members = [], response_metadata } = await call('conversations.members', 'read', () =>
        client.conversations.members({ channel, limit: mostMembers + 1 }),
      );
      // A page may hold fewer than were asked for: only a missing cursor says that these are all.
      if (members.length > mostMembers || response_metadata?.next_cursor) return true;
      const others = members.filter((id) => id !== us().user);
      return (await Promise.all(others.map(isOutsider))).includes(true);
    },
    { otherwise: true, max: 10_000, log },
  );

  const isOutsider = async (id: string): Promise<boolean> => {
    const { standing } = await findPerson(id);
    return standing === 'guest' || standing === 'stranger';
  };

  const findRoom = async (channel: string): Promise<Room> => {
    const { kind, member, outsiders, searched } = await lookUp(channel);
    return { kind, member, outsiders: searched ? outsiders : await within(hasGuests(channel), patience, true) };
  };
  return Object.assign(findRoom, {
    forget: (channel: string) => {
      lookUp.forget(channel);
      hasGuests.forget(channel);
    },
  });
}

const unknown = { kind: 'channel', outsiders: true, member: false, searched: true } as const;

/**
 * How a conversation is now, asked anew. Rejects with a Failure: `place-gone` when we cannot speak there, others when Slack
 * could not be asked. Whether guests are among its members is looked up as in `createFindRoom`.
 */
export function createFindRoomNow(parts: {
  client: webApi.WebClient;
  call: CallSlack;
  us: () => Identity;
  findStanding: (user: string) => Promise<Person['standing']>;
}): Adapter['placeNow'] {
  const { client, call, us, findStanding } = parts;
  const isOutsider = async (id: string) => ['guest', 'stranger'].includes(await findStanding(id));

  const hasGuests = async (channel: string): Promise<boolean> => {
    const { members = [], response_metadata } = await call('conversations.members', 'read', () =>
      client.conversations.members({ channel, limit: mostMembers + 1 }),
    );
    if (members.length > mostMembers || response_metadata?.next_cursor) return true;
    return (await Promise.all(members.filter((id) => id !== us().user).map(isOutsider))).includes(true);
  };

  return async ({ channel }) => {
    const { channel: info } = await call('conversations.info', 'read', () => client.conversations.info({ channel }));
    const place = { platform: 'slack', workspace: us().team, channel } as const;
    if (info?.is_im)
      return { ...place, kind: 'direct', outsiders: await isOutsider(String(Reflect.get(info, 'user'))) };
    const member = info?.is_member ?? (info?.is_mpim || info?.is_private || false);
    if (!info || info.is_archived || !member)
      throw new Failure('place-gone', info?.is_archived ? 'archived' : 'no member', { service: 'conversations.info' });
    const shared = Boolean(info.is_ext_shared || info.is_pending_ext_shared);
    return { ...place, kind: 'channel', outsiders: shared || (await hasGuests(channel)) };
  };
}
