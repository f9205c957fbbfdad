export type Row = Record<string, unknown>;

/**
 * Runs one statement; without `params` the text may hold several, whose rows come in one list. Rejects with the
 * database's own error (with its SQLSTATE as `code`), or a Failure `store-unavailable` when there is no database.
 */
export type RunSql = (sql: string, params?: readonly unknown[]) => Promise<Row[]>;

/** `total` connections are open, `idle` of them free; `waiting` statements have none yet. */
export type PoolState = Readonly<{ total: number; idle: number; waiting: number }>;

/** The two databases, seen alike. */
export type SqlDriver = Readonly<{
  run: RunSql;
  /** `longest`: milliseconds after which it is rolled back. */
  transaction: <T>(work: (run: RunSql) => Promise<T>, longest?: number) => Promise<T>;
  /** Connections of a server. */
  pool?: () => PoolState;
  listen: (channel: string, onNotification: (payload: string) => void) => Promise<() => Promise<void>>;
  close: () => Promise<void>;
}>;

/** One transaction may take this long, in milliseconds; then it is rolled back. */
export const longestTransaction = 10_000;
