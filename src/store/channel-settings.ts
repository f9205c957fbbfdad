import type { Place } from '../incoming.ts';
import type { Query } from './database.ts';

export type WatchMode = 'off' | 'quiet' | 'all';
type Channel = Pick<Place, 'platform' | 'workspace' | 'channel'>;

export type ChannelSettings = Readonly<{
  /** Undefined when the channel has set nothing. */
  watchMode: (channel: Channel) => Promise<WatchMode | undefined>;
  setWatchMode: (channel: Channel, mode: WatchMode, changedBy: string) => Promise<void>;
}>;

/** What channels have set for themselves. Read from the database each time: other replicas may have changed it. */
export function createChannelSettings(query: Query): ChannelSettings {
  return {
    watchMode: async ({ platform, workspace, channel }) => {
      const [row] = await query<{ watch: WatchMode }>(
        'select watch from channel_settings where platform = $1 and workspace = $2 and channel = $3',
        [platform, workspace, channel],
      );
      return row?.watch;
    },
    setWatchMode: async ({ platform, workspace, channel }, mode, changedBy) => {
      await query(
        `insert into channel_settings (platform, workspace, channel, watch, changed_by, changed_at)
         values ($1, $2, $3, $4, $5, now())
         on conflict (platform, workspace, channel) do update
         set watch = excluded.watch, changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
        [platform, workspace, channel, mode, changedBy],
      );
    },
  };
}
