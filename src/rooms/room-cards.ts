import type { Room } from '../room.ts';
import type { Query } from '../store/database.ts';
import { storableJson } from '../store/storable-json.ts';
import type { LinkedFacts } from './linked-facts.ts';
import { itsRoom, keyOf, type LinkedRoom, linkedRoom, type RoomRow } from './linked-rooms.ts';

/** What the room is told of its incident: each version has a line of its own at most. */
export type Telling = Readonly<{ facts: LinkedFacts; version: number }>;

/** The card of a room, and what the room knows. */
export type RoomCard = LinkedRoom &
  Readonly<{
    /** Its message; absent when none stands. */
    message?: string;
    /** Milliseconds since the epoch. */
    postedAt: number;
    /** The how manieth card it is, or will be. */
    number: number;
    /** It was being posted when somebody died: it may stand. */
    maybePosted: boolean;
    pinned: boolean;
    /** It says only that nothing is shown. */
    hidden: boolean;
    version: number;
    /** The card before it, which does not say yet where this one is. */
    before?: string;
    told?: LinkedFacts;
    /** A line is being said, or was when somebody died. */
    telling?: Telling;
  }>;

/** What is set of a card when it was drawn. */
export type Drawn = Readonly<{ message: string; pinned: boolean; hidden: boolean; version: number }>;

/** Each rejects with Failure `store-unavailable`. `false`: the room is none any more. */
export type RoomCards = Readonly<{
  /** The rooms of an incident in which something can be said. */
  of: (incident: string) => Promise<readonly RoomCard[]>;
  /** A card is about to be posted: a new one where one stands. Resolves with its number; undefined: it is no room now. */
  begin: (room: LinkedRoom, anew: boolean) => Promise<number | undefined>;
  /** It was certainly not posted. */
  notBegun: (room: Room) => Promise<void>;
  posted: (room: LinkedRoom, drawn: Drawn) => Promise<boolean>;
  updated: (room: Room, drawn: Drawn) => Promise<void>;
  /** The card before says where this one is. */
  settled: (room: Room) => Promise<void>;
  tell: (room: Room, telling: Telling) => Promise<void>;
  told: (room: Room, facts: LinkedFacts) => Promise<void>;
  /** Cards of ours that were posted there since (milliseconds since the epoch). */
  cardsSince: (room: Room, since: number) => Promise<number>;
  /** Different observables that messages of the channel named. */
  observables: (room: Room) => Promise<number>;
}>;

type Row = RoomRow &
  Readonly<{
    card: string | null;
    card_posted_at: Date | null;
    card_number: number;
    card_posting: boolean;
    card_pinned: boolean;
    card_hidden: boolean;
    card_version: number;
    card_before: string | null;
    told: LinkedFacts | null;
    telling: Telling | null;
  }>;

const fromRow = (row: Row): RoomCard => ({
  ...linkedRoom(row),
  ...(row.card === null ? {} : { message: row.card }),
  postedAt: row.card_posted_at?.getTime() ?? 0,
  number: row.card_number,
  maybePosted: row.card_posting,
  pinned: row.card_pinned,
  hidden: row.card_hidden,
  version: row.card_version,
  ...(row.card_before === null ? {} : { before: row.card_before }),
  ...(row.told === null ? {} : { told: row.told }),
  ...(row.telling === null ? {} : { telling: row.telling }),
});

export const createRoomCards = (query: Query, now: () => number): RoomCards => ({
  of: async (incident) =>
    (
      await query<Row>('select * from incident_rooms where incident = $1 and rests_since is null order by linked_at', [
        incident,
      ])
    ).map(fromRow),
  begin: async ({ room, incident, linkedAt }, anew) => {
    const [row] = await query<{ card_number: number }>(
      `update incident_rooms set card_posting = true,
         card_number = case when $6 or card_number = 0 then card_number + 1 else card_number end,
         card_before = case when $6 then coalesce(card, card_before) else card_before end, card = null
       where ${itsRoom} and incident = $4 and linked_at = $5 returning card_number`,
      [...keyOf(room), incident, new Date(linkedAt), anew],
    );
    return row?.card_number;
  },
  notBegun: async (room) => {
    await query(`update incident_rooms set card_posting = false where ${itsRoom}`, keyOf(room));
  },
  posted: async ({ room, incident, linkedAt }, { message, pinned, hidden, version }) =>
    (
      await query(
        `update incident_rooms set card = $6, card_posted_at = $7, card_posting = false, card_pinned = $8,
           card_hidden = $9, card_version = $10::int
         where ${itsRoom} and incident = $4 and linked_at = $5 returning 1 as one`,
        [...keyOf(room), incident, new Date(linkedAt), message, new Date(now()), pinned, hidden, version],
      )
    ).length > 0,
  updated: async (room, { message, pinned, hidden, version }) => {
    await query(
      `update incident_rooms set card_pinned = $5, card_hidden = $6, card_version = $7::int
       where ${itsRoom} and card = $4`,
      [...keyOf(room), message, pinned, hidden, version],
    );
  },
  settled: async (room) => {
    await query(`update incident_rooms set card_before = null where ${itsRoom}`, keyOf(room));
  },
  tell: async (room, telling) => {
    await query(`update incident_rooms set telling = $4::jsonb where ${itsRoom}`, [
      ...keyOf(room),
      storableJson(telling),
    ]);
  },
  told: async (room, facts) => {
    await query(`update incident_rooms set told = $4::jsonb, telling = null where ${itsRoom}`, [
      ...keyOf(room),
      storableJson(facts),
    ]);
  },
  cardsSince: async (room, since) => {
    const [row] = await query<{ count: number }>(
      `select count(*) as count from annotations where ${itsRoom} and card is not null and posted_at > $4`,
      [...keyOf(room), new Date(since)],
    );
    return Number(row?.count ?? 0);
  },
  observables: async (room) => {
    const [row] = await query<{ count: number }>(
      `select count(distinct hash) as count from mentions where ${itsRoom}`,
      keyOf(room),
    );
    return Number(row?.count ?? 0);
  },
});
