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
  'action.ended': { word: 'Ended', tone: 'info' },
  'attempt.refused': { word: 'Attempt refused', tone: 'refused' },
  'permission.granted': { word: 'Granted', tone: 'info' },
  'permission.revoked': { word: 'Revoked', tone: 'info' },
  'setting.changed': { word: 'Setting changed', tone: 'info' },
  'incident.status': { word: 'Incident status', tone: 'info' },
  'incident.assigned': { word: 'Incident assigned', tone: 'info' },
  'incident.noted': { word: 'Incident note', tone: 'info' },
  'room.linked': { word: 'Room linked', tone: 'info' },
  'room.unlinked': { word: 'Room unlinked', tone: 'info' },
  'room.rests': { word: 'Room rests', tone: 'info' },
  'room.wakes': { word: 'Room is back', tone: 'info' },
  'casebook.created': { word: 'Casebook made', tone: 'info' },
  'casebook.added': { word: 'Casebook added to', tone: 'info' },
  'casebook.linked': { word: 'Casebook linked', tone: 'info' },
  'bulk.cancelled': { word: 'Bulk look-up cancelled', tone: 'info' },
};

/** What somebody wanted whose attempt was refused, by the press or the way in which he asked: "wanted to approve". */
export const wantedWords: Readonly<Record<string, string>> = {
  respond: 'see what can be done',
  choose: 'ask for an action',
  asked: 'ask for an action',
  confirm: 'confirm',
  approve: 'approve',
  refuse: 'refuse',
  cancel: 'cancel',
  undo: 'undo',
  again: 'ask again',
  timed: 'reverse',
  close: 'say what happened',
  press: 'press a button',
};

/** Why he was refused. */
export const refusalWords: Readonly<Record<string, string>> = {
  'not-there': 'the button is not ours, or too old',
  'not-permitted': 'may not do this',
  'not-yours': 'somebody else asked for it',
  'own-request': 'asked for it himself',
  'not-linked': 'could be who asked, on another platform',
  'approved-before': 'had approved already',
  elsewhere: 'in another conversation than the card',
  expired: 'its time was over',
  already: 'it had gone on before',
  'already-done': 'it had gone on before',
  'same-under-way': 'the same was under way',
  answered: 'the task had been answered',
  forbidden: 'the policy forbids it',
  'not-here': 'not in this conversation',
  'nobody-to-approve': 'nobody could have approved it',
  'too-many-forms': 'too many forms open',
  'missing-scope': 'the API client lacks the scope',
};

/** What somebody recorded of an action whose outcome was unknown. */
export const closedWords: Readonly<Record<string, string>> = { done: 'it was done', 'not-done': 'it was not done' };

/** What a granted role lets somebody do. */
export const grantedWords: Readonly<Record<string, string>> = {
  responders: 'respond',
  approvers: 'approve',
  analysts: 'analyse',
};
