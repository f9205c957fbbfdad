import type { KnownRow, KnownTable } from '../../src/known/known-table.ts';

/** A table in memory, as if other processes shared it. */
export function knownTable(): { table: KnownTable; rows: Map<string, KnownRow> } {
  const rows = new Map<string, KnownRow>();
  const table: KnownTable = {
    shared: true,
    read: async (keys, now) => keys.flatMap((key) => rows.get(key) ?? []).filter(({ until }) => until > now),
    readAll: async function* () {
      yield [...rows.values()];
    },
    write: async (some) => {
      for (const row of some) rows.set(row.key, JSON.parse(JSON.stringify(row)) as KnownRow);
    },
  };
  return { table, rows };
}
