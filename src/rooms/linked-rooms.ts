import type { Room } from '../room.ts';
import type { Query } from '../store/database.ts';

/** A channel that is the room of an incident. Times in milliseconds since the epoch. */
export type LinkedRoom = Readonly<{
  room: Room;
  /** `incident-<uuid>`. */
  incident: string;
  /** Id of the person on the room's platform, and what it called him (outside text). */
  linkedBy: string;
  linkedName?: string;
  linkedAt: number;
  /** Nothing can be said there since then: it is archived, or the bot was removed. */
  restsSince?: number;
}>;

/** Which channel is the room of which incident. Each rejects with Failure `store-unavailable`. */
export type LinkedRooms = Readonly<{
  /** The room that this channel is; undefined when it is none. */
  of: (room: Room) => Promise<LinkedRoom | undefined>;
  /** All rooms of an incident. */
  with: (incident: string) => Promise<readonly LinkedRoom[]>;
}>;

export type RoomRow = Readonly<{
  platform: Room['platform'];
  workspace: string;
  channel: string;
  incident: string;
  linked_by: string;
  linked_name: string | null;
  linked_at: Date;
  rests_since: Date | null;
}>;

export const itsRoom = 'platform = $1 and workspace = $2 and channel = $3';
export const keyOf = ({ platform, workspace, channel }: Room): unknown[] => [platform, workspace, channel];

export const linkedRoom = (row: RoomRow): LinkedRoom => ({
  room: { platform: row.platform, workspace: row.workspace, channel: row.channel },
  incident: row.incident,
  linkedBy: row.linked_by,
  ...(row.linked_name === null ? {} : { linkedName: row.linked_name }),
  linkedAt: row.linked_at.getTime(),
  ...(row.rests_since === null ? {} : { restsSince: row.rests_since.getTime() }),
});

export const createLinkedRooms = (query: Query): LinkedRooms => ({
  of: async (room) => {
    const [row] = await query<RoomRow>(`select * from incident_rooms where ${itsRoom}`, keyOf(room));
    return row && linkedRoom(row);
  },
  with: async (incident) =>
    (await query<RoomRow>('select * from incident_rooms where incident = $1 order by linked_at', [incident])).map(
      linkedRoom,
    ),
});
