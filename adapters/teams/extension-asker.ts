import type { Person, Place } from '../../src/incoming.ts';
import type { ActivityShape } from './activity-shape.ts';
import type { CallTeams } from './call-teams.ts';
import type { Connection } from './connect.ts';
import type { Conversations, Kept } from './conversations.ts';
import type { FindPerson, FoundPerson } from './find-person.ts';
import { createOpenPersonalChat } from './personal-chat.ts';
import { placeOf, type Who } from './read-activity.ts';

export type ExtensionAsker = Readonly<{
  person: Person;
  place: Place;
  /** We are in the conversation, and buttons that are pressed there reach us. */
  present: boolean;
}>;

/**
 * Who asks through the message extension, which people have with them in conversations that we are not in. They are looked
 * up in the roster of the conversation, and else in the one of our personal chat with them. Never rejects: whoever is in
 * neither is a stranger. `activity` is of a sender that was verified, since our token goes to its service URL.
 */
export type FindExtensionAsker = (who: Who, activity: ActivityShape) => Promise<ExtensionAsker>;

export function createFindExtensionAsker(parts: {
  findPerson: FindPerson;
  connection: Pick<Connection, 'connectorFor'>;
  call: CallTeams;
  conversations: Conversations;
  kept: Kept;
}): FindExtensionAsker {
  const { findPerson, conversations } = parts;

  const foundHere = async (who: Who, place: Place): Promise<FoundPerson> => {
    const isKnown = await conversations.find(place).then(
      () => true,
      () => false,
    );
    return isKnown ? findPerson(who, place) : stranger;
  };

  const foundInChat = async (who: Who, place: Place, activity: ActivityShape): Promise<FoundPerson> => {
    if (who.bot || who.id === '' || place.workspace === '') return stranger;
    const { serviceUrl, recipient } = activity;
    // The conversation itself is none of ours; the chat is opened by way of who delivered the activity.
    const way = { serviceUrl, type: '', bot: recipient?.id ?? '' };
    const open = createOpenPersonalChat({ ...parts, conversations: { ...conversations, find: async () => way } });
    const look = async (anew: boolean): Promise<FoundPerson> => {
      const { chat, recalled } = await open(who, personOf(who, place, stranger), place, anew);
      const found = await findPerson(who, chat);
      // The chat that was remembered may be one of an earlier installation.
      return found.standing === 'stranger' && recalled ? look(true) : found;
    };
    return look(false).catch(() => stranger);
  };

  return async (who, activity) => {
    // What is inserted is read by all who are there, whoever they are.
    const place = { ...placeOf(activity), outsiders: true };
    const here = await foundHere(who, place);
    if (here.standing !== 'stranger') return { person: personOf(who, place, here), place, present: true };
    // A chat of two people is `personal` to Teams too, and none of one person with us.
    const elsewhere: Place = { ...place, kind: 'channel' };
    const found = await foundInChat(who, elsewhere, activity);
    return { person: personOf(who, elsewhere, found), place: elsewhere, present: false };
  };
}

const stranger: FoundPerson = { standing: 'stranger' };

const personOf = (who: Who, { platform, workspace }: Place, found: FoundPerson): Person => ({
  platform,
  workspace,
  id: who.id || who.account,
  groups: [],
  ...found,
});
