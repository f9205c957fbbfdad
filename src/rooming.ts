import type { Audit } from './audit/audit-entry.ts';
import type { Card } from './cards/card.ts';
import type { RoomWay } from './commands/room.ts';
import type { Change } from './incidents/change.ts';
import type { Incident, IncidentDoor, IncidentRef } from './incidents/incident.ts';
import type { NamesOf } from './incidents/user-names.ts';
import type { ChatPersonOf } from './incidents/xdr-user-of.ts';
import type { IncomingRoomChange, Place, PrefixOf } from './incoming.ts';
import type { Log } from './log.ts';
import type { WatchMode } from './messages/watch-mode.ts';
import type { HumanOf } from './permissions/human.ts';
import type { Outbox } from './reply.ts';
import type { Room } from './room.ts';
import { createDrawRoom } from './rooms/draw-room.ts';
import { createLeftCards } from './rooms/left-cards.ts';
import { type AskedIn, createLinkRoom } from './rooms/link-room.ts';
import { createLinkedIncidents } from './rooms/linked-incidents.ts';
import type { LinkedRoom } from './rooms/linked-rooms.ts';
import { createLinkedRooms } from './rooms/linked-rooms.ts';
import { createIncidentCare, type IncidentCare } from './rooms/look-after-incidents.ts';
import { noteChange } from './rooms/note-change.ts';
import { createOpenRoom } from './rooms/open-room.ts';
import { createRestRoom } from './rooms/rest-room.ts';
import { roomCard } from './rooms/room-card.ts';
import { createRoomCards } from './rooms/room-cards.ts';
import { noRoomCard } from './rooms/room-notices.ts';
import { createShowRooms } from './rooms/show-rooms.ts';
import { createAnswerUnlink, createUnlinkRoom } from './rooms/unlink-room.ts';
import type { Query } from './store/database.ts';

/** A durable job: shows an incident in its rooms. `room` is for the queue alone. */
export type ShowRoomsJob = Readonly<{ incident: string; purpose: 'command' | 'watching'; room: Room }>;

export type RoomingParts = Readonly<{
  query: Query;
  door: Pick<IncidentDoor, 'readIncident'>;
  audit: Audit;
  humanOf: HumanOf;
  outbox: Outbox;
  /** How a conversation is now, asked of the platform. */
  placeNow: (room: Room) => Promise<Place>;
  /** Makes a channel on a platform; undefined where no bot can. */
  openChannel: Parameters<typeof createOpenRoom>[0]['openChannel'];
  /** Who of the chat is this user of XDR. */
  chatPersonOf: ChatPersonOf;
  draw: (incident: Incident) => Promise<Card>;
  namesOf: NamesOf;
  watchMode: (place: Place) => Promise<WatchMode>;
  /** What is watched there by default is another now. */
  forgetWatchMode: (room: Room) => void;
  /** True for the first who asks for this key. */
  claim: (key: string) => Promise<boolean>;
  enqueue: (name: 'show-rooms', id: string, job: ShowRoomsJob, wait?: number) => Promise<unknown>;
  prefixOf: PrefixOf;
  simulated: boolean;
  log: Log;
  now: () => number;
}>;

/** What is done with an incident from a room. */
export type IncidentRooms = Readonly<{
  /** `incident link`, `incident open-room` and `incident unlink`: resolve with what to tell. */
  link: (ref: IncidentRef, asked: AskedIn) => Promise<Card>;
  open: (ref: IncidentRef, asked: AskedIn) => Promise<Card>;
  unlink: (asked: AskedIn) => Promise<Card>;
  /** Somebody is about to change it from here; never rejects. */
  changing: (incident: string) => Promise<void>;
  /** He is done: `after` is the incident as it is then; absent when it is not known, or nothing was changed. */
  changed: (incident: string, place: Place, change: Change, after?: Incident) => Promise<void>;
}>;

/** Everything about incident rooms. */
export type Rooming = Readonly<{
  /** What `room` answers. */
  ways: Readonly<Record<string, RoomWay>>;
  /** The incident room that a channel is. */
  roomOf: (room: Room) => Promise<LinkedRoom | undefined>;
  /** An incident of XDR (`incident-<uuid>`) has changed: its rooms show it anew. Resolves when that is stored. */
  incidentChanged: (incident: string) => Promise<void>;
  incidents: IncidentRooms;
  /** A channel was archived, came back, … Rejects with a Failure when it could not be stored. */
  roomChanged: (change: Pick<IncomingRoomChange, 'place' | 'became'>) => Promise<void>;
  /** The job. Resolves with how it ended. */
  show: (job: ShowRoomsJob) => Promise<string>;
  care: IncidentCare;
}>;

/** XDR tells several times of one change, and before its answer to who made it: so many milliseconds it has time. */
const settles = 2_000;
/** Longest that a change of somebody's may hold up what is told of it, milliseconds. */
const longestChange = 60_000;

export function createRooming(parts: RoomingParts): Rooming {
  const { query, audit, humanOf, outbox, prefixOf, simulated, log, now } = parts;
  const rooms = createLinkedRooms(query);
  const incidents = createLinkedIncidents(query, now);
  const cards = createRoomCards(query, now);
  const leftCards = createLeftCards({ query, outbox, log, now, simulated });
  const { rest, wake: wakeRoom } = createRestRoom({ audit, now });
  const unlink = createUnlinkRoom({ audit, humanOf, now });

  const enqueue = async (incident: string, occasion: string, purpose: ShowRoomsJob['purpose'], wait?: number) => {
    const [first] = await rooms.with(incident);
    if (first)
      await parts.enqueue('show-rooms', `${incident}/${occasion}`, { incident, purpose, room: first.room }, wait);
  };
  const ask = async (incident: string, purpose: ShowRoomsJob['purpose'], wait?: number): Promise<void> => {
    const asked = await incidents.ask(incident);
    // What was unlinked and linked again counts from the beginning, so the time belongs to it.
    if (asked !== undefined) await enqueue(incident, `${asked}/${now()}`, purpose, wait);
  };
  const wake = async (room: Room): Promise<void> => {
    const incident = await wakeRoom(room);
    if (incident !== undefined) await ask(incident, 'watching');
  };
  const incidentChanged = (incident: string) => ask(incident, 'watching', settles);
  const show = createShowRooms({
    ...parts,
    read: parts.door.readIncident,
    incidents,
    cards,
    drawRoom: createDrawRoom({ cards, outbox, log, now, simulated }),
    rest,
  });

  const link = createLinkRoom({
    ...parts,
    read: parts.door.readIncident,
    rooms,
    incidents,
    show: (incident) => ask(incident, 'command'),
    wake,
    onLinked: parts.forgetWatchMode,
  });

  const answerRoom: RoomWay = {
    usage: 'room',
    does: 'Shows the incident room that this channel is.',
    run: async (_, { place, present }) => {
      const prefix = prefixOf(place.platform);
      const before = await rooms.of(place);
      if (!before) return noRoomCard(prefix, simulated);
      if (before.restsSince !== undefined && present !== false) await wake(before.room);
      const [room = before, known, watch, observables] = await Promise.all([
        rooms.of(place),
        incidents.read(before.incident),
        parts.watchMode(place),
        cards.observables(place),
      ]);
      const facts = known?.facts ?? { name: before.incident, title: '', assignees: [] };
      return roomCard({ room, facts, watch, observables, prefix, simulated });
    },
  };

  /** That a room hears of it is no condition for doing it. */
  const unlessStored = (error: unknown) =>
    log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'rooms of an incident not told');

  return {
    ways: { '': answerRoom },
    roomOf: rooms.of,
    incidentChanged,
    incidents: {
      link,
      open: createOpenRoom({
        ...parts,
        read: parts.door.readIncident,
        link,
      }),
      unlink: createAnswerUnlink({
        unlink,
        settle: leftCards.settle,
        onUnlinked: parts.forgetWatchMode,
        prefixOf,
        simulated,
      }),
      changing: (incident) => incidents.changing(incident, now() + longestChange).catch(unlessStored),
      changed: async (incident, place, change, after) => {
        try {
          if (after) await noteChange(query, place, change, after);
          await incidents.changing(incident, 0);
          await ask(incident, 'command');
        } catch (error) {
          unlessStored(error);
        }
      },
    },
    roomChanged: async ({ place, became }) => {
      const its = await rooms.of(place);
      if (!its) return;
      const { room } = its;
      switch (became) {
        case 'archived':
          return rest(room, 'archived');
        case 'left':
          return rest(room, 'the bot was removed');
        case 'back':
          return wake(room);
        case 'deleted':
          await unlink(room);
          parts.forgetWatchMode(room);
          return;
        case 'others':
          return ask(its.incident, 'watching');
      }
    },
    show: ({ incident, purpose }) => show(incident, purpose),
    care: createIncidentCare({
      ...parts,
      changed: (incident) => ask(incident, 'watching'),
      again: (incident, occasion) => enqueue(incident, occasion, 'watching'),
      leftCards,
    }),
  };
}
