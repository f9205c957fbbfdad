import type { AuditedPerson } from '../audit/audit-entry.ts';
import type { Platform } from '../incoming.ts';
import { type ActionRequest, type Actor, approvalsWanted } from './action-request.ts';
import type { Around, Decision } from './action-requests.ts';
import { entryOf } from './audit-action.ts';
import { auditedGiven } from './given-facts.ts';
import type { Terms } from './terms.ts';

/** Why somebody's attempt comes to nothing. */
export type RefusedAttempt =
  | 'not-there' // forged, or forgotten
  | 'not-permitted' // of the role that it needs
  | 'not-yours' // of another person
  | 'own-request' // who asks does not approve
  | 'not-linked' // asked for on another platform, by somebody who could be the same human
  | 'approved-before' // by the same human
  | 'elsewhere' // pressed where it does not stand
  | 'expired'
  | 'already' // it has gone on since
  | 'already-done' // what it undoes or repeats has
  | 'same-under-way' // the same action for the same observable
  | 'answered' // a task that another answer was sent to, or may have been
  | 'forbidden' // by the policy
  | 'not-here' // by the policy, or because outsiders may read
  | 'nobody-to-approve' // nobody sees the card
  | 'too-many-forms';

/**
 * Whoever decides, and who he is by the settings of now: `is` tells whether somebody is the same human, `platforms` where
 * he is known.
 */
export type Decider = Readonly<{ actor: Actor; is: (who: AuditedPerson) => boolean; platforms: readonly Platform[] }>;

const refuse = (
  request: ActionRequest,
  { actor }: Decider,
  refused: RefusedAttempt,
  wanted: string,
  beside?: ActionRequest,
): Decision<RefusedAttempt> => ({
  refused,
  ...(beside ? { beside } : {}),
  entry: entryOf(request, 'attempt.refused', { by: actor, outcome: refused, details: { wanted } }),
});

const isOwn = ({ requester }: ActionRequest, { is }: Decider): boolean => is(requester);

/** What somebody sends with the form. `complete`: a reason is given, and the value typed where that is wanted. */
export type Confirmation = Readonly<{
  reason: string;
  reverseAfterMs: number | undefined;
  /** The terms of now, of the action and, if it is to be reversed by itself, of that as well. */
  terms: Terms;
  /** Somebody sees the card who could approve it. */
  seen: boolean;
  complete: boolean;
}>;

/**
 * Who asked confirms, with a reason. Nothing may be under way for the same, and a task is answered once; and if anything
 * became of the same since he was shown what had, he is shown that first: the request then stays as it is but for `lookedAt`.
 */
export function decideConfirm(
  request: ActionRequest,
  { others, answered, changedAt, first }: Around,
  by: Decider,
  { reason, reverseAfterMs, terms, seen, complete }: Confirmation,
): Decision<RefusedAttempt | 'incomplete'> {
  const no = (why: RefusedAttempt, beside?: ActionRequest) => refuse(request, by, why, 'confirm', beside);
  if (!isOwn(request, by)) return no('not-yours');
  if (request.state !== 'requested') return no('already');
  if (by.actor.at >= request.expiresAt) return no('expired');
  if (!terms.allowed) return no('forbidden');
  if (!terms.allowedHere) return no('not-here');
  if (terms.approvals > 0 && !seen) return no('nobody-to-approve');
  if (first && !isStillWanted(request.origin, first)) return no('already-done');
  if (others.length > 0) return no('same-under-way', others[0]);
  if (answered) return no('answered', answered);
  if (changedAt > request.lookedAt) return { to: { state: 'requested', lookedAt: by.actor.at }, entries: [] };
  if (!complete) return { refused: 'incomplete' };
  const details = {
    ...auditedGiven(request),
    approvals: terms.approvals,
    ...(reverseAfterMs === undefined ? {} : { reverseAfterMinutes: Math.round(reverseAfterMs / 60_000) }),
  };
  return {
    to: {
      state: terms.approvals === 0 ? 'approved' : 'confirmed',
      reason,
      reverseAfterMs,
      terms,
      // The time to approve begins when there is something to approve.
      expiresAt: by.actor.at + terms.expiresMs,
    },
    entries: [entryOf({ ...request, reason, terms }, 'action.confirmed', { by: by.actor, details })],
  };
}

/** What is undone or done again must still stand to be undone, or still be open. */
export function isStillWanted(origin: ActionRequest['origin'], first: ActionRequest): boolean {
  if (origin === 'undo') return first.state === 'done' && first.undoneBy === undefined;
  const failed = first.state === 'failed' || (first.state === 'done' && first.progress?.failed === true);
  return origin !== 'again' || failed || first.state === 'unknown';
}

/** Somebody else approves. Asked for on another platform, he has to be known there too, as another than who asked. */
export function decideApprove(request: ActionRequest, by: Decider): Decision<RefusedAttempt> {
  const no = (why: RefusedAttempt) => refuse(request, by, why, 'approve');
  const from = request.requester.platform;
  if (request.state !== 'confirmed') return no('already');
  if (by.actor.at >= request.expiresAt) return no('expired');
  if (isOwn(request, by)) return no('own-request');
  if (by.actor.who.platform !== from && !by.platforms.includes(from)) return no('not-linked');
  if (request.approvals.some(({ who }) => by.is(who))) return no('approved-before');
  const approvals = [...request.approvals, by.actor];
  const last = approvalsWanted({ ...request, approvals }) === 0;
  const details = { approvals: approvals.length, wanted: request.terms.approvals };
  return {
    to: { state: last ? 'approved' : 'confirmed', approvals },
    entries: [entryOf(request, 'action.approved', { by: by.actor, details })],
  };
}

/** Somebody who could approve says no, and why. */
export function decideRefuse(request: ActionRequest, by: Decider, why: string): Decision<RefusedAttempt> {
  const no = (refused: RefusedAttempt) => refuse(request, by, refused, 'refuse');
  if (request.state !== 'confirmed') return no('already');
  if (by.actor.at >= request.expiresAt) return no('expired');
  return {
    to: { state: 'refused', endedBy: by.actor, result: { why, notRun: true } },
    entries: [entryOf(request, 'action.refused', { by: by.actor, outcome: why })],
  };
}

/**
 * Who asked takes it back, or an admin, as long as the call is not about to be made; or what was to be reversed by itself
 * is kept as it is: where others approved that it is for a while, one of them (or an admin) has to.
 */
export function decideCancel(
  request: ActionRequest,
  by: Decider,
  { isAdmin, isApprover }: Readonly<{ isAdmin: boolean; isApprover: boolean }>,
): Decision<RefusedAttempt> {
  const no = (refused: RefusedAttempt) => refuse(request, by, refused, 'cancel');
  const keeps = request.state === 'done' && request.reverseAt !== undefined;
  // The reversal itself, due and waiting for XDR, is the same promise.
  const promised = keeps || request.origin === 'timed';
  if (promised && request.approvals.length > 0) {
    if (!isAdmin && isOwn(request, by)) return no('own-request');
    if (!isAdmin && !isApprover) return no('not-permitted');
  } else if (!isAdmin && !isOwn(request, by)) return no('not-yours');
  if (keeps)
    return {
      to: { state: 'done', reverseAt: undefined },
      entries: [entryOf(request, 'action.cancelled', { by: by.actor, outcome: 'not reversed by itself' })],
    };
  if (request.state !== 'confirmed' && request.state !== 'approved') return no('already');
  return {
    to: { state: 'cancelled', endedBy: by.actor, result: { notRun: true } },
    entries: [entryOf(request, 'action.cancelled', { by: by.actor })],
  };
}

/** Somebody has looked, and says what became of an action whose outcome was unknown. */
export function decideClose(
  request: ActionRequest,
  by: Decider,
  { as, note }: Readonly<{ as: 'done' | 'not-done'; note: string }>,
): Decision<RefusedAttempt> {
  if (request.state !== 'unknown') return refuse(request, by, 'already', 'close');
  const { reverseAfterMs } = request;
  const reversed = as === 'done' && reverseAfterMs !== undefined ? { reverseAt: by.actor.at + reverseAfterMs } : {};
  return {
    to: {
      state: as === 'done' ? 'done' : 'failed',
      ...reversed,
      result: { ...request.result, closed: { as, by: by.actor, note } },
      progress: undefined, // it is looked for no longer
    },
    entries: [entryOf(request, 'action.closed', { by: by.actor, outcome: as, reason: note })],
  };
}

/** Its time is over. Not a person's wish, so it may come too late without harm. */
export function decideExpire(request: ActionRequest, now: number): Decision<'already'> {
  const waits = request.state === 'requested' || request.state === 'confirmed';
  if (!waits || now < request.expiresAt) return { refused: 'already' };
  return {
    to: { state: 'expired', result: { notRun: true } },
    // A form that was closed without sending it is nobody's decision.
    entries: request.state === 'requested' ? [] : [entryOf(request, 'action.expired')],
  };
}
