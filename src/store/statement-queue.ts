import { Failure } from '../failure.ts';
import { runTransaction } from './run-transaction.ts';
import { longestTransaction, type Row, type RunSql } from './sql-driver.ts';

export type Statement = Readonly<{
  sql: string;
  params?: readonly unknown[] | undefined;
  /** Part of a transaction: when it fails, the transaction stays aborted until its owner rolls it back. */
  inside?: boolean;
}>;
export type Outcome = Readonly<{ rows: Row[] } | { error: Readonly<{ message: string; code?: string | undefined }> }>;

/** Sends statements to the one connection. Several are independent of each other but share one commit. */
export type SendStatements = (statements: readonly Statement[]) => Promise<Outcome[]>;

export type StatementQueue = Readonly<{
  run: RunSql;
  transaction: <T>(work: (run: RunSql) => Promise<T>, longest?: number) => Promise<T>;
  /** Runs `finish` when everything asked before it is done. */
  last: (finish: () => Promise<void>) => Promise<void>;
}>;

/** So that one group never holds the connection for long. */
const largestGroup = 64;

type Waiting = { statement: Statement; settle: (outcome: Outcome) => void; reject: (error: unknown) => void };

/**
 * Shares one connection: what arrives while it is busy waits and goes out as one group with one commit (statements with
 * parameters), alone (texts, which may hold BEGIN or VACUUM) or exclusively (transactions), in order of arrival. A
 * transaction stays with the `connection` it began on; the function throws when there is none.
 */
export function createStatementQueue(connection: () => SendStatements): StatementQueue {
  const waiting: (Waiting | (() => Promise<void>))[] = [];
  let busy = false;

  const drain = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let head = waiting.shift(); head; head = waiting.shift()) {
      if (typeof head === 'function') {
        await head();
        continue;
      }
      const group = [head];
      while (groupable(head) && group.length < largestGroup && groupable(waiting[0]))
        group.push(waiting.shift() as Waiting);
      await sendGroup(group);
    }
    busy = false;
  };

  const sendGroup = async (group: readonly Waiting[]): Promise<void> => {
    try {
      const outcomes = await connection()(group.map(({ statement }) => statement));
      outcomes.forEach((outcome, index) => {
        group[index]?.settle(outcome);
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  };

  return {
    run: (sql, params) =>
      new Promise((resolve, reject) => {
        const settle = (outcome: Outcome) => {
          try {
            resolve(rowsOf(outcome));
          } catch (error) {
            reject(error);
          }
        };
        waiting.push({ statement: { sql, params }, settle, reject });
        drain();
      }),
    transaction: (work, longest = longestTransaction) =>
      new Promise((resolve, reject) => {
        const runIt = async () => {
          const send = connection();
          const runNow: RunSql = async (sql, params) => rowsOf((await send([{ sql, params, inside: true }]))[0]);
          return runTransaction(runNow, work, longest);
        };
        waiting.push(() => runIt().then(resolve, reject));
        drain();
      }),
    last: (finish) =>
      new Promise((resolve, reject) => {
        waiting.push(() => finish().then(resolve, reject));
        drain();
      }),
  };
}

const groupable = (item: Waiting | (() => Promise<void>) | undefined): item is Waiting =>
  typeof item === 'object' && (item.statement.params?.length ?? 0) > 0;

function rowsOf(outcome: Outcome | undefined): Row[] {
  if (!outcome) throw new Failure('store-unavailable', 'the database gave no answer');
  if ('rows' in outcome) return outcome.rows;
  if (!outcome.error.code)
    throw new Failure('store-unavailable', 'the database failed', { cause: outcome.error.message });
  throw Object.assign(new Error(outcome.error.message), { code: outcome.error.code });
}
