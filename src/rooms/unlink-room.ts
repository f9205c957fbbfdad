import type { Audit } from '../audit/audit-entry.ts';
import { audited, auditedPlace } from '../audit/audited.ts';
import type { Card } from '../cards/card.ts';
import type { Person, PrefixOf } from '../incoming.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { Room } from '../room.ts';
import { leaveCard } from './left-cards.ts';
import type { AskedIn } from './link-room.ts';
import type { LinkedFacts } from './linked-facts.ts';
import { itsRoom, keyOf, type LinkedRoom, linkedRoom, type RoomRow } from './linked-rooms.ts';
import { cardKey } from './room-card-key.ts';
import { noRoomCard, unlinkedCard } from './room-notices.ts';

type Gone = Readonly<{ room: LinkedRoom; facts: LinkedFacts }>;

/**
 * The channel is the room of its incident no more: undefined when it was none. Without a person its channel was deleted,
 * and there is no card to tell of it.
 */
export type UnlinkRoom = (room: Room, by?: Person) => Promise<Gone | undefined>;

export function createUnlinkRoom(parts: {
  audit: Pick<Audit, 'record'>;
  humanOf: HumanOf;
  now: () => number;
}): UnlinkRoom {
  type Row = RoomRow &
    Readonly<{
      card: string | null;
      card_number: number;
      card_posting: boolean;
      card_pinned: boolean;
      card_hidden: boolean;
    }>;
  return (place, by) =>
    parts.audit.record(async (query, note) => {
      const [row] = await query<Row>(`delete from incident_rooms where ${itsRoom} returning *`, keyOf(place));
      if (!row) return undefined;
      const room = linkedRoom(row);
      const [known] = await query<{ facts: LinkedFacts }>('select facts from linked_incidents where incident = $1', [
        room.incident,
      ]);
      const facts = known?.facts ?? { name: room.incident, title: '', assignees: [] };
      await query(
        `delete from linked_incidents where incident = $1 and not exists (
           select 1 from incident_rooms where incident = $1)`,
        [room.incident],
      );
      if (by && (row.card !== null || row.card_posting))
        await leaveCard(
          query,
          room.room,
          {
            message: row.card ?? undefined,
            key: cardKey(room, row.card_number),
            pinned: row.card_pinned,
            words: row.card_hidden
              ? 'this channel is the room of an incident no more.'
              : `this channel is the room of ${facts.name} no more.`,
          },
          parts.now(),
        );
      note({
        event: 'room.unlinked',
        ...(by ? { by: audited(by, parts.humanOf) } : { outcome: 'the channel was deleted' }),
        place: auditedPlace(room.room),
        details: { incident: room.incident },
      });
      return { room, facts };
    });
}

/** `incident unlink`: resolves with what to tell. Rejects with a Failure. */
export const createAnswerUnlink =
  (parts: {
    unlink: UnlinkRoom;
    settle: (room: Room) => Promise<void>;
    onUnlinked: (room: Room) => void;
    prefixOf: PrefixOf;
    simulated: boolean;
  }) =>
  async ({ person, place }: AskedIn): Promise<Card> => {
    const gone = await parts.unlink(place, person);
    if (!gone) return noRoomCard(parts.prefixOf(place.platform), parts.simulated);
    parts.onUnlinked(place);
    // What cannot be told to the card now is told later.
    await parts.settle(gone.room.room);
    return unlinkedCard(gone.room, gone.facts, parts.simulated);
  };
