import type { Room } from '../room.ts';
import type { Query } from '../store/database.ts';
import type { AuditRow } from './audit-rows.ts';
import { readEntry, type StoredEntry } from './stored-entry.ts';

/** The room of an entry as its text has it: word for word that of the index `audit_room`, which is used for it. */
const placeIn = `left(split_part(split_part(split_part(entry, '"place":{', 2), '}', 1), ',"thread":', 1), 500)`;

/** A room as entries have it (`auditedPlace` gives the order). */
const asPlace = ({ platform, workspace, channel }: Room): string =>
  JSON.stringify({ platform, workspace, channel }).slice(1, -1);

/**
 * What was done in exactly this room, in whichever thread: the last entries, newest first. Read, not verified. Rejects with
 * Failure `store-unavailable`.
 */
export async function entriesOfRoom(query: Query, room: Room, most: number): Promise<readonly StoredEntry[]> {
  const rows = await query<Pick<AuditRow, 'entry'>>(
    `select entry from audit where ${placeIn} = $1 order by seq desc limit $2::int`,
    [asPlace(room), most],
  );
  return rows.flatMap(({ entry }) => {
    const read = readEntry(entry);
    const { platform, workspace, channel } = read?.place ?? {};
    // What the index says is believed only if the entry itself says so.
    return read && platform === room.platform && workspace === room.workspace && channel === room.channel ? [read] : [];
  });
}
