import type { Tone } from '../cards/card.ts';
import type { AuditEvent } from './audit-entry.ts';

/** An event as a row of a list tells it. */
export const eventWords: Readonly<Record<AuditEvent, Readonly<{ word: string; tone: Tone }>>> = {
  'action.requested': { word: 'Requested', tone: 'info' },
  'action.confirmed': { word: 'Confirmed', tone: 'info' },
  'action.approved': { word: 'Approved', tone: 'info' },
  'action.refused': { word: 'Refused', tone: 'refused' },
  'action.cancelled': { word: 'Cancelled', tone: 'info' },
  'action.expired': { word: 'Expired', tone: 'info' },
  'action.executing': { word: 'Executing', tone: 'info' },
  'action.done': { word: 'Done', tone: 'info' },
  'action.failed': { word: 'Failed', tone: 'failed' },
  'action.unknown': { word: 'Outcome unknown', tone: 'incomplete' },
  'action.closed': { word: 'Closed', tone: 'info' },
  'attempt.refused': { word: 'Attempt refused', tone: 'refused' },
  'permission.granted': { word: 'Permission granted', tone: 'info' },
  'permission.revoked': { word: 'Permission revoked', tone: 'info' },
  'setting.changed': { word: 'Setting changed', tone: 'info' },
  'incident.status': { word: 'Incident status', tone: 'info' },
  'incident.assigned': { word: 'Incident assigned', tone: 'info' },
  'incident.noted': { word: 'Incident note', tone: 'info' },
};
