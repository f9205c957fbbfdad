import { Failure } from '../failure.ts';
import type { RunSql } from './sql-driver.ts';

/**
 * Runs `work` between BEGIN and COMMIT on one connection; when it throws, or takes longer than `longest` milliseconds,
 * rolls back. Statements that come when it is over are refused.
 */
export async function runTransaction<T>(
  runNow: RunSql,
  work: (run: RunSql) => Promise<T>,
  longest: number,
  rollback: () => Promise<void> = async () => {
    await runNow('rollback').catch(() => {}); // the connection itself is gone
  },
): Promise<T> {
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Failure('store-unavailable', `a transaction took over ${longest} ms`, { service: 'store' }));
    }, longest);
  });
  late.catch(() => {}); // when nobody waits for it any more
  const run: RunSql = (sql, params) =>
    over ? Promise.reject(new Failure('store-unavailable', 'the transaction is over')) : runNow(sql, params);
  try {
    await Promise.race([runNow('begin'), late]);
    const result = await Promise.race([work(run), late]);
    over = true;
    await Promise.race([runNow('commit'), late]);
    return result;
  } catch (error) {
    over = true;
    await rollback();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
