import { Failure } from '../failure.ts';
import type { Query } from '../store/database.ts';
import { type AuditRow, auditPages } from './audit-rows.ts';
import { beforeFirst } from './chain.ts';
import { ocsfEvent } from './ocsf.ts';
import { parsed, readEntry } from './stored-entry.ts';

export const exportForms = ['jsonl', 'ocsf'] as const;
export type ExportForm = (typeof exportForms)[number];

export type ExportParts = Readonly<{
  form: ExportForm;
  /** Leaves out what stands before the first entry of this time or later. */
  since?: Date;
  /** Of this program. */
  version: string;
}>;

/** The audit as lines of JSON, without line ends, as it stands: verifying is another matter. Rejects with a Failure. */
export async function* exportAudit(query: Query, { form, since, version }: ExportParts): AsyncGenerator<string> {
  const first = since ? await firstSince(query, since) : undefined;
  if (first === null) return;
  let previous = first === undefined ? beforeFirst.mac : await macOf(query, first - 1);
  for await (const rows of auditPages(query, first)) {
    for (const row of rows) {
      yield JSON.stringify(form === 'ocsf' ? ocsfLine(row, previous, version) : plainLine(row, previous));
      previous = row.mac;
    }
  }
}

/**
 * The entry's own fields in their order between ours: who takes ours away and writes the rest as JSON has the text under
 * the MAC again.
 */
function plainLine({ seq, at, entry, mac }: AuditRow, previous: string): object {
  const fields = parsed(entry);
  return readEntry(entry)
    ? { seq, ...(fields as object), mac, previous }
    : { seq, at: `${at}Z`, unreadable: entry, mac, previous };
}

function ocsfLine({ seq, at, entry, mac }: AuditRow, previous: string, version: string): object {
  return ocsfEvent({ seq, at: `${at}Z`, entry: readEntry(entry), text: entry, mac, previous, version });
}

/** Null when there is none. */
async function firstSince(query: Query, since: Date): Promise<number | null> {
  const [row] = await query<{ first: number | null }>('select min(seq) as first from audit where at >= $1', [since]);
  if (!row) throw new Failure('store-unavailable', 'the database gave no answer', { service: 'store' });
  return row.first;
}

async function macOf(query: Query, seq: number): Promise<string> {
  const [row] = await query<{ mac: string }>('select mac from audit where seq = $1', [seq]);
  return row?.mac ?? beforeFirst.mac;
}
