import type { Platform } from '../incoming.ts';
import type { Room } from '../room.ts';
import type { Query } from '../store/database.ts';
import type { Interruption, InterruptionKind, Interruptions, PauseReason, Telling } from './interruption.ts';

const day = 24 * 60 * 60 * 1000;
/** Rooms in which something was said lately count as watched, and spans so old can still be read again. */
const lately = 7 * day;
/** Spans less than this apart are one trouble, of which a room is told once. */
const sameTrouble = 10 * 60 * 1000;

type InterruptionRow = {
  id: number;
  platform: Platform;
  workspace: string;
  channel: string;
  kind: InterruptionKind;
  why: PauseReason | null;
  from_at: Date;
  until_at: Date | null;
  messages: number;
  told_at: Date | null;
  end_told_at: Date | null;
};

const interruptionOf = (row: InterruptionRow): Interruption => ({
  id: row.id,
  room: { platform: row.platform, workspace: row.workspace, channel: row.channel },
  kind: row.kind,
  ...(row.why === null ? {} : { why: row.why }),
  from: row.from_at.getTime(),
  ...(row.until_at === null ? {} : { until: row.until_at.getTime() }),
  messages: row.messages,
});

const keyOf = ({ platform, workspace, channel }: Room) => [platform, workspace, channel];
const itsRoom = 'platform = $1 and workspace = $2 and channel = $3';

export function createInterruptions(query: Query, now: () => number = Date.now): Interruptions {
  const rows = async (sql: string, params: readonly unknown[]) => query<InterruptionRow>(sql, params);
  const kept = (all: readonly InterruptionRow[]) => all.map(interruptionOf);

  return {
    pause: async (room, why, from) => {
      const [row] = await rows(
        `insert into interruptions (platform, workspace, channel, kind, why, from_at, messages)
         values ($1, $2, $3, 'paused', $4, $5, 0) on conflict do nothing returning *`,
        [...keyOf(room), why, new Date(from)],
      );
      return row && interruptionOf(row);
    },
    endPauses: async (stillWaiting) =>
      kept(
        await rows(
          `update interruptions i set until_at = $1
           where kind = 'paused' and until_at is null and not exists (
             select from jsonb_to_recordset($2::jsonb) as r (platform text, workspace text, channel text)
             where (r.platform, r.workspace, r.channel) = (i.platform, i.workspace, i.channel))
           returning *`,
          [new Date(now()), JSON.stringify(stillWaiting)],
        ),
      ),
    notHeard: async ({ platform, from, until }) =>
      kept(
        await rows(
          `with longer as (
             update interruptions set until_at = greatest(until_at, $3)
             where platform = $1 and kind = 'not-heard' and caught_up_at is null and until_at >= $5 and from_at <= $2
             returning platform, workspace, channel
           )
           insert into interruptions (platform, workspace, channel, kind, from_at, until_at)
           select platform, workspace, channel, 'not-heard', $2, $3 from (
             (select distinct platform, workspace, channel from annotations where platform = $1 and changed_at > $4
              union
              select platform, workspace, channel from channel_settings where platform = $1 and watch <> 'off')
             except
             (select platform, workspace, channel from channel_settings where platform = $1 and watch = 'off'
              union
              select platform, workspace, channel from longer)
           ) as watched
           returning *`,
          [platform, new Date(from), new Date(until), new Date(from - lately), new Date(from - sameTrouble)],
        ),
      ),
    givenUp: async (room, saidAt) => {
      const [row] = await query<InterruptionRow & { told_before: Date | null }>(
        `insert into interruptions (platform, workspace, channel, kind, from_at, until_at, messages)
         values ($1, $2, $3, 'given-up', $4, $4, 1)
         on conflict (platform, workspace, channel) where kind = 'given-up' and told_at is null do update
         set from_at = least(interruptions.from_at, $4), until_at = greatest(interruptions.until_at, $4),
             messages = interruptions.messages + 1
         returning *, (select max(told_at) from interruptions where ${itsRoom} and kind = 'given-up') as told_before`,
        [...keyOf(room), new Date(saidAt)],
      );
      const toldBefore = row!.told_before?.getTime();
      return { ...interruptionOf(row!), ...(toldBefore === undefined ? {} : { toldBefore }) };
    },
    untold: async (room) => {
      const found = await rows(
        `select * from interruptions where ${itsRoom}
         and (told_at is null or (kind = 'paused' and until_at is not null and end_told_at is null)) order by id`,
        keyOf(room),
      );
      return found.map(
        (row): Telling => ({ interruption: interruptionOf(row), tell: row.told_at === null ? 'begin' : 'end' }),
      );
    },
    markTold: async ({ interruption, tell }) => {
      const column = tell === 'begin' ? 'told_at' : 'end_told_at';
      await query(`update interruptions set ${column} = $2 where id = $1`, [interruption.id, new Date(now())]);
    },
    missed: async (room) =>
      kept(
        await rows(
          `select * from interruptions where ${itsRoom} and kind <> 'paused' and caught_up_at is null
           and until_at > $4 order by from_at`,
          [...keyOf(room), new Date(now() - lately)],
        ),
      ).flatMap(({ until, ...rest }) => (until === undefined ? [] : [{ ...rest, until }])),
    markCaughtUp: async (id, unreadBefore) => {
      const [column, at] = unreadBefore === undefined ? ['caught_up_at', now()] : ['until_at', unreadBefore];
      await query(`update interruptions set ${column} = $2 where id = $1`, [id, new Date(at)]);
    },
  };
}

/** Removes what was told and is too old to be read again. */
export async function pruneInterruptions(query: Query, now: number): Promise<void> {
  await query(`delete from interruptions where until_at < $1`, [new Date(now - 30 * day)]);
}
