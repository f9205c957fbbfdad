import type { Platform } from '../incoming.ts';
import type { Query } from './database.ts';

/** Remembers texts by name, for one platform. Names that begin with `post/` are forgotten after 30 days, others never. */
export type Kept = Readonly<{
  read: (name: string) => Promise<string | undefined>;
  /** A name that is there already gets the new text. */
  write: (name: string, text: string) => Promise<void>;
}>;

export const createKept = (query: Query, platform: Platform): Kept => ({
  read: async (name) => {
    const [row] = await query<{ value: string }>('select value from adapter_notes where platform = $1 and name = $2', [
      platform,
      name,
    ]);
    return row?.value;
  },
  write: async (name, text) => {
    await query(
      `insert into adapter_notes (platform, name, value, written_at) values ($1, $2, $3, now())
       on conflict (platform, name) do update set value = excluded.value, written_at = excluded.written_at`,
      [platform, name, text],
    );
  },
});
