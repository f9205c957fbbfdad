/** Rows in one write: more would keep others waiting for an embedded database. */
const rowsPerWrite = 100;
/** Rows that may wait; what comes while so many do is dropped. */
const mostWaiting = 10_000;

/**
 * Writes later and in groups, one group at a time, and of a key only the last row. A group whose write fails is dropped:
 * for caches, which nobody waits for.
 */
export function createWriteBehind<Row extends Readonly<{ key: string }>>(
  write: (rows: readonly Row[]) => Promise<void>,
  /** When the first write of a row that finds nothing under way begins: after all that one answer brings, or later. */
  later: (work: () => void) => unknown = setImmediate,
): (row: Row) => void {
  const waiting = new Map<string, Row>();
  let writing = false;

  const writeAll = async () => {
    while (waiting.size > 0) {
      const group = [...waiting.values()].slice(0, rowsPerWrite);
      for (const { key } of group) waiting.delete(key);
      await write(group).catch(() => {}); // XDR is asked again instead
    }
    writing = false;
  };

  return (row) => {
    if (waiting.size >= mostWaiting && !waiting.has(row.key)) return;
    waiting.set(row.key, row);
    if (writing) return;
    writing = true;
    later(writeAll);
  };
}
