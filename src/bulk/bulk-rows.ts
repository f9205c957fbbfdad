import type { Place, Platform } from '../incoming.ts';
import type { Bulk, BulkEnd, Waits } from './bulk-state.ts';

/** A bulk look-up as the database keeps it. */
export type BulkRow = {
  id: string;
  place: Place;
  platform: Platform;
  workspace: string;
  asked_by: string;
  asked_name: string | null;
  asked_at: Date;
  file: string | null;
  total: number;
  beyond: number;
  message: string | null;
  runs: number;
  position: number;
  nothing: number;
  calls: number;
  worked: number;
  waits: Waits | null;
  cancelled: boolean;
  ended: BulkEnd | null;
  ended_at: Date | null;
};

export const bulkOf = (row: BulkRow): Bulk => ({
  id: row.id,
  place: row.place,
  askedBy: {
    platform: row.platform,
    workspace: row.workspace,
    id: row.asked_by,
    ...(row.asked_name === null ? {} : { name: row.asked_name }),
  },
  askedAt: row.asked_at.getTime(),
  ...(row.file === null ? {} : { file: row.file }),
  total: row.total,
  beyond: row.beyond,
  ...(row.message === null ? {} : { message: row.message }),
  runs: row.runs,
  position: row.position,
  nothing: row.nothing,
  calls: row.calls,
  worked: row.worked,
  ...(row.waits === null ? {} : { waits: row.waits }),
  cancelled: row.cancelled,
  ...(row.ended === null ? {} : { ended: { as: row.ended, at: row.ended_at?.getTime() ?? 0 } }),
});
