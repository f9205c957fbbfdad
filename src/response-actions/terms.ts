import type { Place } from '../incoming.ts';
import type { PersonRule } from '../permissions/people-list.ts';
import type { Room } from '../room.ts';
import type { ResponseAction } from './response-action.ts';

/** What kind of thing an action does, read from its id, title and XDR's categories; the most destructive that fits. */
export type Category = (typeof categories)[number];
export const categories = [
  'isolation',
  'account',
  'block',
  'release',
  'list',
  'workflow',
  'judgement',
  'submission',
  'other',
] as const;

/** Under which terms an action may be taken in a place: what the policy says of it. */
export type Terms = Readonly<{
  category: Category;
  /** False: the policy forbids it altogether. */
  allowed: boolean;
  /** False: not in this place. */
  allowedHere: boolean;
  /** A reason is asked for in any case; `type-value`: and the value has to be typed. */
  confirm: 'reason' | 'type-value';
  /** Approvals beside the requester's own confirmation. */
  approvals: 0 | 1 | 2 | 3;
  /** Milliseconds from request to the last approval. */
  expiresMs: number;
  /** Everything but the call. */
  dryRun: boolean;
  /** "For 4 hours" may be asked for. */
  timed: boolean;
}>;

/** What holds when both do: the more of each. */
export const stricter = (one: Terms, other: Terms): Terms => ({
  category: one.category,
  allowed: one.allowed && other.allowed,
  allowedHere: one.allowedHere && other.allowedHere,
  confirm: one.confirm === 'type-value' ? one.confirm : other.confirm,
  approvals: one.approvals > other.approvals ? one.approvals : other.approvals,
  expiresMs: Math.min(one.expiresMs, other.expiresMs),
  dryRun: one.dryRun || other.dryRun,
  timed: one.timed && other.timed,
});

/** A conversation as a setting names it: without its workspace, since an app is installed in one. */
export type NamedRoom = Pick<Room, 'platform' | 'channel'>;

export type Policy = Readonly<{
  termsOf: (action: ResponseAction, place: Place) => Terms;
  /** Who may approve it, where not `CHATOPS_APPROVERS`. */
  approversOf: (action: ResponseAction) => readonly PersonRule[] | undefined;
  /** Where requests that need approval are shown as well. */
  approvalsRoom?: NamedRoom;
  /** Where the head of the audit is anchored as well. */
  auditRoom?: NamedRoom;
  /** SHA-256 of what is in force, for the audit. */
  digest: string;
}>;
