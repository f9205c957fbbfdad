import { type messages, type PGlite, parse, protocol } from '@electric-sql/pglite';
import type { Row } from './sql-driver.ts';

const { serialize } = protocol;

/** Statements kept ready; ours and pg-boss' are fewer. */
const mostPrepared = 256;

type Message = messages.BackendMessage;
type Column = Pick<messages.Field, 'name' | 'dataTypeID'>;
type Prepared = Readonly<{ name: string; types: readonly number[]; columns: readonly Column[] }>;

export type RunPrepared = (sql: string, params: readonly unknown[]) => Promise<Row[]>;

/**
 * Runs statements that are parsed and planned once. PGlite's own `query` does both each time, which takes several times
 * as long as the execution; this is the extended query protocol with named statements, as a server's drivers use it.
 */
export function createRunPrepared(pg: PGlite): RunPrepared {
  const prepared = new Map<string, Prepared>();
  let lastName = 0;

  const ask = (...messages: Uint8Array[]) => pg.execProtocolStream(Buffer.concat([...messages, serialize.sync()]));

  const prepare = async (sql: string) => {
    lastName += 1;
    const name = `s${lastName}`;
    const answer = await ask(serialize.parse({ name, text: sql }), serialize.describe({ type: 'S', name }));
    const statement = { name, types: parse.parseDescribeStatementResults(answer), columns: columnsOf(answer) };
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

  /** PGlite's own reading copies its table of some hundred parsers for each statement: a fifth of all the thread's time. */
  const readRows = (answer: readonly Message[], columns: readonly Column[]): Row[] =>
    answer.filter(isDataRow).map(({ fields }) => {
      const row: Row = {};
      columns.forEach(({ name, dataTypeID }, at) => {
        const text = fields[at] ?? null;
        const parser = pg.parsers[dataTypeID];
        row[name] = text === null || !parser ? text : parser(text, dataTypeID);
      });
      return row;
    });

  return async (sql, params) => {
    const { name, types, columns } = prepared.get(sql) ?? (await prepare(sql));
    try {
      const values = params.map((value, index) => write(value, types[index] ?? 0));
      const answer = await ask(serialize.bind({ statement: name, values }), serialize.execute({}));
      return readRows(answer, columns);
    } catch (error) {
      await forget(sql); // its tables may have changed since it was prepared
      throw error;
    }
  };
}

const isDataRow = (message: Message): message is messages.DataRowMessage => message.name === 'dataRow';
const isDescription = (message: Message): message is messages.RowDescriptionMessage =>
  message.name === 'rowDescription';

const columnsOf = (answer: readonly Message[]): readonly Column[] => answer.find(isDescription)?.fields ?? [];
