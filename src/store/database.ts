import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { migrate } from './migrate.ts';
import { openEmbedded } from './open-embedded.ts';
import { openPostgres } from './open-postgres.ts';
import type { Row, RunSql } from './sql-driver.ts';

/**
 * Runs one statement with `$1` parameters and resolves with its rows when they are committed. Write SQL for PostgreSQL
 * 14; pass JSON as a string and cast it (`$1::jsonb`), times as Date. Rejects with Failure `store-unavailable`.
 */
export type Query = <T extends Row = Row>(sql: string, params?: readonly unknown[]) => Promise<T[]>;

export type StoreState = Readonly<{ usable: true } | { usable: false; reason: string }>;

export type Database = Readonly<{
  kind: 'embedded' | 'postgres';
  query: Query;
  /**
   * All statements of `work` or none. Use only the `query` handed in: in embedded mode the outer one would wait for this
   * transaction to end. At most 10 s.
   */
  transaction: <T>(work: (query: Query) => Promise<T>) => Promise<T>;
  /** What pg-boss needs: many statements in one text when there are no values; the database's own errors. */
  bossDb: BossDb;
  /** Calls back for every `pg_notify(channel, …)`, also those of other processes. */
  listen: (channel: string, onNotification: (payload: string) => void) => Promise<() => Promise<void>>;
  /** Asks the database, at most 2 s. */
  state: () => Promise<StoreState>;
  close: () => Promise<void>;
}>;

// pg-boss declares its rows as `any[]`; ours are at least objects.
export type BossDb = Readonly<{ executeSql: (sql: string, values?: unknown[]) => Promise<{ rows: Row[] }> }>;

export type DatabaseParts = Readonly<{
  /** PostgreSQL 14 or later; without it the embedded database in `dataDir` is used. */
  url?: string | undefined;
  dataDir: string;
  log: Log;
}>;

/** Opens the database, creating and migrating it as needed. Rejects with a Failure whose message says what to do. */
export async function openDatabase({ url, dataDir, log }: DatabaseParts): Promise<Database> {
  const driver = url ? await openPostgres({ url, log }) : await openEmbedded({ dataDir, log });
  try {
    await migrate(driver, log);
  } catch (error) {
    await driver.close();
    throw error;
  }
  const database: Database = {
    kind: url ? 'postgres' : 'embedded',
    query: (sql, params) => rows(driver.run(sql, params)),
    transaction: (work) =>
      driver
        .transaction((run) => work((sql, params) => rows(run(sql, params))))
        .catch((error) => Promise.reject(unavailable(error))),
    bossDb: { executeSql: async (sql, values) => ({ rows: await driver.run(sql, values) }) },
    listen: driver.listen,
    state: () => askState(driver.run),
    close: driver.close,
  };
  return database;
}

// The caller of a query names the shape of its rows, as with every SQL library.
const rows = <T extends Row>(found: Promise<Row[]>): Promise<T[]> =>
  found.then(
    (all) => all as T[],
    (error) => Promise.reject(unavailable(error)),
  );

/** A database's message may quote values, which are not for the log: only its SQLSTATE goes into ours. */
function unavailable(error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error) || !('code' in error)) return error;
  const what = `the database refused a statement (${error.code})`;
  return new Failure('store-unavailable', what, { service: 'store', cause: error });
}

async function askState(run: RunSql): Promise<StoreState> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<StoreState>((resolve) => {
    timer = setTimeout(resolve, 2000, { usable: false, reason: 'the database did not answer within 2 s' });
  });
  const asked = run('select $1::int as one', [1]).then(
    (): StoreState => ({ usable: true }),
    (error): StoreState => ({
      usable: false,
      reason: error instanceof Failure ? error.message : 'the database failed',
    }),
  );
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

/** Runs queries and transactions inside a transaction, for those who build on Database (pg-boss). */
export const bossDbOf = (query: Query): BossDb => ({
  executeSql: async (sql, values) => ({ rows: await query(sql, values) }),
});
