import type { RecordWork } from '../audit/audit-entry.ts';
import { audited, auditedPlace } from '../audit/audited.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { Room } from '../room.ts';
import type { Query } from '../store/database.ts';
import type { Announced, AnnounceLevel, AnnouncingChannel, AnnouncingChannels } from './announcing.ts';

type Row = Readonly<{
  platform: Room['platform'];
  workspace: string;
  channel: string;
  level: AnnounceLevel;
  since: Date;
  level_since: Date;
}>;

const channelOf = ({ platform, workspace, channel, level, since, level_since }: Row): AnnouncingChannel => ({
  room: { platform, workspace, channel },
  level,
  since: since.getTime(),
  levelSince: level_since.getTime(),
});

const keyOf = ({ platform, workspace, channel }: Room): string[] => [platform, workspace, channel];

export function createAnnouncingChannels({
  query,
  record,
  humanOf,
  now,
}: Readonly<{ query: Query; record: RecordWork; humanOf: HumanOf; now: () => number }>): AnnouncingChannels {
  return {
    list: async () =>
      (await query<Row>('select * from announcing_channels order by platform, workspace, channel')).map(channelOf),
    of: async (room) => {
      const [row] = await query<Row>(
        'select * from announcing_channels where platform = $1 and workspace = $2 and channel = $3',
        keyOf(room),
      );
      return row && channelOf(row);
    },
    any: async () => (await query('select 1 from announcing_channels limit 1')).length > 0,
    set: (place, level, by) =>
      record(async (inside, note) => {
        const details = { setting: 'announce', to: level };
        note({ event: 'setting.changed', by: audited(by, humanOf), place: auditedPlace(place), details });
        if (level === 'off') {
          await inside(
            'delete from announcing_channels where platform = $1 and workspace = $2 and channel = $3',
            keyOf(place),
          );
          return;
        }
        // Who sets the same again, or asks for less, misses nothing that is just on its way.
        await inside(
          `insert into announcing_channels (platform, workspace, channel, level, since, level_since, changed_by)
           values ($1, $2, $3, $4, $5, $5, $6)
           on conflict (platform, workspace, channel) do update
           set level = excluded.level, changed_by = excluded.changed_by,
               level_since = case when announcing_channels.level = excluded.level
                             then announcing_channels.level_since else excluded.level_since end`,
          [...keyOf(place), level, new Date(now()), by.id],
        );
      }),
  };
}

export function createAnnounced(query: Query, now: () => number): Announced {
  return {
    where: async (incident) =>
      query<Row>('select platform, workspace, channel from announced_incidents where incident = $1', [incident]),
    begin: async (incident, room) => {
      const begun = await query(
        `insert into announced_incidents (incident, platform, workspace, channel, begun_at) values ($1, $2, $3, $4, $5)
         on conflict do nothing returning incident`,
        [incident, ...keyOf(room), new Date(now())],
      );
      if (begun.length > 0) return 'first';
      const [before] = await query<{ message: string | null }>(
        `select message from announced_incidents
         where incident = $1 and platform = $2 and workspace = $3 and channel = $4`,
        [incident, ...keyOf(room)],
      );
      return before?.message ? 'done' : 'begun';
    },
    stands: async (incident, room, message) => {
      await query(
        `update announced_incidents set message = $5
         where incident = $1 and platform = $2 and workspace = $3 and channel = $4`,
        [incident, ...keyOf(room), message],
      );
    },
  };
}

const day = 24 * 60 * 60_000;

/** What was announced is remembered for 30 days: what is older than a week is not announced at all. */
export async function pruneAnnounced(query: Query, now: number): Promise<void> {
  await query('delete from announced_incidents where begun_at < $1', [new Date(now - 30 * day)]);
}
