import type { AuditEntry, AuditEvent } from '../audit/audit-entry.ts';
import { auditedPlace } from '../audit/audited.ts';
import type { ActionRequest, Actor } from './action-request.ts';

/** What the audit says of one step of a request. */
export function entryOf(
  {
    id,
    observable,
    action,
    reason,
    terms,
    place,
  }: Pick<ActionRequest, 'id' | 'observable' | 'action' | 'reason' | 'terms' | 'place'>,
  event: AuditEvent,
  more: Readonly<{ by?: Actor }> & Partial<Omit<AuditEntry, 'event' | 'by' | 'place' | 'request'>> = {},
): AuditEntry {
  const { by, ...rest } = more;
  const { id: actionId, title, module, moduleId, url } = action;
  return {
    event,
    ...(by ? { by: by.who } : {}),
    place: auditedPlace(by?.place ?? place),
    request: id,
    ...(observable ? { observable } : {}),
    action: { id: actionId, title, module, moduleId, url },
    ...(reason === undefined ? {} : { reason }),
    ...(terms.dryRun ? { dryRun: true as const } : {}),
    ...rest,
  };
}
