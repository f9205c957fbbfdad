import type { KeyObject } from 'node:crypto';
import { Failure } from '../failure.ts';
import type { Database, Query } from '../store/database.ts';
import type { Audit, AuditEntry } from './audit-entry.ts';
import { readHead } from './audit-rows.ts';
import { isUnsealed, type Link, rowMac, sealHolds, sealOf } from './chain.ts';
import { entryText } from './stored-entry.ts';

export type AuditParts = Readonly<{
  database: Pick<Database, 'transaction'>;
  /** From `auditKey`. */
  key: KeyObject;
  /** Milliseconds since the epoch. */
  now: () => number;
}>;

/**
 * Writes the audit. The end of the chain is locked before anything else, so works that are recorded wait for each other
 * over all replicas: keep them short, and record nothing inside one. A chain whose end was not sealed with this key is not
 * continued: else a seal of ours would cover what somebody did to it.
 */
export function createAudit({ database, key, now }: AuditParts): Audit {
  const inTurn = createTurns();
  const inTransaction: Audit['record'] = (work) =>
    database.transaction(async (query) => {
      const end = await lockEnd(query, key);
      const entries: AuditEntry[] = [];
      let over = false;
      const result = await work(query, (entry) => {
        if (over) throw new Error('an audit entry came when its work was over');
        entries.push(entry);
      });
      over = true;
      await append(query, key, end, entries, new Date(now()).toISOString());
      return result;
    });
  const record: Audit['record'] = (work) => inTurn(() => inTransaction(work));
  return { record, note: (entry) => record(async (_query, note) => note(entry)) };
}

/** One after another already here: works that wait for the lock would keep all connections of the process. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}

async function lockEnd(query: Query, key: KeyObject): Promise<Link> {
  const head = await readHead(query, { lock: true });
  const holds = head && (isUnsealed(head) ? await hasNoRows(query) : sealHolds(key, head));
  if (head && holds) return head;
  throw new Failure(
    'store-unavailable',
    'The end of the audit was not written with this CHATOPS_SECRET: it was tampered with, or the secret was changed. ' +
      'Nothing is recorded, and so no action taken, until that is settled: npx xdr-chatops audit verify, and docs/audit.md.',
    { service: 'store' },
  );
}

const hasNoRows = async (query: Query): Promise<boolean> => (await query('select 1 from audit limit 1')).length === 0;

async function append(
  query: Query,
  key: KeyObject,
  end: Link,
  entries: readonly AuditEntry[],
  at: string,
): Promise<void> {
  let last = end;
  for (const entry of entries) {
    const seq = last.seq + 1;
    const text = entryText(entry, at);
    last = { seq, mac: rowMac(key, last, seq, text) };
    await query(
      `with added as (insert into audit (seq, at, entry, mac) values ($1, $2, $3, $4))
       update audit_head set seq = $1, mac = $4, seal = $5`,
      [seq, at, text, last.mac, sealOf(key, last)],
    );
  }
}
