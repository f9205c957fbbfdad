import type { Person, Place } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import type { Query } from '../store/database.ts';

/** Who did it; `human` is the same for one person on all platforms (`permissions/human`). */
export type AuditedPerson = Pick<Person, 'platform' | 'workspace' | 'id'> & Readonly<{ name?: string; human: string }>;

export type AuditEvent =
  | 'action.requested'
  | 'action.confirmed'
  | 'action.approved'
  | 'action.refused'
  | 'action.cancelled'
  | 'action.expired'
  | 'action.executing'
  | 'action.done'
  | 'action.failed'
  | 'action.unknown'
  | 'action.closed'
  | 'action.ended'
  | 'attempt.refused'
  | 'permission.granted'
  | 'permission.revoked'
  | 'setting.changed'
  | 'incident.status'
  | 'incident.assigned'
  | 'incident.noted'
  | 'room.linked'
  | 'room.unlinked'
  | 'room.rests'
  | 'room.wakes'
  | 'casebook.created'
  | 'casebook.added'
  | 'casebook.linked'
  | 'bulk.cancelled';

/** One thing that happened. Texts are as people and XDR wrote them; who shows them makes them harmless. */
export type AuditEntry = Readonly<{
  event: AuditEvent;
  /** Absent: the bot itself. */
  by?: AuditedPerson;
  place?: Pick<Place, 'platform' | 'workspace' | 'channel' | 'thread'>;
  /** Id of the action request. */
  request?: string;
  observable?: Observable;
  action?: Readonly<{ id: string; title: string; module: string; moduleId: string; url: string }>;
  /** The reason that somebody gave. */
  reason?: string;
  /** Why an attempt was refused, or how it ended: short words. */
  outcome?: string;
  /** The API client that was or would have been used. */
  client?: string;
  dryRun?: true;
  /** Code that also stands in the log. */
  reference?: string;
  /** Whatever else belongs to it: `role`, `setting`, `incident`, `from`, `to`, … */
  details?: Readonly<Record<string, string | number | boolean>>;
}>;

/**
 * Runs `work` in one transaction that holds the end of the audit's chain, and appends what it notes: what is changed and
 * what is written about it are stored together or not at all, and no two such works run at once, over all replicas. Use
 * only the `query` handed in. Rejects with Failure `store-unavailable`.
 */
export type RecordWork = <T>(work: (query: Query, note: (entry: AuditEntry) => void) => Promise<T>) => Promise<T>;

export type Audit = Readonly<{
  record: RecordWork;
  /** Appends one entry alone. */
  note: (entry: AuditEntry) => Promise<void>;
}>;
