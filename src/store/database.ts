import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { createStateWatch, type StoreState } from './ask-state.ts';
import { migrate } from './migrate.ts';
import { openEmbedded } from './open-embedded.ts';
import { openPostgres } from './open-postgres.ts';
import { codeOf, inWords, refused } from './refusals.ts';
import type { PoolState, Row } from './sql-driver.ts';

/**
 * Runs one statement with `$1` parameters and resolves with its rows when they are committed. Write SQL for PostgreSQL
 * 14; pass JSON as a string and cast it (`$1::jsonb`), times as Date. Rejects with Failure `store-unavailable`.
 */
export type Query = <T extends Row = Row>(sql: string, params?: readonly unknown[]) => Promise<T[]>;

export type { StoreState } from './ask-state.ts';

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
  /** Connections to the server, for metrics; the embedded database has none. */
  pool?: () => PoolState;
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
  await migrate(driver, log).catch(async (error) => {
    await driver.close();
    throw notMigrated(error);
  });
  const { watched, state } = createStateWatch(driver.run);
  const run = watched(driver.run);
  const database: Database = {
    kind: url ? 'postgres' : 'embedded',
    query: (sql, params) => rows(run(sql, params)),
    transaction: (work) =>
      driver
        .transaction((inside) => {
          const runHere = watched(inside);
          return work((sql, params) => rows(runHere(sql, params)));
        })
        .catch((error) => Promise.reject(refused(error))),
    bossDb: { executeSql: async (sql, values) => ({ rows: await run(sql, values) }) },
    listen: driver.listen,
    state,
    ...(driver.pool ? { pool: driver.pool } : {}),
    close: driver.close,
  };
  return database;
}

function notMigrated(error: unknown): unknown {
  const code = codeOf(error);
  if (error instanceof Failure || code === undefined) return error;
  const needs = code === '42501' ? ' The user needs the right to create: best as the owner of the database.' : '';
  const what = `The tables of xdr-chatops cannot be made in the database: ${inWords(code)}.${needs}`;
  return new Failure('store-unavailable', what, { service: 'store', cause: error });
}

// The caller of a query names the shape of its rows, as with every SQL library.
const rows = <T extends Row>(found: Promise<Row[]>): Promise<T[]> =>
  found.then(
    (all) => all as T[],
    (error) => Promise.reject(refused(error)),
  );
