import type { Observable } from '../observables/observable.ts';
import { type VerdictCache, verdictKey } from './verdict-cache.ts';

/**
 * What XDR has said of an observable is known no longer: whoever asks next asks XDR. For whoever has just changed it, by an
 * own judgement. Here, in the database, and in the replicas that hear of it, which is a matter of milliseconds; one that has
 * just lost the database may tell for as long as an answer is good (an hour at most) what it has in memory.
 */
export type Forget = (observable: Observable) => void;

export const createForget =
  ({
    cache,
    modules,
  }: Readonly<{
    cache: Pick<VerdictCache, 'forget'>;
    /** The modules that watching asks, where not all: what they said is known apart. */
    modules?: readonly string[] | undefined;
  }>): Forget =>
  (observable) =>
    cache.forget([verdictKey(observable), ...(modules ? [verdictKey(observable, modules)] : [])]);
