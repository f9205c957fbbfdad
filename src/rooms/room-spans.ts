import { type Span, text } from '../cards/card.ts';
import { trustedLink } from '../cards/link.ts';
import { personSpan } from '../cards/person.ts';
import { joined } from '../cards/wording.ts';
import type { MessageRef } from '../incoming.ts';
import type { Room } from '../room.ts';
import type { RoomMessage } from './collected.ts';
import type { Somebody } from './happening.ts';

/** The address of a message on its platform; undefined where there is none, or it is not known. */
export type PermalinkOf = (message: MessageRef) => string | undefined;

/** Where messages of the platforms stand. Nothing else of a permalink is believed. */
const chatHosts = ['slack.com', 'teams.microsoft.com'];

/** The checked address of a message of a room. */
export function messageLink(
  { id, thread }: RoomMessage,
  room: Room,
  permalinkOf: PermalinkOf,
): { url: string; host: string } | undefined {
  const place = { ...room, kind: 'channel', outsiders: false, ...(thread === undefined ? {} : { thread }) } as const;
  const url = permalinkOf({ place, id });
  return url === undefined ? undefined : trustedLink(url, chatHosts);
}

/** A link to a message, with its host; nothing where it has no address. */
export function messageSpans(message: RoomMessage | undefined, room: Room, permalinkOf: PermalinkOf): readonly Span[] {
  const link = message && messageLink(message, room, permalinkOf);
  return link ? [{ span: 'link', text: `message (${link.host})`, url: link.url }] : [];
}

/** So many people are named. */
const mostNamed = 3;

/** People by name, at most three; of more how many. */
export function peopleSpans(people: readonly Somebody[], most = mostNamed): readonly Span[] {
  const more = people.length - most;
  return joined([
    ...people.slice(0, most).map((one) => [personSpan(one)]),
    ...(more > 0 ? [[text(`${more} more`)]] : []),
  ]);
}
