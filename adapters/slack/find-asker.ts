import type { Person, Place } from '../../src/incoming.ts';
import type { FindPerson } from './find-person.ts';
import type { FindRoom, Room } from './find-room.ts';
import type { Identity } from './identity.ts';

/** Who asks, and where, with all that permissions need to know. */
export type Asker = Readonly<{ person: Person; place: Place; room: Room }>;

/** `heard`: Slack delivered a message from there, so we are a member and know what kind of place it is. */
export type FindAsker = (
  from: Readonly<{ user: string; channel: string; thread: string | undefined; heard?: Place['kind'] | undefined }>,
) => Promise<Asker>;

export function createFindAsker(parts: { us: () => Identity; findRoom: FindRoom; findPerson: FindPerson }): FindAsker {
  return async ({ user, channel, thread, heard }) => {
    const [found, known] = await Promise.all([parts.findRoom(channel), parts.findPerson(user)]);
    const room = heard ? { ...found, kind: heard, member: true } : found;
    const workspace = parts.us().team;
    return {
      person: { platform: 'slack', workspace, id: user, ...known },
      place: {
        platform: 'slack',
        workspace,
        channel,
        kind: room.kind,
        outsiders: room.outsiders,
        ...(thread && { thread }),
      },
      room,
    };
  };
}

/** The direct messages with somebody: to post in them, Slack takes a person for a channel. */
export const directMessages = ({ person, place: { workspace } }: Asker): Place => ({
  platform: 'slack',
  workspace,
  channel: person.id,
  kind: 'direct',
  outsiders: false,
});
