import type { KeyObject } from 'node:crypto';
import type { Query } from '../store/database.ts';
import { type AuditRow, auditPages, readHead, rowsAtOnce } from './audit-rows.ts';
import { beforeFirst, isUnsealed, type Link, rowMac, sealHolds } from './chain.ts';
import { isOfTime } from './stored-entry.ts';

/** Where a chain breaks first. Rows before it are as they were written. */
export type Break =
  /** The row is not what was written under this number: its text, time or MAC, or one before it was replaced. */
  | Readonly<{ kind: 'changed'; seq: number }>
  /** Rows from `seq` up to and with `until` are not there, later ones are. */
  | Readonly<{ kind: 'missing'; seq: number; until: number }>
  /** A row stands where none was written. */
  | Readonly<{ kind: 'inserted'; seq: number }>
  /** The last row is `seq`; the head or an anchor knows one up to `until`. */
  | Readonly<{ kind: 'truncated'; seq: number; until: number; by: 'head' | 'anchor' }>
  /** The head is not there, was not sealed with the key, or is not that of the last row, `seq`. */
  | Readonly<{ kind: 'head'; seq: number; why: 'absent' | 'unsealed' | 'another' }>
  /** An anchor names another row under this number: the chain was written anew by somebody who has the key. */
  | Readonly<{ kind: 'anchor'; seq: number }>;

export type Verification =
  | Readonly<{ ok: true; count: number; head: Link }>
  /** `sealed`: the head carries a seal of this key. False may also mean that it is not the key of this audit. */
  | Readonly<{ ok: false; broken: Break; sealed: boolean }>;

/**
 * Reads the whole audit and proves every row, a thousand at a time, while others may append. `anchors` are rows that were
 * logged elsewhere and must be in the chain. Rejects with a Failure when the database cannot be read.
 */
export async function verifyAudit(
  query: Query,
  key: KeyObject,
  { anchors = [] }: { anchors?: readonly Link[] } = {},
): Promise<Verification> {
  const anchored = new Map<number, string[]>();
  for (const { seq, mac } of anchors) anchored.set(seq, [...(anchored.get(seq) ?? []), mac]);

  let last = beforeFirst;
  const broken = async (found: Break): Promise<Verification> => {
    const head = await readHead(query);
    return { ok: false, broken: found, sealed: head !== undefined && sealHolds(key, head) };
  };
  // A row and the head that names it are committed together: what the head knows, the page that is read next must show.
  let head = await readHead(query);
  for await (const rows of auditPages(query)) {
    for (const row of rows) {
      const found = breakAt(row, last, key);
      if (found) return broken(found);
      last = { seq: row.seq, mac: row.mac };
      if (anchored.get(row.seq)?.some((mac) => mac !== row.mac)) return broken({ kind: 'anchor', seq: row.seq });
    }
    if (rows.length === rowsAtOnce) head = await readHead(query);
  }
  const { seq } = last;
  if (head && sealHolds(key, head) && head.seq > seq)
    return broken({ kind: 'truncated', seq, until: head.seq, by: 'head' });
  // Rows that came after that head was read: now there must be one that knows them.
  if (head && head.seq < seq) head = await readHead(query);
  if (!head) return broken({ kind: 'head', seq, why: 'absent' });
  if (!sealHolds(key, head) && !(isUnsealed(head) && seq === 0)) return broken({ kind: 'head', seq, why: 'unsealed' });
  if (head.seq < seq || (head.seq === seq && head.mac !== last.mac))
    return broken({ kind: 'head', seq, why: 'another' });
  const furthest = Math.max(...anchored.keys());
  if (furthest > seq) return broken({ kind: 'truncated', seq, until: furthest, by: 'anchor' });
  return { ok: true, count: seq, head: last };
}

function breakAt(row: AuditRow, last: Link, key: KeyObject): Break | undefined {
  const seq = last.seq + 1;
  if (row.seq > seq) return { kind: 'missing', seq, until: row.seq - 1 };
  if (row.seq !== seq) return { kind: 'inserted', seq: row.seq };
  // The column of the time is not part of what the MAC is made of.
  const genuine = row.mac === rowMac(key, last, seq, row.entry) && isOfTime(row.entry, row.at);
  return genuine ? undefined : { kind: 'changed', seq };
}
