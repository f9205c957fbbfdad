import type { Observable } from '../observables/observable.ts';
import { observableKey } from '../observables/observable.ts';
import type { Disposition } from '../verdicts/verdict.ts';
import type { StoredJudgement } from './intel.ts';

/** CTIM's numbers in their order: on a tie the lowest wins, so that clean goes before malicious. */
const byNumber: readonly Disposition[] = ['clean', 'malicious', 'suspicious', 'common', 'unknown'];

/** A time that cannot be read, or none, is no border (CTIM: no bound). */
const bound = (time: string | undefined, none: number): number => {
  const at = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(at) ? none : at;
};

/** The earliest time there is. */
const beginning = -8.64e15;

export const isValid = ({ from, until }: StoredJudgement, now: number): boolean =>
  bound(from, Number.NEGATIVE_INFINITY) <= now && now < bound(until, Number.POSITIVE_INFINITY);

/**
 * The judgement that is a store's verdict on an observable, as the store itself finds it (CTIA `entity/judgement`): of those
 * valid now the one with the highest priority, then the lowest number of disposition, then the earliest start.
 */
export function decidingOn(
  observable: Observable,
  judgements: readonly StoredJudgement[],
  now: number,
): StoredJudgement | undefined {
  const key = observableKey(observable);
  return judgements
    .filter((one) => observableKey(one.observable) === key && isValid(one, now))
    .toSorted(
      (one, other) =>
        (other.priority ?? 0) - (one.priority ?? 0) ||
        byNumber.indexOf(one.disposition) - byNumber.indexOf(other.disposition) ||
        bound(one.from, beginning) - bound(other.from, beginning),
    )[0];
}
