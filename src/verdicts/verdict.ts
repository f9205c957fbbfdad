import type { Purpose } from '../budget/purpose.ts';
import type { Observable } from '../observables/observable.ts';

/** XDR's five dispositions as words. XDR's own numbers (1 Clean, 2 Malicious, 3 Suspicious, 4 Common, 5 Unknown) are no order. */
export type Disposition = 'malicious' | 'suspicious' | 'unknown' | 'common' | 'clean';

/** Worst first: the order of headlines, rows and disagreement. */
export const worstFirst: readonly Disposition[] = ['malicious', 'suspicious', 'unknown', 'common', 'clean'];

export const isWorse = (one: Disposition, other: Disposition): boolean =>
  worstFirst.indexOf(one) < worstFirst.indexOf(other);

/**
 * What one source (module) says of one observable. Times are ISO 8601; absent when the source gave none. `own`: the
 * organisation itself says so, and that goes before all others; `reason`: why, where an own judgement says it.
 */
export type Verdict = Readonly<{
  observable: Observable;
  disposition: Disposition;
  module: string;
  from?: string;
  until?: string;
  own?: true;
  reason?: string;
}>;

/** What the organisation itself says; that it does not know says nothing. */
export const ownWords = (verdicts: readonly Verdict[]): readonly Verdict[] =>
  verdicts.filter(({ own, disposition }) => own && disposition !== 'unknown');

export const reasons = ['timed-out', 'not-permitted', 'rate-limited', 'unsupported', 'failed'] as const;

/** A source that did not answer fully. "No verdict" and "source down" must never look alike. */
export type Gap = Readonly<{
  module: string;
  why: (typeof reasons)[number];
  /** A warning: the source answered, but not wholly. */
  partial: boolean;
}>;

/** What one call of deliberate brought. `answered` names the sources that answered, also those that know nothing. */
export type Deliberation = Readonly<{
  verdicts: readonly Verdict[];
  gaps: readonly Gap[];
  answered: readonly string[];
}>;

/** Asks XDR's `deliberate`; at most 20 observables a call. Rejects with a Failure. */
export type Deliberate = (observables: readonly Observable[], ask: Ask) => Promise<Deliberation>;

/**
 * For whom a call is made (the budget ranks it), which module instances are asked (all, when absent), and for which
 * rooms: who watches a room names it (`slack/T1/C1`); a shared call names the room of each item that waits in it, one
 * entry an item, so that the budget can be fair between rooms. Asked by a person, no room is named. `anew`: what is known
 * already does not do, unless XDR said it within the last minute.
 */
export type Ask = Readonly<{ purpose: Purpose; modules?: readonly string[]; rooms?: readonly string[]; anew?: true }>;
