import type { Audit } from '../audit/audit-entry.ts';
import { audited, auditedPlace } from '../audit/audited.ts';
import type { Card } from '../cards/card.ts';
import { Failure } from '../failure.ts';
import type { IncidentDoor, IncidentRef } from '../incidents/incident.ts';
import { noIncidentCard } from '../incidents/incident-refusals.ts';
import type { Person, Place, PrefixOf } from '../incoming.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { Room } from '../room.ts';
import { storableJson } from '../store/storable-json.ts';
import { factsOf, type LinkedFacts } from './linked-facts.ts';
import type { LinkedIncidents } from './linked-incidents.ts';
import { itsRoom, keyOf, type LinkedRoom, type LinkedRooms, linkedRoom, type RoomRow } from './linked-rooms.ts';
import { linkedCard, notAChannelCard, notMemberCard, outsidersCard, takenCard } from './room-notices.ts';

/** Who asks, where, and whether the bot is in the conversation (undefined where that means nothing). */
export type AskedIn = Readonly<{ person: Person; place: Place; present: boolean | undefined }>;

/** Makes a channel the room of an incident. Resolves with what to tell; rejects with a Failure. */
export type LinkRoom = (ref: IncidentRef, asked: AskedIn) => Promise<Card>;

export function createLinkRoom(parts: {
  read: IncidentDoor['readIncident'];
  rooms: LinkedRooms;
  incidents: Pick<LinkedIncidents, 'read'>;
  audit: Pick<Audit, 'record'>;
  humanOf: HumanOf;
  placeNow: (room: Room) => Promise<Place>;
  /** The card is to be shown, or brought up to date. */
  show: (incident: string) => Promise<void>;
  /** The channel is at work: it may have rested. */
  wake: (room: Room) => Promise<void>;
  /** What is watched there by default is another now. */
  onLinked: (place: Place) => void;
  prefixOf: PrefixOf;
  now: () => number;
  simulated: boolean;
}): LinkRoom {
  const { rooms, simulated, now } = parts;

  /** The room that the channel is then: this incident's, unless somebody was faster. */
  const store = (incident: string, facts: LinkedFacts, { person, place }: AskedIn): Promise<LinkedRoom> =>
    parts.audit.record(async (query, note) => {
      const by = audited(person, parts.humanOf);
      await query(`insert into linked_incidents (incident, facts) values ($1, $2::jsonb) on conflict do nothing`, [
        incident,
        storableJson(facts),
      ]);
      const [made] = await query<RoomRow>(
        `insert into incident_rooms (platform, workspace, channel, incident, linked_by, linked_name, linked_at, told)
         values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb) on conflict do nothing returning *`,
        [...keyOf(place), incident, person.id, by.name ?? null, new Date(now()), storableJson(facts)],
      );
      if (made) note({ event: 'room.linked', by, place: auditedPlace(rootOf(place)), details: { incident } });
      else
        await query(
          `delete from linked_incidents l where incident = $1 and not exists (
             select 1 from incident_rooms r where r.incident = l.incident)`,
          [incident],
        );
      const [row] = made ? [made] : await query<RoomRow>(`select * from incident_rooms where ${itsRoom}`, keyOf(place));
      return linkedRoom(row!);
    });

  return async (ref, asked) => {
    const { place, present } = asked;
    if (place.kind !== 'channel' || place.platform === 'terminal') return notAChannelCard(simulated);
    if (present === false) return notMemberCard(simulated);
    if (place.outsiders) return outsidersCard(simulated);
    const here = await parts.placeNow(place).catch((failure: unknown) => {
      if (failure instanceof Failure && failure.kind === 'place-gone') return undefined;
      throw failure;
    });
    if (!here) return notMemberCard(simulated);
    if (here.outsiders) return outsidersCard(simulated);
    const incident = await parts.read(ref, { purpose: 'command' });
    if (!incident) return noIncidentCard('id' in ref ? ref.id : ref.shortId, simulated);
    const facts = factsOf(incident);
    const before = await rooms.of(place);
    const room = before ?? (await store(incident.id, facts, asked));
    const prefix = parts.prefixOf(place.platform);
    if (room.incident !== incident.id) {
      const other = await parts.incidents.read(room.incident);
      return takenCard(other?.facts ?? { name: room.incident, title: '', assignees: [] }, prefix, simulated);
    }
    parts.onLinked(place);
    if (room.restsSince !== undefined) await parts.wake(room.room);
    await parts.show(incident.id);
    return linkedCard(room, facts, { already: before !== undefined, prefix, simulated });
  };
}

const rootOf = ({ thread: _, ...place }: Place): Place => place;
