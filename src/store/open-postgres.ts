import pg from 'pg';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { longestTransaction, type Row, type RunSql, type SqlDriver } from './sql-driver.ts';

const oldestServer = 140_000;
/** PostgreSQL's own number for the type bigint, which `pg` would give as a string; the embedded database gives numbers. */
const bigint = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === bigint ? Number : format === 'binary' ? pg.types.getTypeParser(oid, format) : pg.types.getTypeParser(oid),
};

/** Opens a pool on PostgreSQL 14 or later. A lost connection is replaced with the next statement. */
export async function openPostgres({ url, log }: { url: string; log: Log }): Promise<SqlDriver> {
  const settings: pg.PoolConfig = {
    connectionString: url,
    application_name: 'xdr-chatops',
    connectionTimeoutMillis: 5000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: longestTransaction,
    keepAlive: true,
    types,
  };
  const pool = new pg.Pool({ ...settings, max: 10 });
  // Without a listener, a connection that breaks while it is idle ends the process.
  pool.on('error', (error) => log.warn({ error: error.message }, 'a database connection broke'));
  const run = runOn((sql, params) => pool.query(sql, params));
  const version = await run('show server_version_num').catch(async (cause) => {
    await pool.end();
    throw new Failure('store-unavailable', `DATABASE_URL: PostgreSQL cannot be reached (${reason(cause)}).`, { cause });
  });
  if (Number(version[0]?.['server_version_num']) < oldestServer) {
    await pool.end();
    throw new Failure('store-unavailable', 'DATABASE_URL: PostgreSQL 14 or later is needed.');
  }

  const listeners = new Set<() => Promise<void>>();
  return {
    run,
    transaction: async (work) => {
      const client = await pool.connect().catch((error) => Promise.reject(lost(error)));
      const runHere = runOn((sql, params) => client.query(sql, params));
      let broken = false;
      try {
        await runHere('begin');
        const result = await work(runHere);
        await runHere('commit');
        return result;
      } catch (error) {
        await runHere('rollback').catch(() => {
          broken = true;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    listen: async (channel, onNotification) => {
      const close = listenOn(settings, channel, onNotification, log);
      listeners.add(close);
      return close;
    },
    close: async () => {
      await Promise.all([...listeners].map((close) => close()));
      if (!pool.ending) await pool.end();
    },
  };
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
  new Failure('store-unavailable', `PostgreSQL cannot be reached (${reason(cause)})`, { service: 'store', cause });

/** A connection of its own that subscribes, and subscribes again after each break, until closed. */
function listenOn(settings: pg.PoolConfig, channel: string, onNotification: (payload: string) => void, log: Log) {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const subscribe = () => {
    const next = new pg.Client({ ...settings, statement_timeout: 0 });
    client = next;
    let again = () => {
      again = () => {};
      next.end().catch(() => {}); // it is broken already
      if (!closed) timer = setTimeout(subscribe, 1000);
    };
    next.on('error', (error) => {
      log.warn({ error: error.message }, 'the notifications of the database broke off');
      again();
    });
    next.on('end', () => again());
    next.on('notification', ({ payload }) => onNotification(payload ?? ''));
    next
      .connect()
      .then(() => next.query(`listen ${next.escapeIdentifier(channel)}`))
      .catch(() => again());
  };
  subscribe();
  return async () => {
    closed = true;
    clearTimeout(timer);
    await client?.end().catch(() => {}); // it is broken already
  };
}

const reason = (cause: unknown) => (cause instanceof Error && 'code' in cause ? String(cause.code) : 'no connection');
