import { type PGlite, parse, protocol } from '@electric-sql/pglite';
import type { Row } from './sql-driver.ts';

const { serialize } = protocol;

/** Statements kept ready; ours and pg-boss' are fewer. */
const mostPrepared = 256;

export type RunPrepared = (sql: string, params: readonly unknown[]) => Promise<Row[]>;

/**
 * Runs statements that are parsed and planned once. PGlite's own `query` does both each time, which takes several times
 * as long as the execution; this is the extended query protocol with named statements, as a server's drivers use it.
 */
export function createRunPrepared(pg: PGlite): RunPrepared {
  const prepared = new Map<string, { name: string; types: number[] }>();
  let lastName = 0;

  const ask = (...messages: Uint8Array[]) => pg.execProtocolStream(Buffer.concat([...messages, serialize.sync()]));

  const prepare = async (sql: string) => {
    lastName += 1;
    const name = `s${lastName}`;
    const answer = await ask(serialize.parse({ name, text: sql }), serialize.describe({ type: 'S', name }));
    const statement = { name, types: parse.parseDescribeStatementResults(answer) };
    const [oldest] = prepared.keys();
    if (oldest !== undefined && prepared.size >= mostPrepared) await forget(oldest);
    prepared.set(sql, statement);
    return statement;
  };

  const forget = async (sql: string) => {
    const statement = prepared.get(sql);
    prepared.delete(sql);
    if (statement) await ask(serialize.close({ type: 'S', name: statement.name }));
  };

  const write = (value: unknown, type: number): string | null => {
    if (value === null || value === undefined) return null;
    const serializer = pg.serializers[type];
    return serializer ? serializer(value) : String(value);
  };

  return async (sql, params) => {
    const { name, types } = prepared.get(sql) ?? (await prepare(sql));
    try {
      const values = params.map((value, index) => write(value, types[index] ?? 0));
      const answer = await ask(
        serialize.bind({ statement: name, values }),
        serialize.describe({ type: 'P' }),
        serialize.execute({}),
      );
      return (parse.parseResults(answer, pg.parsers)[0]?.rows ?? []) as Row[];
    } catch (error) {
      await forget(sql); // its tables may have changed since it was prepared
      throw error;
    }
  };
}
