import type { Audit, AuditEntry, AuditEvent } from '../audit/audit-entry.ts';
import { audited, auditedPlace } from '../audit/audited.ts';
import { Failure } from '../failure.ts';
import type { Written } from '../incidents/incident.ts';
import type { Person, Place } from '../incoming.ts';
import type { Log } from '../log.ts';
import type { HumanOf } from '../permissions/human.ts';

/** Somebody, somewhere. */
export type By = Readonly<{ person: Person; place: Place }>;

/** What became of one thing that was written into XDR; `reference` stands in the log and in the audit. */
export type Outcome<T> = Readonly<{ outcome: 'done'; written: T } | { outcome: 'unknown'; reference: string }>;

/**
 * Writes into XDR once, with an entry of the audit before it and one after it. Where the answer was lost, `look` says what
 * is there now: undefined when that does not tell. Rejects with a Failure when nothing was changed.
 */
export type WriteDown = <T>(
  by: By,
  event: AuditEvent & `casebook.${string}`,
  details: NonNullable<AuditEntry['details']>,
  write: () => Promise<Written<T>>,
  look: () => Promise<T | undefined>,
) => Promise<Outcome<T>>;

export function createWriteDown({
  audit,
  humanOf,
  client,
  newReference,
  log,
}: Readonly<{
  audit: Pick<Audit, 'note'>;
  humanOf: HumanOf;
  client: string;
  newReference: () => string;
  log: Log;
}>): WriteDown {
  return async (by, event, details, write, look) => {
    const entry = { event, by: audited(by.person, humanOf), place: auditedPlace(by.place), client, details } as const;
    await audit.note({ ...entry, outcome: 'asked' });
    /** What was done is done, whether or not it can be written down. */
    const note = (outcome: string, reference?: string) =>
      audit
        .note({ ...entry, outcome, ...(reference ? { reference } : {}) })
        .catch((error: unknown) =>
          log.warn({ event, outcome, error: error instanceof Error ? error.message : 'unknown' }, 'not audited'),
        );
    const written = await write().catch(async (error: unknown) => {
      await note(error instanceof Failure ? `failed: ${error.kind}` : 'failed');
      throw error;
    });
    if (written.outcome === 'done') {
      await note('done');
      return written;
    }
    const { kind, message, facts } = written.failure;
    const seen = await look().catch(() => undefined);
    const reference = newReference();
    log.warn({ reference, event, kind, error: message, status: facts.status, seen: seen !== undefined }, 'answer lost');
    await note(seen === undefined ? 'unknown' : 'done', reference);
    return seen === undefined ? { outcome: 'unknown', reference } : { outcome: 'done', written: seen };
  };
}
