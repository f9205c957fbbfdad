import type { MessageRef } from '../incoming.ts';
import type { Room } from '../room.ts';
import type { Query } from '../store/database.ts';
import type { Pruner } from '../store/prune.ts';
import type { Mark, NoteState, StoredMark } from './mark.ts';

/** What is remembered of marked messages. Each rejects with Failure `store-unavailable`. */
export type Marks = Readonly<{
  /**
   * Stores a mark, or takes up one whose note failed. Resolves with what is stored then, and whether that is new: a
   * message is marked once, whoever else marks it.
   */
  add: (mark: Mark) => Promise<Readonly<{ mark: StoredMark; isNew: boolean }>>;
  read: (message: MessageRef) => Promise<StoredMark | undefined>;
  /** Takes a waiting note in hand: undefined when it is not waiting any more. */
  begin: (message: MessageRef, writer: string) => Promise<StoredMark | undefined>;
  /** Stores what has become of a note that `writer` has begun; undefined when that is not so. */
  end: (message: MessageRef, writer: string | undefined, ended: Ended) => Promise<StoredMark | undefined>;
  /** What has become of it was told. */
  told: (message: MessageRef) => Promise<void>;
  /**
   * Those of exactly this room, newest first, at most so many; `incident` tells those of an incident whose room it was
   * before.
   */
  of: (room: Room, most: number) => Promise<readonly StoredMark[]>;
}>;

/** `writer`: another state than `waiting` may only follow what this process has begun, or (undefined) nobody. */
export type Ended = Readonly<{ note: NoteState; keys: readonly string[]; why?: string }>;

type Row = Readonly<{
  platform: Room['platform'];
  workspace: string;
  channel: string;
  message: string;
  thread: string | null;
  incident: string;
  how: Mark['how'];
  marked_by: string;
  marker_name: string | null;
  marked_at: Date;
  text: string;
  author: string;
  author_name: string | null;
  said_at: Date;
  permalink: string | null;
  note_state: NoteState;
  note_keys: readonly string[];
  why: string | null;
  attempt: number;
  writer: string | null;
  told: boolean;
}>;

const storedMark = (row: Row): StoredMark => ({
  message: {
    place: {
      platform: row.platform,
      workspace: row.workspace,
      channel: row.channel,
      ...(row.thread === null ? {} : { thread: row.thread }),
      kind: 'channel',
      outsiders: false, // nothing is marked where others read
    },
    id: row.message,
  },
  incident: row.incident,
  how: row.how,
  by: { id: row.marked_by, ...(row.marker_name === null ? {} : { name: row.marker_name }) },
  markedAt: row.marked_at.getTime(),
  text: row.text,
  author: { id: row.author, ...(row.author_name === null ? {} : { name: row.author_name }) },
  saidAt: row.said_at.getTime(),
  ...(row.permalink === null ? {} : { permalink: row.permalink }),
  note: row.note_state,
  keys: row.note_keys,
  ...(row.why === null ? {} : { why: row.why }),
  attempt: row.attempt,
  ...(row.writer === null ? {} : { writer: row.writer }),
  told: row.told,
});

/** What the database takes of a text: neither the character 0 nor halves of surrogate pairs. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');
const perhaps = (text: string | undefined): string | null => (text === undefined ? null : storable(text));

const itsKey = 'platform = $1 and workspace = $2 and channel = $3 and message = $4';
const keyOf = ({ place: { platform, workspace, channel }, id }: MessageRef) => [platform, workspace, channel, id];

export function createMarks(query: Query): Marks {
  const one = async (sql: string, parameters: readonly unknown[]): Promise<StoredMark | undefined> => {
    const [row] = await query<Row>(sql, [...parameters]);
    return row && storedMark(row);
  };
  const read: Marks['read'] = (message) => one(`select * from marks where ${itsKey}`, keyOf(message));

  return {
    read,
    add: async (mark) => {
      const { message, by, author } = mark;
      // Of a note that was written in part the rest follows: its text stays.
      const added = await one(
        `insert into marks (platform, workspace, channel, message, thread, incident, how, marked_by, marker_name,
           marked_at, text, author, author_name, said_at, permalink)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         on conflict (platform, workspace, channel, message) do update set
           how = excluded.how, marked_by = excluded.marked_by, marker_name = excluded.marker_name,
           incident = case when marks.note_keys = '[]'::jsonb then excluded.incident else marks.incident end,
           marked_at = case when marks.note_keys = '[]'::jsonb then excluded.marked_at else marks.marked_at end,
           text = case when marks.note_keys = '[]'::jsonb then excluded.text else marks.text end,
           note_state = 'waiting', why = null, writer = null, told = false, attempt = marks.attempt + 1
         where marks.note_state = 'failed'
         returning *`,
        [
          ...keyOf(message),
          message.place.thread ?? null,
          mark.incident,
          mark.how,
          by.id,
          perhaps(by.name),
          new Date(mark.markedAt),
          storable(mark.text),
          author.id,
          perhaps(author.name),
          new Date(mark.saidAt),
          perhaps(mark.permalink),
        ],
      );
      if (added) return { mark: added, isNew: true };
      const before = await read(message);
      if (!before) throw new Error('a mark that was there is gone');
      return { mark: before, isNew: false };
    },
    begin: (message, writer) =>
      one(
        `update marks set note_state = 'writing', writer = $5 where ${itsKey} and note_state = 'waiting' returning *`,
        [...keyOf(message), writer],
      ),
    end: (message, writer, { note, keys, why }) =>
      one(
        `update marks set note_state = $6, note_keys = $7::jsonb, why = $8, told = false
         where ${itsKey} and writer is not distinct from $5 and note_state in ('waiting', 'writing', 'unknown') returning *`,
        [...keyOf(message), writer ?? null, note, JSON.stringify(keys), perhaps(why)],
      ),
    told: async (message) => {
      await query(`update marks set told = true where ${itsKey}`, keyOf(message));
    },
    of: async ({ platform, workspace, channel }, most) =>
      (
        await query<Row>(
          `select * from marks where platform = $1 and workspace = $2 and channel = $3
           order by said_at desc, message desc limit $4::int`,
          [platform, workspace, channel, most],
        )
      ).map(storedMark),
  };
}

/** Marks are forgotten after this, milliseconds: as long as the timeline of a room may want them. */
const keptFor = 90 * 24 * 60 * 60_000;

export const pruneMarks: Pruner = async (query, now) => {
  await query('delete from marks where marked_at < $1', [new Date(now - keptFor)]);
};
