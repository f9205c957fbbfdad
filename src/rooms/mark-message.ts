import { busyCard } from '../cards/busy-card.ts';
import type { Card } from '../cards/card.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import { notPermittedCard } from '../cards/not-permitted-card.ts';
import { changeScopes, incidentScope } from '../incidents/show-incident.ts';
import type { IncomingMark, Person, Place, PrefixOf } from '../incoming.ts';
import type { People } from '../permissions/people.ts';
import type { Reply, SilenceReason } from '../reply.ts';
import type { Room } from '../room.ts';
import type { LinkedRoom } from './linked-rooms.ts';
import type { StoredMark } from './mark.ts';
import { addedBeforeCard, addingCard, noTextCard, notARoomCard, outsidersCard } from './mark-cards.ts';
import type { Marks } from './marks.ts';

/** What a note needs: to be written, and to look up its incident. */
export const noteScopes = [changeScopes.note, incidentScope] as const;

/** Longest text that is kept, characters: more than fits into the notes, so that they can say so. */
const longestKept = 120_000;

/**
 * Somebody marked a message. In an incident room, by an analyst, it is stored (only then may the platform be acknowledged)
 * and written into the worklog by a job. Whoever used the menu is answered; of reactions and pins only he who may is told,
 * and only what is wrong. A message is noted once.
 */
export type MarkMessage = (incoming: IncomingMark) => Promise<Reply>;

export function createMarkMessage(parts: {
  roomOf: (room: Room) => Promise<LinkedRoom | undefined>;
  marks: Pick<Marks, 'add'>;
  people: People;
  /** Asks the platform who somebody is now. */
  personNow: (id: string, place: Place) => Promise<Person>;
  /** Takes one of what a person may ask in a minute: when there is room again (ms since the epoch), else undefined. */
  takeTurn: (person: Person) => number | undefined;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  /** Resolves when the job that writes the note is stored. */
  enqueue: (mark: StoredMark) => Promise<unknown>;
  prefixOf: PrefixOf;
  now: () => number;
  simulated: boolean;
}): MarkMessage {
  const { simulated } = parts;

  return async (incoming) => {
    const { message, how, person, text, author, saidAt, permalink } = incoming;
    const { place } = message;
    /** What stands in the way: told to whoever asked, and else passed over. */
    const refuse = (card: Card, reason: SilenceReason): Reply => (how === 'action' ? toAsker(card) : silence(reason));
    const prefix = parts.prefixOf(place.platform);
    const notPermitted = ({ standing }: Person): Reply => {
      const wanted = { verb: 'Add to incident', needs: 'analysts', standing, prefix, simulated } as const;
      return refuse(notPermittedCard(wanted), 'not-permitted');
    };

    // Whoever uses the menu is answered, but not as often as he likes.
    const retryAt = how === 'action' ? parts.takeTurn(person) : undefined;
    if (retryAt !== undefined) return toAsker(busyCard({ why: 'too-many', retryAt, simulated }));
    // Whoever is only known from before: a member at least, before anything is asked of anybody.
    if (person.standing !== 'member') return notPermitted(person);
    const room = await parts.roomOf(place);
    if (!room) {
      if (how !== 'action') return silence('not-a-room');
      return (await parts.people(person, 'analysts')) ? toAsker(notARoomCard(prefix, simulated)) : notPermitted(person);
    }
    if (place.outsiders)
      return (await parts.people(person, 'analysts'))
        ? refuse(outsidersCard(simulated), 'not-permitted')
        : notPermitted(person);
    const marker = await parts.personNow(person.id, place);
    if (!(await parts.people(marker, 'analysts'))) return notPermitted(marker);
    const lacking = await parts.missing(noteScopes);
    if (lacking.length > 0) return toAsker(missingScopeCard({ verb: 'Add to incident', missing: lacking, simulated }));
    if (text.trim() === '') return toAsker(noTextCard(simulated));

    const name = marker.name ?? person.name;
    const { mark, isNew } = await parts.marks.add({
      message,
      incident: room.incident,
      how,
      by: { id: marker.id, ...(name === undefined ? {} : { name }) },
      markedAt: parts.now(),
      text: text.slice(0, longestKept),
      author,
      saidAt,
      ...(permalink === undefined ? {} : { permalink }),
    });
    // Also when it was stored before: the process may have died between the two.
    if (mark.note === 'waiting') await parts.enqueue(mark);
    if (how !== 'action') return silence(isNew ? 'stored' : 'answered-before');
    return toAsker(isNew ? addingCard(mark, simulated) : addedBeforeCard(mark, simulated));
  };
}

const silence = (reason: SilenceReason): Reply => ({ kind: 'silence', reason });
const toAsker = (card: Card): Reply => ({ kind: 'card', card, audience: 'asker', dialog: true });
