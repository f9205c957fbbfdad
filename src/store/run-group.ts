import type { PGlite } from '@electric-sql/pglite';
import type { Row } from './sql-driver.ts';
import type { Outcome, Statement } from './statement-queue.ts';

/**
 * Runs independent statements under one commit. When one of them fails, nothing has happened yet, and each runs again
 * with a commit of its own: a failure is its statement's alone.
 */
export async function runGroup(pg: PGlite, statements: readonly Statement[]): Promise<Outcome[]> {
  if (statements.length > 1) {
    try {
      await pg.exec('begin');
      const outcomes: Outcome[] = [];
      for (const statement of statements) outcomes.push({ rows: await run(pg, statement) });
      await pg.exec('commit');
      return outcomes;
    } catch {
      await pg.exec('rollback');
    }
  }
  const outcomes: Outcome[] = [];
  for (const statement of statements) outcomes.push(await attempt(pg, statement));
  return outcomes;
}

async function run(pg: PGlite, { sql, params }: Statement): Promise<Row[]> {
  if (params?.length) return (await pg.query<Row>(sql, [...params])).rows;
  return (await pg.exec(sql)).flatMap(({ rows }) => rows as Row[]);
}

async function attempt(pg: PGlite, statement: Statement): Promise<Outcome> {
  try {
    return { rows: await run(pg, statement) };
  } catch (error) {
    // A text that began a transaction and failed leaves it open and every later statement refused.
    if (!statement.inside && !statement.params?.length) await pg.exec('rollback').catch(() => {});
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    return { error: { message: error instanceof Error ? error.message : String(error), code } };
  }
}
