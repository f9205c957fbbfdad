import fc from 'fast-check';
import type { AuditEntry } from '../../../src/audit/audit-entry.ts';
import { auditKey } from '../../../src/audit/chain.ts';
import { auditEvents } from '../../../src/audit/stored-entry.ts';
import type { Database, Query } from '../../../src/store/database.ts';
import { hostile } from '../../support/hostile-strings.ts';

export const key = auditKey(Buffer.alloc(32, 1));
export const noon = Date.UTC(2026, 2, 2, 12);

/** One that has everything. */
export const whole: AuditEntry = {
  event: 'action.executing',
  by: { platform: 'slack', workspace: 'T1', id: 'U1', name: 'Anna', human: 'anna' },
  place: { platform: 'slack', workspace: 'T1', channel: 'C1', thread: '1.2' },
  request: 'r-1',
  observable: { type: 'ip', value: '45.83.10.7' },
  action: { id: 'block', title: 'Block at the edge', module: 'Firewall', moduleId: 'm-1', url: '/respond/trigger/x' },
  reason: 'seen in the incident',
  outcome: 'sent',
  client: 'client-1',
  dryRun: true,
  reference: 'K7PXR3',
  details: { attempt: 1, late: false, by: 'hand' },
};

/** Entries whose every text comes from outside. */
export const hostileEntry: fc.Arbitrary<AuditEntry> = fc.record(
  {
    event: fc.constantFrom(...auditEvents),
    by: fc.record({
      platform: fc.constant('slack' as const),
      workspace: hostile,
      id: hostile,
      name: hostile,
      human: hostile,
    }),
    place: fc.record({ platform: fc.constant('teams' as const), workspace: hostile, channel: hostile }),
    request: hostile,
    observable: fc.record({ type: hostile, value: hostile }),
    action: fc.record({ id: hostile, title: hostile, module: hostile, moduleId: hostile, url: hostile }),
    reason: hostile,
    outcome: hostile,
    client: hostile,
    dryRun: fc.constant(true as const),
    reference: hostile,
    details: fc.dictionary(
      hostile.map((text) => text.slice(0, 50)),
      fc.oneof(hostile, fc.integer(), fc.boolean()),
      { maxKeys: 3 },
    ),
  },
  { requiredKeys: ['event'] },
);

/** As after the migration. */
export async function emptyAudit(query: Query): Promise<void> {
  await query('delete from audit');
  await query('delete from audit_head');
  await query("insert into audit_head (seq, mac, seal) values (0, '', '')");
}

export type Rows = Readonly<{ seq: number; at: Date; entry: string; mac: string }>[];
export const rowsOf = ({ query }: Pick<Database, 'query'>): Promise<Rows> => query('select * from audit order by seq');
