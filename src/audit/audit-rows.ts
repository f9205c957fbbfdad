import type { Query } from '../store/database.ts';
import type { Head } from './chain.ts';

/** One row as it stands in the database, verified by nobody. `at` in microseconds: `2026-03-01T09:15:00.123000`. */
export type AuditRow = Readonly<{ seq: number; at: string; entry: string; mac: string }>;

const columns = `seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') as at, entry, mac`;

export const rowsAtOnce = 1000;

/**
 * All rows, or those from one on, by number, a page at a time; a page that is not full is the last, so that it ends also
 * while others append. Each page begins where the one before ended, that row itself left out: so of two with one number both
 * are seen.
 */
export async function* auditPages(query: Query, from?: number): AsyncGenerator<readonly AuditRow[]> {
  let [start, known] = [from, 0];
  for (;;) {
    // The number stands in the text, so that it is planned anew: with one plan for all pages, made when there were few
    // rows, PostgreSQL sorts all that follow for each page.
    const where = start === undefined ? '' : `where seq >= ${start}`;
    const rows = await query<AuditRow>(
      `select ${columns} from audit ${where} order by audit.seq offset ${known} limit ${rowsAtOnce}`,
    );
    yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < rowsAtOnce) return;
    [start, known] = [last.seq, 1];
  }
}

/** The last rows, newest first. */
export const lastRows = (query: Query, count: number): Promise<AuditRow[]> =>
  query<AuditRow>(`select ${columns} from audit order by audit.seq desc limit $1::int`, [count]);

/** The end of the chain; undefined when somebody removed it, or made two. */
export async function readHead(query: Query, { lock = false } = {}): Promise<Head | undefined> {
  const heads = await query<Head>(`select seq, mac, seal from audit_head${lock ? ' for update' : ''}`);
  return heads.length === 1 ? heads[0] : undefined;
}
