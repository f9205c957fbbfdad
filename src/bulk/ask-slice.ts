import { Failure, isFinal } from '../failure.ts';
import type { Detect } from '../observables/detect.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import type { Finding } from '../verdicts/finding.ts';
import type { LookUp } from '../verdicts/look-up.ts';
import type { Found } from './bulk-state.ts';

/** Calls of its own, under the lowest rank, few at once; what is known is shared with everybody. */
export type AskApart = (onCall: () => void) => Readonly<{ detect: Detect; lookUp: LookUp }>;

/** So many candidates are looked up before what was found is stored: four full calls at once. */
export const sliceOf = 80;
/** So many are named to Inspect ahead, so that its calls (2,000 characters each) are full. */
const identifiedAhead = 800;

const ask = { purpose: 'bulk' } as const;

export type AskedSlice = Readonly<{ to: number; found: readonly Found[]; nothing: number }>;

/**
 * Asks XDR about the candidates of one bulk look-up, a slice at a time; of what is known already nobody is asked. Rejects
 * with the Failure of whatever could not be asked; what was answered is known then, and costs nothing the next time.
 */
export function createAskSlice(
  candidates: readonly string[],
  { detect, lookUp }: ReturnType<AskApart>,
): (from: number) => Promise<AskedSlice> {
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
    const places = new Map<string, { at: number; observable: Observable }>();
    for (const [offset, observables] of are.entries())
      for (const observable of observables) {
        const key = observableKey(observable);
        if (!places.has(key)) places.set(key, { at: from + offset, observable });
      }
    const wanted = [...places.values()];
    const findings = await lookUpAll(wanted.map(({ observable }) => observable));
    return {
      to,
      found: findings.map((finding, index) => ({ at: wanted[index]!.at, finding })),
      nothing: are.filter((observables) => observables.length === 0).length,
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
