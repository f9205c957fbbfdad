import { randomUUID } from 'node:crypto';
import type { KnownRow, KnownTable } from '../known/known-table.ts';
import type { Database } from './database.ts';
import { storableJson } from './storable-json.ts';

type Row = { key: string; value: unknown; keep_until: Date };
type Name = 'known_verdicts' | 'known_candidates';

/**
 * Most rows that are left by pruning; an hour's calls add to them. An embedded database is read at start alone, and keeps
 * no more than memory does.
 */
const mostRows: Readonly<Record<Database['kind'], Readonly<Record<Name, number>>>> = {
  postgres: { known_verdicts: 200_000, known_candidates: 500_000 },
  embedded: { known_verdicts: 20_000, known_candidates: 50_000 },
};

/** What XDR has said, shared between replicas and kept over restarts. */
export const createKnownTables = (
  database: Pick<Database, 'query' | 'kind' | 'listen'>,
): Readonly<{ verdicts: KnownTable; candidates: KnownTable }> => ({
  verdicts: tellingWhatIsForgotten(database, createKnownTable(database, 'known_verdicts')),
  candidates: createKnownTable(database, 'known_candidates'),
});

function createKnownTable({ query, kind }: Pick<Database, 'query' | 'kind'>, name: Name): KnownTable {
  return {
    shared: kind === 'postgres',
    read: async (keys, now) =>
      known(
        await query<Row>(`select key, value, keep_until from ${name} where key = any($1::text[]) and keep_until > $2`, [
          keys,
          new Date(now),
        ]),
      ),
    readAll: async function* (most, now) {
      let last: { key: string; until: Date | 'infinity' } = { key: '', until: 'infinity' };
      for (let left = most; left > 0; left -= rowsPerPage) {
        const page = await query<Row>(
          `select key, value, keep_until from ${name}
           where keep_until > $1 and (keep_until, key) < ($2::timestamptz, $3::text)
           order by keep_until desc, key desc limit $4::int`,
          [new Date(now), last.until, last.key, Math.min(left, rowsPerPage)],
        );
        yield known(page);
        const end = page.at(-1);
        if (page.length < rowsPerPage || !end) return;
        last = { key: end.key, until: end.keep_until };
      }
    },
    write: async (rows) => {
      const written = rows.filter(isStorable).map(({ until, ...row }) => ({ ...row, until: new Date(until) }));
      // In order of the keys, so that two replicas that write the same rows do not wait for each other in a circle.
      await query(
        `insert into ${name} (key, value, keep_until)
         select r.key, r.value, r.until from jsonb_to_recordset($1::jsonb) as r (key text, value jsonb, until timestamptz)
         order by r.key
         on conflict (key) do update set value = excluded.value, keep_until = excluded.keep_until`,
        [JSON.stringify(written)],
      );
    },
  };
}

const channel = 'xdr_chatops_forgotten';
/** Keys in one word: they have 43 characters, and a word has less than 8,000 bytes (PostgreSQL, NOTIFY). */
const keysInWord = 100;

/** Candidates are what they are: nobody forgets them. An embedded database has one process alone. */
function tellingWhatIsForgotten(
  { query, kind, listen }: Pick<Database, 'query' | 'kind' | 'listen'>,
  table: KnownTable,
) {
  if (kind === 'embedded') return table;
  const by = randomUUID();
  const telling: KnownTable = {
    ...table,
    write: async (rows) => {
      await table.write(rows);
      const keys = rows.filter(({ until }) => until === 0).map(({ key }) => key);
      for (let from = 0; from < keys.length; from += keysInWord) {
        const some = keys.slice(from, from + keysInWord);
        await query('select pg_notify($1, $2)', [channel, [by, ...some].join(' ')]);
      }
    },
    onForgotten: (told) => {
      const hear = (payload: string) => {
        const [sayer, ...keys] = payload.split(' ');
        if (sayer !== by) told(keys);
      };
      listen(channel, hear).catch(() => {}); // what is known never makes anything fail
    },
  };
  return telling;
}

/** An embedded database does nothing else meanwhile. */
const rowsPerPage = 500;

const known = (rows: readonly Row[]): KnownRow[] =>
  rows.map(({ key, value, keep_until }) => ({ key, value, until: keep_until.getTime() }));

/** What the database would change is not kept: it must say what XDR said. */
const isStorable = ({ value }: KnownRow): boolean => storableJson(value) === JSON.stringify(value);

/** Removes what is out of date, and of too many those that would be so first. */
export async function pruneKnown(
  { query, kind }: Pick<Database, 'query' | 'kind'>,
  now: number,
  mostLeft = mostRows[kind],
): Promise<void> {
  for (const [name, most] of Object.entries(mostLeft)) {
    await query(`delete from ${name} where keep_until <= $1`, [new Date(now)]);
    await query(
      `delete from ${name} where keep_until <= (select keep_until from ${name} order by keep_until desc offset $1::int limit 1)`,
      [most],
    );
  }
}
