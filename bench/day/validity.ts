import { type Observable, observableKey } from '../../src/observables/observable.ts';
import type { Deliberation } from '../../src/verdicts/verdict.ts';
import { lifetimeOf } from '../../src/verdicts/verdict-cache.ts';

/** For how many milliseconds an answer about one observable is good. */
export type Validity = (key: string) => number;

/** What the simulated XDR said in the replay, so that the least possible is computed with the same answers. */
export type Answers = Readonly<{
  add: (observables: readonly Observable[], deliberation: Deliberation) => void;
  /** By the rules of our cache: malicious and suspicious half an hour, unknown five minutes, clean and common an hour. */
  ourRules: Validity;
  /** By the verdicts' own ends alone; without an end, or without a verdict, for ever. */
  xdrsWord: Validity;
  distinct: () => number;
}>;

export function createAnswers(now: () => number): Answers {
  const ours = new Map<string, number>();
  const theirs = new Map<string, number>();
  const longer = (map: Map<string, number>, key: string, ms: number) => map.set(key, Math.max(ms, map.get(key) ?? 0));
  return {
    add: (observables, { verdicts, gaps, answered }) => {
      for (const observable of observables) {
        const key = observableKey(observable);
        const its = verdicts.filter((verdict) => observableKey(verdict.observable) === key);
        const ends = its.flatMap(({ until }) => (until ? [Date.parse(until) - now()] : []));
        longer(ours, key, lifetimeOf({ verdicts: its, gaps, answered, askedAt: now() }));
        longer(theirs, key, Math.min(Number.POSITIVE_INFINITY, ...ends));
      }
    },
    ourRules: (key) => ours.get(key) ?? 0,
    xdrsWord: (key) => theirs.get(key) ?? 0,
    distinct: () => ours.size,
  };
}
