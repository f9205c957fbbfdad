import type { RoomWay } from './commands/room.ts';
import type { Room } from './room.ts';
import type { LinkedRoom } from './rooms/linked-rooms.ts';
import { createLinkedRooms } from './rooms/linked-rooms.ts';
import type { Query } from './store/database.ts';

export type RoomingParts = Readonly<{ query: Query }>;

/** Everything about incident rooms. */
export type Rooming = Readonly<{
  /** What `room` answers. */
  ways: Readonly<Record<string, RoomWay>>;
  /** The incident room that a channel is. */
  roomOf: (room: Room) => Promise<LinkedRoom | undefined>;
  /** An incident of XDR (`incident-<uuid>`) has changed: its rooms show it anew. Resolves when that is stored. */
  incidentChanged: (incident: string) => Promise<void>;
}>;

export function createRooming({ query }: RoomingParts): Rooming {
  const rooms = createLinkedRooms(query);
  return { ways: {}, roomOf: rooms.of, incidentChanged: async () => {} };
}
