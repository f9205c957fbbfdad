import { hash } from 'node:crypto';
import pg from 'pg';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { listenOn } from './postgres-listener.ts';
import { codeOf, inWords } from './refusals.ts';
import { runTransaction } from './run-transaction.ts';
import { longestTransaction, type Row, type RunSql, type SqlDriver } from './sql-driver.ts';
import { createSilenceWatch, inTime } from './watch-silence.ts';

export type PostgresParts = Readonly<{
  /** `postgres://user:password@host:port/database?sslmode=verify-full` */
  url: string;
  log: Log;
  /** Milliseconds after which the server ends a statement. */
  longestStatement?: number;
  /** Milliseconds after which it ends one that waits for a lock. */
  longestLock?: number;
  /** As in `server_version_num`. */
  oldestServer?: number;
}>;

/**
 * Connections of one process; beside them there are two that listen and, in trouble, one that looks whether the server is
 * there. A server takes 100 in its standard configuration, that is 7 replicas.
 */
const mostConnections = 10;
/** Milliseconds until a statement gets a connection, a new one or one that is free. Slack waits 3 s for all. */
const longestWait = 2000;
/** Milliseconds for the first connection: this process is busy with loading itself, on a full machine for ten seconds. */
const longestStart = 30_000;
/** Milliseconds between the end of a statement by the server and the moment we give up hearing of it. */
const grace = 2000;

/** PostgreSQL's own number for the type bigint, which `pg` would give as a string; the embedded database gives numbers. */
const bigint = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === bigint ? Number : format === 'binary' ? pg.types.getTypeParser(oid, format) : pg.types.getTypeParser(oid),
};

/**
 * Opens a pool on PostgreSQL 14 or later. A lost connection is replaced with the next statement; nothing waits for a server
 * that is gone, however it went, for more than two to three seconds.
 */
export async function openPostgres(parts: PostgresParts): Promise<SqlDriver> {
  const { url, log, longestStatement = 15_000, longestLock = 5000, oldestServer = 140_000 } = parts;
  const toListen: pg.ClientConfig = {
    connectionString: url,
    application_name: 'xdr-chatops',
    connectionTimeoutMillis: longestWait,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types,
  };
  const pool = new pg.Pool({
    ...toListen,
    statement_timeout: longestStatement,
    lock_timeout: longestLock,
    idle_in_transaction_session_timeout: longestTransaction,
    max: mostConnections,
    connectionTimeoutMillis: longestStart,
  });
  // Without a listener, a connection that breaks while it is idle ends the process.
  pool.on('error', (error) => log.warn({ error: error.message }, 'a database connection broke'));
  const clients = new Set<pg.PoolClient>();
  pool.on('connect', (client) => clients.add(client));
  pool.on('remove', (client) => clients.delete(client));
  const dropAll = () => {
    for (const { connection } of clients) connection.stream.destroy();
  };
  const watch = createSilenceWatch(
    () => answers(url),
    () => {
      if (clients.size === 0) return;
      log.warn({ connections: clients.size }, 'the database is silent: its connections are given up');
      dropAll();
    },
  );

  const run = runOn((text, values) => watch(pool.query(within(longestStatement + grace, text, values))));
  const transaction = async <T>(work: (run: RunSql) => Promise<T>, longest = longestTransaction): Promise<T> => {
    const client = await pool.connect().catch((error) => Promise.reject(lost(error)));
    const onBreak = () => {}; // told by the statement; without a listener it would end the process
    client.on('error', onBreak);
    let broken = false;
    const rollback = async () => {
      await client.query(within(grace, 'rollback')).catch(() => {
        broken = true;
      });
    };
    try {
      const runHere = runOn((text, values) => client.query(prepared(text, values)));
      return await watch(runTransaction(runHere, work, longest, rollback));
    } catch (error) {
      broken ||= codeOf(error) === '25006'; // perhaps the next connection leads to the new primary
      throw error;
    } finally {
      client.off('error', onBreak);
      client.release(broken);
    }
  };

  const version = await run('show server_version_num').catch(async (cause) => {
    await pool.end();
    throw new Failure('store-unavailable', `DATABASE_URL: PostgreSQL cannot be used: ${reason(cause)}.`, { cause });
  });
  if (Number(version[0]?.['server_version_num']) < oldestServer) {
    await pool.end();
    throw new Failure('store-unavailable', 'DATABASE_URL: PostgreSQL 14 or later is needed.');
  }
  pool.options.connectionTimeoutMillis = longestWait;
  const listeners = new Set<() => Promise<void>>();
  return {
    run,
    transaction,
    pool: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    listen: async (channel, onNotification) => {
      const close = listenOn(toListen, channel, onNotification, log);
      listeners.add(close);
      return close;
    },
    close: async () => {
      await Promise.all([...listeners].map((close) => close()));
      if (pool.ending) return;
      const timer = setTimeout(dropAll, grace); // a server that is silent does not say goodbye either
      await pool.end();
      clearTimeout(timer);
    },
  };
}

/** A statement that is given up after so many milliseconds without an answer; `pg` reads this, though its types do not say. */
function within(query_timeout: number, text: string, values?: unknown[]): pg.QueryConfig {
  const statement = { ...prepared(text, values), query_timeout };
  return statement;
}

/** With a name it is parsed and planned once for each connection, which takes as long as running it. */
const prepared = (text: string, values: unknown[] = []): pg.QueryConfig =>
  values.length > 0 ? { name: hash('sha256', text, 'base64url'), text, values } : { text, values };

/** Whether there is a server that says anything, be it a refusal. */
async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {}); // told by connect
  const said = client.connect().then(
    () => true,
    (error) => error instanceof pg.DatabaseError,
  );
  const there = await inTime(said);
  client.connection.stream.destroy();
  return there;
}

type Ask = (sql: string, params: unknown[] | undefined) => Promise<pg.QueryResult<Row> | pg.QueryResult<Row>[]>;

const runOn =
  (ask: Ask): RunSql =>
  async (sql, params) => {
    try {
      const result = await ask(sql, params?.length ? [...params] : undefined);
      return Array.isArray(result) ? result.flatMap(({ rows }) => rows ?? []) : result.rows;
    } catch (error) {
      throw error instanceof pg.DatabaseError ? error : lost(error);
    }
  };

const lost = (cause: unknown) =>
  new Failure('store-unavailable', `PostgreSQL cannot be reached (${codeOf(cause) ?? 'no connection'})`, {
    service: 'store',
    cause,
  });

/** Of the first try to connect. A message of TLS (no code) names no secret. */
function reason(error: unknown): string {
  const cause = error instanceof Failure ? error.facts.cause : error;
  const code = codeOf(cause);
  if (code) return inWords(code);
  return cause instanceof Error ? cause.message : 'no connection';
}
