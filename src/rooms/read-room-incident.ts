import type { IncidentDoor } from '../incidents/incident.ts';
import type { Room } from '../room.ts';
import type { LinkedRoom } from './linked-rooms.ts';
import type { RoomIncident } from './summary-card.ts';

/**
 * The incident of a room, for one call; undefined where the room is none's. What is known of the room does not wait for
 * XDR: where the incident could not be read, that is said. Rejects with Failure `store-unavailable`.
 */
export const createReadRoomIncident =
  ({
    roomOf,
    readIncident,
    lacking,
  }: Readonly<{
    roomOf: (room: Room) => Promise<LinkedRoom | undefined>;
    readIncident: IncidentDoor['readIncident'];
    /** The scopes for reading incidents that the API client lacks. */
    lacking: () => Promise<readonly string[]>;
  }>) =>
  async (room: Room): Promise<RoomIncident | undefined> => {
    const link = await roomOf(room);
    if (!link) return undefined;
    try {
      if ((await lacking()).length > 0) return { link, unread: 'missing-scope' };
      const incident = await readIncident({ id: link.incident }, { purpose: 'command' });
      return incident ? { link, incident } : { link, unread: 'gone' };
    } catch {
      return { link, unread: 'failed' };
    }
  };
