import { shareCalls, type Waiter } from '../budget/share-calls.ts';
import { Failure } from '../failure.ts';
import { createAskOnce, type KnownFrom } from '../known/ask-once.ts';
import type { Ask } from '../verdicts/verdict.ts';
import { normalise, standsIn } from './attribution.ts';
import { type CandidateCache, candidateKey } from './candidate-cache.ts';
import { type Observable, observableKey } from './observable.ts';

/** Asks XDR's Inspect: text in, a set of observables out, in no order. */
export type Inspect = (content: string, ask: Ask) => Promise<readonly Observable[]>;

/** What candidate strings are, in Inspect's words: distinct observables. Rejects with a Failure. */
export type Detect = (candidates: readonly string[], ask: Ask) => Promise<Observable[]>;

/** Inspect takes more, but is not documented to (dossier §3: clients keep to 2,000 characters). */
export const longestContent = 2000;

/**
 * Detection through Inspect at the least cost: what Inspect once said of a candidate is remembered; unknown candidates
 * travel one per line, many to a call. Inspect answers with an unordered set, so each observable is given to the
 * candidates it stands in; one that stands in none is dropped and counted. Thus no message ever gets another message's
 * observable, however calls are shared.
 */
export function createDetect({
  inspect,
  remembered,
  atOnce = 8,
  admit,
  linger,
  onFrom,
  onUnmatched = () => {},
}: {
  inspect: Inspect;
  remembered: CandidateCache;
  atOnce?: number;
  /** How long a call for watching waits for others to join it, milliseconds. */
  linger?: () => number;
  /** Asked only when a call is needed; what it throws rejects that request alone. */
  admit?: (ask: Ask) => void;
  /** Counts where the meaning of candidates came from. */
  onFrom?: (from: KnownFrom, count: number) => void;
  onUnmatched?: (count: number) => void;
}): Detect {
  const inspectAll = async (
    candidates: readonly string[],
    waiter: Waiter,
  ): Promise<Map<string, readonly Observable[]>> => {
    let found: readonly Observable[];
    try {
      found = await inspect(candidates.join('\n'), waiter);
    } catch (error) {
      // One candidate that Inspect refuses must not take its neighbours down: halve until it stands alone.
      if (!(error instanceof Failure && error.kind === 'bad-request')) throw error;
      if (candidates.length === 1) return new Map([[candidates[0]!, []]]);
      const middle = candidates.length >> 1;
      const halves = await Promise.all([
        inspectAll(candidates.slice(0, middle), waiter),
        inspectAll(candidates.slice(middle), waiter),
      ]);
      return new Map([...halves[0], ...halves[1]]);
    }
    return attribute(candidates, found);
  };

  const attribute = (
    candidates: readonly string[],
    found: readonly Observable[],
  ): Map<string, readonly Observable[]> => {
    const forms = candidates.map(normalise);
    const matched = new Set<Observable>();
    const wholeSomewhere = new Set(
      found.filter((observable) => forms.some((form) => standsIn(observable, form) === 'whole')),
    );
    const result = new Map<string, readonly Observable[]>();
    candidates.forEach((candidate, i) => {
      const its = found.filter((observable) => {
        const stands = standsIn(observable, forms[i]!);
        // A URL that is another candidate is that one's: http://e.example/a is no part of http://e.example/a/b.
        return (
          stands === 'whole' || (stands === 'part' && !(observable.type === 'url' && wholeSomewhere.has(observable)))
        );
      });
      for (const observable of its) matched.add(observable);
      result.set(candidate, its);
    });
    const unmatched = found.length - matched.size;
    if (unmatched > 0) onUnmatched(unmatched);
    for (const [candidate, its] of result) {
      // With unmatched observables about, "nothing" may be a failure of ours to attribute: ask again another time.
      if (its.length > 0 || unmatched === 0) remembered.set(candidateKey(candidate), its);
    }
    return result;
  };

  const share = shareCalls<string, Map<string, readonly Observable[]>>({
    atOnce,
    fits: (candidate, held) => held.reduce((sum, one) => sum + one.length + 1, candidate.length) <= longestContent,
    call: inspectAll,
    ...(linger ? { linger } : {}),
  });

  const know = createAskOnce<string, readonly Observable[], Ask>({
    cache: remembered,
    keyOf: candidateKey,
    call: (candidates, ask) =>
      share(candidates, ask).map((answer, at) => answer.then((map) => map.get(candidates[at]!) ?? [])),
    admit,
    ...(onFrom ? { onFrom } : {}),
  });

  return async (candidates, ask) => {
    const wanted = [...new Set(candidates)].filter((one) => one.length <= longestContent && !one.includes('\n'));
    const all = await know(wanted, ask);
    return [...new Map(all.flat().map((one) => [observableKey(one), one])).values()];
  };
}
