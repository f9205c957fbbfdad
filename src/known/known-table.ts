/** One thing known, as the database keeps it: `value` is plain JSON, `until` milliseconds since the epoch, 0: forgotten. */
export type KnownRow = Readonly<{ key: string; value: unknown; until: number }>;

/** The second level of a cache, in the database. Everything rejects when the database fails. */
export type KnownTable = Readonly<{
  /** Other processes write to it as well: it is asked for whatever memory lacks. Otherwise it is read once, at start. */
  shared: boolean;
  /** Those of these that are still good. */
  read: (keys: readonly string[], now: number) => Promise<readonly KnownRow[]>;
  /** At most so many of those that are still good, page by page, the longest good first. */
  readAll: (most: number, now: number) => AsyncIterable<readonly KnownRow[]>;
  /** A key that is there already gets the new value. Other processes are told of what is forgotten. */
  write: (rows: readonly KnownRow[]) => Promise<void>;
  /** Calls back with keys that another process has forgotten; absent where no other writes to it. A lost word is lost. */
  onForgotten?: (told: (keys: readonly string[]) => void) => void;
}>;
