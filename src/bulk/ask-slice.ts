import type { Purpose } from '../budget/purpose.ts';
import { Failure, isFinal } from '../failure.ts';
import type { Detect } from '../observables/detect.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import type { Finding } from '../verdicts/finding.ts';
import { type LookUp, observablesPerCall } from '../verdicts/look-up.ts';
import type { Found } from './bulk-state.ts';

/** Calls of its own, under the lowest rank, few at once; what is known is shared with everybody. */
export type AskApart = (onCall: () => void) => Readonly<{ detect: Detect; lookUp: LookUp }>;

/** So many candidates are looked up before what was found is stored: four full calls at once. */
export const sliceOf = 80;
/** So many are named to Inspect ahead, so that its calls (2,000 characters each) are full. */
const identifiedAhead = 800;

/** What was answered, up to `to`; `failure`: what kept the rest of the slice back. */
export type AskedSlice = Readonly<{ to: number; found: readonly Found[]; nothing: number; failure?: unknown }>;

/**
 * Asks XDR about the candidates of one bulk look-up, a slice at a time; of what is known already nobody is asked. Rejects
 * with the Failure of whatever kept its first part back.
 */
export function createAskSlice(
  candidates: readonly string[],
  { detect, lookUp }: ReturnType<AskApart>,
  purpose: Purpose = 'bulk',
): (from: number) => Promise<AskedSlice> {
  const ask = { purpose };
  let ahead: { from: number; are: readonly (readonly Observable[])[] } = { from: 0, are: [] };

  const identified = async (from: number, to: number) => {
    const isAhead = from >= ahead.from && to <= ahead.from + ahead.are.length;
    if (!isAhead) {
      const some = candidates.slice(from, from + identifiedAhead);
      ahead = { from, are: await Promise.all(some.map((one) => detect([one], ask))) };
    }
    return ahead.are.slice(from - ahead.from, to - ahead.from);
  };

  /** An observable that XDR refuses must not take its neighbours down: halve until it stands alone. */
  const lookUpAll = async (observables: readonly Observable[]): Promise<readonly Finding[]> => {
    try {
      return await lookUp(observables, ask);
    } catch (failure) {
      if (!(failure instanceof Failure && isFinal(failure))) throw failure;
      if (observables.length === 1) return [refused(observables[0]!)];
      const middle = observables.length >> 1;
      return [...(await lookUpAll(observables.slice(0, middle))), ...(await lookUpAll(observables.slice(middle)))];
    }
  };

  return async (from) => {
    const to = Math.min(from + sliceOf, candidates.length);
    const are = await identified(from, to);
    const seen = new Set<string>();
    const wanted = are.flatMap((observables, offset) =>
      observables
        .filter((observable) => !seen.has(observableKey(observable)) && seen.add(observableKey(observable)))
        .map((observable) => ({ at: from + offset, observable })),
    );
    // All at once, so that calls are full; each part by itself, so that what comes before a failure is kept.
    const parts = Array.from({ length: Math.ceil((to - from) / observablesPerCall) }, (_, part) => {
      const end = Math.min(from + (part + 1) * observablesPerCall, to);
      return { end, its: wanted.filter(({ at }) => at >= end - observablesPerCall && at < end) };
    });
    const asked = await Promise.allSettled(parts.map(({ its }) => lookUpAll(its.map(({ observable }) => observable))));
    const answered: (readonly Finding[])[] = [];
    let failure: Readonly<{ failure?: unknown }> = {};
    for (const one of asked) {
      if (one.status === 'rejected') {
        failure = { failure: one.reason };
        break;
      }
      answered.push(one.value);
    }
    if (answered.length === 0 && 'failure' in failure) throw failure.failure;
    const reached = parts[answered.length - 1]?.end ?? to;
    return {
      to: reached,
      found: answered.flatMap((findings, part) =>
        findings.map((finding, index) => ({ at: parts[part]!.its[index]!.at, finding })),
      ),
      nothing: are.slice(0, reached - from).filter((observables) => observables.length === 0).length,
      ...failure,
    };
  };
}

/** Not unknown: nobody was asked. */
const refused = (observable: Observable): Finding => ({
  observable,
  verdicts: [],
  via: [],
  gaps: [{ module: 'Cisco XDR', why: 'failed', partial: false }],
  answered: [],
  headline: 'unknown',
  askedAt: 0,
});
