import { LRUCache } from 'lru-cache';
import type { Person, Place } from '../incoming.ts';
import type { WatchMode } from './watch-mode.ts';

type Channel = Pick<Place, 'platform' | 'workspace' | 'channel'>;

/** How much watching says where: what the channel has set, else the default. */
export type WatchSettings = Readonly<{
  watchMode: (place: Place) => Promise<WatchMode>;
  setWatchMode: (place: Place, mode: WatchMode, by: Person) => Promise<void>;
  /** What holds for a channel that has set nothing may be another now. */
  forget: (channel: Channel) => void;
}>;

/** How long a channel's setting is believed without asking the database; another replica may have changed it. */
const believedMs = 10_000;

export function createWatchSettings({
  stored,
  standard,
  isRoom = async () => false,
}: {
  stored: Readonly<{
    watchMode: (channel: Channel) => Promise<WatchMode | undefined>;
    setWatchMode: (channel: Channel, mode: WatchMode, by: Person) => Promise<void>;
  }>;
  /** For channels that have set nothing. */
  standard: WatchMode;
  /** Whether the channel is the room of an incident: there everything gets a card, unless the channel has set otherwise. */
  isRoom?: (channel: Channel) => Promise<boolean>;
}): WatchSettings {
  const known = new LRUCache<string, WatchMode>({ max: 20_000, ttl: believedMs });
  const key = ({ platform, workspace, channel }: Channel) => `${platform}/${workspace}/${channel}`;
  return {
    watchMode: async (place) => {
      const before = known.get(key(place));
      if (before) return before;
      const mode = (await stored.watchMode(place)) ?? ((await isRoom(place)) ? 'all' : standard);
      known.set(key(place), mode);
      return mode;
    },
    setWatchMode: async (place, mode, by) => {
      await stored.setWatchMode(place, mode, by);
      known.set(key(place), mode);
    },
    forget: (channel) => void known.delete(key(channel)),
  };
}
