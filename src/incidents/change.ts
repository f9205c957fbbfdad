import type { AuditEvent } from '../audit/audit-entry.ts';
import { type Span, text } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import type { Incident, XdrUser } from './incident.ts';
import { wordOf } from './incident-words.ts';
import { changeScopes } from './show-incident.ts';

/** What somebody wants to be changed. `user` undefined: nobody is to be assigned. */
export type Change =
  | Readonly<{ kind: 'status'; status: string; reason?: string }>
  | Readonly<{ kind: 'assign'; user: XdrUser | undefined; reason?: string }>
  | Readonly<{ kind: 'note'; content: string }>;

/** Longest reason, characters. */
export const longestReason = 500;
/** Longest note, characters; what the bot adds to it fits beside it (LIKELY: 5,000 as other texts of the store). */
export const longestNote = 4_500;

export const scopeOf = ({ kind }: Change): string => changeScopes[kind];

export const eventOf = ({ kind }: Change): AuditEvent =>
  (({ status: 'incident.status', assign: 'incident.assigned', note: 'incident.noted' }) as const)[kind];

/** What the audit says beside who and when. */
export const detailsOf = (change: Change, before: Incident): Readonly<Record<string, string | number>> => {
  switch (change.kind) {
    case 'status':
      return { incident: before.id, from: before.status ?? '', to: change.status };
    case 'assign':
      return { incident: before.id, from: before.assignees.join(' ').slice(0, 500), to: change.user?.id ?? '' };
    case 'note':
      return { incident: before.id, characters: change.content.length };
  }
};

export const reasonOf = (change: Change): string | undefined => ('reason' in change ? change.reason : undefined);

const userName = ({ name, id }: XdrUser): string => outsideText(name ?? '', 60) || outsideText(id, 40);

/** `changed the status from New to Open`, for a sentence that begins with a person. */
export function changeSpans(change: Change, before: Incident): readonly Span[] {
  const reason = outsideText(reasonOf(change) ?? '', longestReason);
  const because = reason ? [text(` Reason: ${reason}`)] : [];
  switch (change.kind) {
    case 'status':
      return [text(` changed the status from ${wordOf(before.status)} to ${change.status}.`), ...because];
    case 'assign':
      return [text(change.user ? ` assigned it to ${userName(change.user)}.` : ' assigned it to nobody.'), ...because];
    case 'note':
      return [text(` wrote into its worklog: ${outsideText(change.content, 600)}`)];
  }
}

/** The same for a headline, without who. */
export function changeWords(change: Change): string {
  switch (change.kind) {
    case 'status':
      return `is now ${change.status}`;
    case 'assign':
      return change.user ? `is assigned to ${userName(change.user)}` : 'is assigned to nobody';
    case 'note':
      return 'has a new note';
  }
}

/** What is not known when the answer was lost. */
export const doubtOf = ({ kind }: Change): string =>
  ({
    status: 'whether the status was changed',
    assign: 'whether it was assigned',
    note: 'whether the note was written',
  })[kind];
