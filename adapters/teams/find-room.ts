import type { Person, Place } from '../../src/incoming.ts';
import type { Adapter } from '../adapter.ts';
import { remember } from '../remember.ts';
import { within } from '../within.ts';
import { type RosterParts, readEntry, standingOf } from './roster.ts';

/**
 * Whether guests or people of other tenants may read in a place; never rejects. `asker`: how the person stands who asks
 * there. What cannot be known is answered with care: yes.
 */
export type FindRoom = (place: Place, asker: Person['standing']) => Promise<boolean>;

/** Rooms with more members are not searched for guests: they count as having some. */
const mostMembers = 60;
const pageSize = 100;
const mostPages = 5;
/** Longest that a command waits for the search, milliseconds; it goes on behind, for the next one. */
const patience = 1_500;

/** `placeNow` asks anew, and rejects with a Failure where Teams could not be asked, or we are not there. */
export function createFindRoom(parts: RosterParts): Readonly<{ findRoom: FindRoom; placeNow: Adapter['placeNow'] }> {
  const { connection, call, conversations, own, log } = parts;

  const look = async (place: Room): Promise<boolean> => {
    const { serviceUrl } = await conversations.find(place);
    const { conversations: api } = await connection.connectorFor(serviceUrl);
    let seen = 0;
    let continuationToken: string | undefined;
    for (let page = 0; page < mostPages; page++) {
      const answer = await call('getConversationPagedMembers', 'read', place.channel, () =>
        // The SDK's type wants a token also for the first page, for which there is none.
        api.getConversationPagedMembers(place.channel, { pageSize, continuationToken: continuationToken as string }),
      );
      const standings = (answer.members ?? []).map((one) => standingOf(readEntry(one), place.workspace, own));
      seen += standings.length;
      if (seen > mostMembers || standings.some((one) => one === 'guest' || one === 'stranger')) return true;
      continuationToken = answer.continuationToken || undefined;
      // A roster without anybody says nothing.
      if (!continuationToken) return seen === 0;
    }
    return true;
  };

  const hasOutsiders = remember(({ workspace, channel }: Room) => `${workspace}/${channel}`, look, {
    otherwise: true,
    max: 10_000,
    log,
  });
  return {
    findRoom: (place, asker) =>
      place.kind === 'direct' ? Promise.resolve(asker !== 'member') : within(hasOutsiders(place), patience, true),
    placeNow: async (room) => {
      const { type } = await conversations.find(room);
      const kind = type === 'personal' ? 'direct' : 'channel';
      return { ...room, platform: 'teams', kind, outsiders: await look(room) };
    },
  };
}

type Room = Pick<Place, 'platform' | 'workspace' | 'channel'>;
