import type { Card } from '../../src/cards/card.ts';
import type { Place } from '../../src/incoming.ts';
import type { SignPress } from '../../src/presses/press.ts';
import type { Answer, Reply } from '../../src/reply.ts';
import type { ActivityShape } from './activity-shape.ts';
import { cardToInsert, dialog, noResults } from './extension-answer.ts';
import type { ExtensionAsker, FindExtensionAsker } from './extension-asker.ts';
import type { FindRoom } from './find-room.ts';
import type { Who } from './read-activity.ts';
import type { MarkedMessage } from './read-marked.ts';
import type { InvokeAnswer } from './receive.ts';

export type RoomExtensionParts = Readonly<{
  answer: () => Answer;
  findAsker: FindExtensionAsker;
  findRoom: FindRoom;
  signPress: SignPress;
}>;

/** Adds a message to the incident of the room. Resolves with what its dialog says; rejects when the core did not take it. */
export type AddToIncident = (who: Who, activity: ActivityShape, marked: MarkedMessage) => Promise<InvokeAnswer>;

/** What stands in the place of a link that somebody pastes: a card, or nothing. */
export type ShowLink = (who: Who, activity: ActivityShape, url: string) => Promise<InvokeAnswer>;

/** What people do with the message extension in a room, whose members count: unlike what they insert anywhere. */
export function createRoomExtension(parts: RoomExtensionParts): Readonly<{
  addToIncident: AddToIncident;
  showLink: ShowLink;
}> {
  const { signPress } = parts;

  /** Where we are not, nobody knows who reads. */
  const placeFor = async ({ person, place, present }: ExtensionAsker): Promise<Place> => ({
    ...place,
    outsiders: present ? await parts.findRoom(place, person.standing) : true,
  });

  return {
    addToIncident: async (who, activity, { id, thread, ...said }) => {
      const asker = await parts.findAsker(who, activity);
      const { thread: _, ...root } = await placeFor(asker);
      const place = { ...root, ...(thread && { thread }) };
      const { permalink, ...rest } = said;
      const reply = await parts.answer()({
        kind: 'mark',
        key: `action:${place.channel}:${id}:${who.account}`,
        message: { place, id },
        how: 'action',
        person: asker.person,
        ...rest,
        ...(permalink === undefined ? {} : { permalink }),
      });
      return dialog(cardOf(reply), signPress);
    },
    showLink: async (who, activity, url) => {
      const asker = await parts.findAsker(who, activity);
      const key = `teams:${activity.id ?? crypto.randomUUID()}`;
      const reply = await parts.answer()({
        kind: 'link',
        key,
        url,
        person: asker.person,
        place: await placeFor(asker),
      });
      return reply.kind === 'card' && reply.audience === 'room'
        ? cardToInsert(reply.card, signPress, '1.3')
        : noResults;
    },
  };
}

const nothing: Card = { headline: 'Nothing was added.', simulated: false, parts: [] };
const cardOf = (reply: Reply): Card => (reply.kind === 'card' ? reply.card : nothing);
