import { observableOfKey } from '../observables/observable.ts';
import type { Room } from '../room.ts';
import type { Query } from '../store/database.ts';
import { type Disposition, worstFirst } from '../verdicts/verdict.ts';
import type { CollectedIn, RoomMessage } from './collected.ts';

const keyOf = ({ platform, workspace, channel }: Room) => [platform, workspace, channel];
const itsRoom = (table: string) => `${table}.platform = $1 and ${table}.workspace = $2 and ${table}.channel = $3`;

/** When a message said something: when it was written, or, of what an edit may have put in, when that was worked. */
const saidAt = `case when a.version = '' then coalesce(a.said_at, m.mentioned_at) else m.mentioned_at end`;

/** Every mention in a room that stands. */
const said = `
  select m.hash, m.observable, m.disposition, m.message, a.room as thread, a.author, a.by_bot, ${saidAt} as at
  from mentions m join annotations a using (platform, workspace, channel, message)
  where ${itsRoom('m')} and a.state <> 'withdrawn'`;

const badness = (column: string) =>
  `array_position(array[${worstFirst.map((one) => `'${one}'`).join(', ')}], ${column})`;

/** Each observable once. */
const collected = `
  select hash, min(observable) as observable, count(*)::int as mentions, min(at) as first_at, max(at) as last_at,
    (array_agg(disposition order by at, message))[1] as at_first,
    (array_agg(disposition order by at desc, message desc))[1] as at_last,
    array_to_json(array_agg(distinct author) filter (where author is not null and not by_bot)) as people,
    bool_or(by_bot) as by_bots,
    (array_agg(message order by at, message))[1] as message,
    (array_agg(thread order by at, message))[1] as thread
  from (${said}) as said group by hash`;

type CollectedRow = {
  observable: string;
  mentions: number;
  first_at: Date;
  last_at: Date;
  at_first: Disposition;
  at_last: Disposition;
  people: readonly string[] | null;
  by_bots: boolean;
  message: string;
  thread: string;
};

const messageOf = (id: string, thread: string): RoomMessage => ({ id, ...(thread === '' ? {} : { thread }) });

export const createCollectedIn = (query: Query): CollectedIn => ({
  observables: async (room, most) =>
    (
      await query<CollectedRow>(
        `select * from (${collected}) as collected order by ${badness('at_last')}, last_at desc, hash limit $4::int`,
        [...keyOf(room), most],
      )
    ).map((row) => ({
      observable: observableOfKey(row.observable),
      mentions: row.mentions,
      firstAt: row.first_at.getTime(),
      lastAt: row.last_at.getTime(),
      atFirst: row.at_first,
      atLast: row.at_last,
      people: row.people ?? [],
      byBots: row.by_bots,
      first: messageOf(row.message, row.thread),
    })),
  counts: async (room) => {
    const rows = await query<{
      disposition: Disposition;
      observables: number;
      mentions: number;
      first_at: Date;
      last_at: Date;
    }>(
      `select at_last as disposition, count(*)::int as observables, sum(mentions)::int as mentions,
         min(first_at) as first_at, max(last_at) as last_at
       from (${collected}) as collected group by at_last order by ${badness('at_last')}`,
      keyOf(room),
    );
    const sum = (each: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + each(row), 0);
    return {
      observables: sum((row) => row.observables),
      by: Object.fromEntries(rows.map((row) => [row.disposition, row.observables])),
      mentions: sum((row) => row.mentions),
      ...(rows.length === 0
        ? {}
        : {
            firstAt: Math.min(...rows.map((row) => row.first_at.getTime())),
            lastAt: Math.max(...rows.map((row) => row.last_at.getTime())),
          }),
    };
  },
  people: async (room, most) =>
    (
      await query<{ author: string; messages: number }>(
        `select author, count(distinct message)::int as messages from (${said}) as said
         where author is not null and not by_bot group by author order by messages desc, author limit $4::int`,
        [...keyOf(room), most],
      )
    ).map(({ author, messages }) => ({ id: author, messages })),
  badCards: async (room, most) =>
    (
      await query<{
        posted_at: Date;
        headline: Disposition;
        message: string;
        room: string;
        author: string | null;
        by_bot: boolean;
        worst: string | null;
        observables: number;
      }>(
        `select a.posted_at, a.headline, a.message, a.room, a.author, a.by_bot, its.worst, its.observables
         from (
           select * from annotations a
           where ${itsRoom('a')} and a.card is not null and a.posted_at is not null and a.state <> 'withdrawn'
             and a.headline in ('malicious', 'suspicious')
           order by a.posted_at desc, a.message desc limit $4::int
         ) as a
         cross join lateral (
           select (array_agg(m.observable order by ${badness('m.disposition')}, m.hash))[1] as worst,
             count(*)::int as observables
           from mentions m where (m.platform, m.workspace, m.channel, m.message) = (a.platform, a.workspace, a.channel, a.message)
         ) as its
         order by a.posted_at desc, a.message desc`,
        [...keyOf(room), most],
      )
    ).map((row) => ({
      at: row.posted_at.getTime(),
      headline: row.headline,
      message: messageOf(row.message, row.room),
      ...(row.author === null ? {} : { author: row.author }),
      byBot: row.by_bot,
      ...(row.worst === null ? {} : { worst: observableOfKey(row.worst) }),
      observables: row.observables,
    })),
});
