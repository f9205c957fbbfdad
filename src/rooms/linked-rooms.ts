import type { Room } from '../room.ts';
import type { Query } from '../store/database.ts';

/** A channel that is the room of an incident. `linkedAt` in milliseconds since the epoch. */
export type LinkedRoom = Readonly<{
  room: Room;
  /** `incident-<uuid>`. */
  incident: string;
  /** Id of the person on the room's platform. */
  linkedBy: string;
  linkedAt: number;
}>;

/** Which channel is the room of which incident. Each rejects with Failure `store-unavailable`. */
export type LinkedRooms = Readonly<{
  /** The room that this channel is; undefined when it is none. */
  of: (room: Room) => Promise<LinkedRoom | undefined>;
  /** All rooms of an incident. */
  with: (incident: string) => Promise<readonly LinkedRoom[]>;
}>;

type Row = Readonly<{
  platform: Room['platform'];
  workspace: string;
  channel: string;
  incident: string;
  linked_by: string;
  linked_at: Date;
}>;

const linkedRoom = ({ platform, workspace, channel, incident, linked_by, linked_at }: Row): LinkedRoom => ({
  room: { platform, workspace, channel },
  incident,
  linkedBy: linked_by,
  linkedAt: linked_at.getTime(),
});

export const createLinkedRooms = (query: Query): LinkedRooms => ({
  of: async ({ platform, workspace, channel }) => {
    const [row] = await query<Row>(
      'select * from incident_rooms where platform = $1 and workspace = $2 and channel = $3',
      [platform, workspace, channel],
    );
    return row && linkedRoom(row);
  },
  with: async (incident) =>
    (await query<Row>('select * from incident_rooms where incident = $1', [incident])).map(linkedRoom),
});
