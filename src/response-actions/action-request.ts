import type { AuditedPerson } from '../audit/audit-entry.ts';
import type { Place } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import type { Following } from './performer.ts';
import type { Given, ResponseAction } from './response-action.ts';
import type { Terms } from './terms.ts';

/**
 * requested → confirmed → approved → executing → done | failed | unknown, or refused | expired | cancelled on the way.
 *
 * - requested: somebody has the form before him; nobody else sees it, and it holds nothing up.
 * - confirmed: he gave a reason and sent it; it waits for approvals.
 * - approved: it has all it needs and runs next.
 * - executing: stored before the call is made; from here on it is never begun again.
 * - unknown: the call was made, or may have been, and nobody knows what came of it.
 */
export type ActionState =
  | 'requested'
  | 'confirmed'
  | 'approved'
  | 'executing'
  | 'done'
  | 'failed'
  | 'unknown'
  | 'refused'
  | 'expired'
  | 'cancelled';

/** Somebody with his say, and from where. */
export type Actor = Readonly<{ who: AuditedPerson; place: Place; at: number }>;

/** How it ended. All texts but `reference` are outside texts. */
export type ActionResult = Readonly<{
  /** What to say: what the module gave as reasons, why it was refused, what was not permitted any more. */
  why?: string;
  /** When XDR answered, or gave up; milliseconds since the epoch. */
  at?: number;
  /** The id of what came of it: a judgement, a run, a sample. */
  made?: string;
  /** What there is to say of it, in lines. */
  says?: readonly string[];
  /** Certainly nothing was called. */
  notRun?: true;
  /** The code under which the log has it. */
  reference?: string;
  /** Somebody said afterwards what became of it. */
  closed?: Readonly<{ as: 'done' | 'not-done'; by: Actor; note: string }>;
}>;

/** Times are milliseconds since the epoch. */
export type ActionRequest = Readonly<{
  /** Random, 128 bit. */
  id: string;
  state: ActionState;
  /** Grows with every change. */
  version: number;
  requester: AuditedPerson;
  /** Where it was asked for: its card stands there. */
  place: Place;
  /** Absent where the action is about nothing in particular (a workflow). */
  observable?: Observable;
  action: ResponseAction;
  /** What was given for the action's inputs, without what is secret. */
  given?: Given;
  /** The names of the secret inputs that were given. */
  hidden?: readonly string[];
  /** The action of the same module that undoes it. */
  reverse?: ResponseAction;
  /** `timed`: made by the bot, as was asked for with the first. */
  origin: 'asked' | 'undo' | 'again' | 'timed';
  /** The request that it undoes or repeats. */
  of?: string;
  terms: Terms;
  reason?: string;
  /** It is reversed so long after it was done. */
  reverseAfterMs?: number;
  approvals: readonly Actor[];
  /** Who refused or cancelled it. */
  endedBy?: Actor;
  /** Which process makes the call. */
  executor?: string;
  /** XDR asked everybody to wait until then; it has not been called yet. */
  waitingUntil?: number;
  result?: ActionResult;
  /** How what was started goes, where its service tells. */
  progress?: Following;
  /** The request that undid it. */
  undoneBy?: string;
  createdAt: number;
  /** What happened to the same action until then has been shown to who asks. */
  lookedAt: number;
  expiresAt: number;
  /** When it is reversed by itself. */
  reverseAt?: number;
  changedAt: number;
}>;

/** States in which nobody else may ask for the same. */
export const inFlight: ReadonlySet<ActionState> = new Set(['confirmed', 'approved', 'executing']);

/** States from which nothing follows by itself. */
export const isOver = ({ state }: Pick<ActionRequest, 'state'>): boolean =>
  !inFlight.has(state) && state !== 'requested';

/** How many approvals are still wanted. */
export const approvalsWanted = ({ terms, approvals }: ActionRequest): number =>
  Math.max(0, terms.approvals - approvals.length);
