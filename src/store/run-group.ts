import type { PGlite } from '@electric-sql/pglite';
import type { RunPrepared } from './prepared.ts';
import type { Row } from './sql-driver.ts';
import type { Outcome, Statement } from './statement-queue.ts';

/**
 * Runs independent statements under one commit. When one of them fails, nothing has happened yet, and each runs again
 * with a commit of its own: a failure is its statement's alone.
 */
export async function runGroup(
  pg: PGlite,
  runPrepared: RunPrepared,
  statements: readonly Statement[],
): Promise<Outcome[]> {
  const run = async ({ sql, params }: Statement): Promise<Row[]> => {
    if (params?.length) return runPrepared(sql, params);
    return (await pg.exec(sql)).flatMap(({ rows }) => rows as Row[]);
  };
  if (statements.length > 1) {
    try {
      await pg.exec('begin');
      const outcomes: Outcome[] = [];
      for (const statement of statements) outcomes.push({ rows: await run(statement) });
      await pg.exec('commit');
      return outcomes;
    } catch {
      await pg.exec('rollback');
    }
  }
  const outcomes: Outcome[] = [];
  for (const statement of statements) outcomes.push(await attempt(pg, run, statement));
  return outcomes;
}

async function attempt(
  pg: PGlite,
  run: (statement: Statement) => Promise<Row[]>,
  statement: Statement,
): Promise<Outcome> {
  try {
    return { rows: await run(statement) };
  } catch (error) {
    // A text that began a transaction and failed leaves it open and every later statement refused.
    if (!statement.inside && !statement.params?.length) await pg.exec('rollback').catch(() => {});
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    return { error: { message: error instanceof Error ? error.message : String(error), code } };
  }
}
