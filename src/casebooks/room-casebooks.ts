import type { Room } from '../room.ts';
import type { Query } from '../store/database.ts';

/** A casebook that a conversation has used, with its title as it was then (outside text). */
export type UsedCasebook = Readonly<{ id: string; title: string }>;

/** Which casebooks a conversation uses. Each rejects with Failure `store-unavailable`. */
export type RoomCasebooks = Readonly<{
  /** Newest first. */
  recent: (room: Room, most: number) => Promise<readonly UsedCasebook[]>;
  /** Remembers the use. */
  used: (room: Room, casebook: UsedCasebook) => Promise<void>;
  /** The casebook of this room of this incident. */
  of: (room: Room, incident: string) => Promise<string | undefined>;
  /** From now on it is that one. */
  take: (room: Room, incident: string, casebook: UsedCasebook) => Promise<void>;
  /** It is not there any more. */
  forget: (casebook: string) => Promise<void>;
}>;

const day = 24 * 60 * 60 * 1000;

/** Longest title that is remembered: it stands in a list to choose from. */
const longest = 200;

export const createRoomCasebooks = (query: Query, now: () => number): RoomCasebooks => ({
  recent: async ({ platform, workspace, channel }, most) =>
    query<UsedCasebook>(
      `select casebook as id, title from room_casebooks where platform = $1 and workspace = $2 and channel = $3
       order by used_at desc, casebook limit $4`,
      [platform, workspace, channel, most],
    ),
  used: async ({ platform, workspace, channel }, { id, title }) => {
    await query(
      `insert into room_casebooks (platform, workspace, channel, casebook, title, used_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (platform, workspace, channel, casebook) do update set title = excluded.title, used_at = excluded.used_at`,
      [platform, workspace, channel, id, storable(title), new Date(now())],
    );
  },
  of: async ({ platform, workspace, channel }, incident) => {
    const [row] = await query<{ casebook: string }>(
      `select casebook from room_casebooks where platform = $1 and workspace = $2 and channel = $3 and incident = $4`,
      [platform, workspace, channel, incident],
    );
    return row?.casebook;
  },
  take: async ({ platform, workspace, channel }, incident, { id, title }) => {
    await query(
      `insert into room_casebooks (platform, workspace, channel, casebook, title, incident, used_at)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (platform, workspace, channel, casebook)
       do update set title = excluded.title, incident = excluded.incident, used_at = excluded.used_at`,
      [platform, workspace, channel, id, storable(title), incident, new Date(now())],
    );
  },
  forget: async (casebook) => {
    await query('delete from room_casebooks where casebook = $1', [casebook]);
  },
});

/** What a database takes as text: no zero characters, no halves of characters. */
const storable = (title: string): string => title.slice(0, longest).replaceAll('\0', '').toWellFormed();

/** Removes what nobody used for 180 days, and turns that are long over. */
export async function pruneCasebooks(query: Query, now: number): Promise<void> {
  await query('delete from room_casebooks where used_at < $1', [new Date(now - 180 * day)]);
  await query("delete from casebook_turns where keep_until < now() - interval '1 day'");
}
