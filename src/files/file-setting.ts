import { LRUCache } from 'lru-cache';
import type { RecordWork } from '../audit/audit-entry.ts';
import { audited, auditedPlace } from '../audit/audited.ts';
import type { Person, Place } from '../incoming.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { Query } from '../store/database.ts';

/** Whether files that are posted in a channel are read: what the channel has set, else the default. */
export type FileSetting = Readonly<{
  filesOn: (place: Place) => Promise<boolean>;
  /** Audited, in one transaction with the change. */
  setFiles: (place: Place, on: boolean, by: Person) => Promise<void>;
}>;

/** How long a channel's setting is believed without asking the database; another replica may have changed it. */
const believedMs = 10_000;

export function createFileSetting(parts: {
  query: Query;
  record: RecordWork;
  humanOf: HumanOf;
  /** For channels that have set nothing. */
  standard: boolean;
  now: () => number;
}): FileSetting {
  const { query, record, humanOf, standard, now } = parts;
  const known = new LRUCache<string, boolean>({ max: 20_000, ttl: believedMs });
  const keyOf = ({ platform, workspace, channel }: Place) => [platform, workspace, channel];
  const nameOf = (place: Place) => keyOf(place).join('/');
  return {
    filesOn: async (place) => {
      const before = known.get(nameOf(place));
      if (before !== undefined) return before;
      const [row] = await query<{ read: boolean }>(
        'select read from channel_files where platform = $1 and workspace = $2 and channel = $3',
        keyOf(place),
      );
      const on = row?.read ?? standard;
      known.set(nameOf(place), on);
      return on;
    },
    setFiles: async (place, on, by) => {
      await record(async (inside, note) => {
        const details = { setting: 'files', to: on ? 'on' : 'off' };
        note({ event: 'setting.changed', by: audited(by, humanOf), place: auditedPlace(place), details });
        await inside(
          `insert into channel_files (platform, workspace, channel, read, changed_by, changed_at)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (platform, workspace, channel) do update
           set read = excluded.read, changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
          [...keyOf(place), on, by.id, new Date(now())],
        );
      });
      known.set(nameOf(place), on);
    },
  };
}
