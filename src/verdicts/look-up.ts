import { isPatient } from '../budget/purpose.ts';
import { shareCalls } from '../budget/share-calls.ts';
import { createAskOnce, type KnownFrom } from '../known/ask-once.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import type { Finding } from './finding.ts';
import {
  type Ask,
  type Deliberate,
  type Deliberation,
  type Disposition,
  ownWords,
  type Verdict,
  worstFirst,
} from './verdict.ts';
import { type Known, type VerdictCache, verdictKey } from './verdict-cache.ts';

/** Verdicts of observables, each with its host or domain. One finding for each, in their order. Rejects with a Failure. */
export type LookUp = (observables: readonly Observable[], ask: Ask) => Promise<Finding[]>;

/** XDR asks every module for every observable, and one slow module holds the whole call (dossier §4). */
export const observablesPerCall = 20;

/**
 * Cache, then `deliberate` for what is missing: at most 20 observables a call, several calls at once, and callers that
 * want the same observable at the same time share one flight.
 */
export function createLookUp({
  deliberate,
  cache,
  companions,
  now,
  atOnce = 16,
  admit,
  linger,
  onFrom,
}: {
  deliberate: Deliberate;
  cache: VerdictCache;
  /** The host of a URL, the domain of an e-mail address. */
  companions: (observable: Observable) => readonly Observable[];
  now: () => number;
  atOnce?: number;
  /** How long a call for watching waits for others to join it, milliseconds. */
  linger?: () => number;
  /** Asked only when a call is needed; what it throws rejects that request alone. */
  admit?: (ask: Ask) => void;
  /** Counts where verdicts came from. */
  onFrom?: (from: KnownFrom, count: number) => void;
}): LookUp {
  const calls = new Map<string, ReturnType<typeof shareDeliberate>>();

  const shareDeliberate = (modules: readonly string[] | undefined) =>
    shareCalls<Observable, Deliberation>({
      atOnce,
      fits: (_, held) => held.length < observablesPerCall,
      call: (observables, waiter) => deliberate(observables, { ...waiter, ...(modules ? { modules } : {}) }),
      ...(linger ? { linger } : {}),
    });

  const know = createAskOnce<Observable, Known, Ask>({
    cache,
    keyOf: (observable, { modules }) => verdictKey(observable, modules),
    suffices: (known, { purpose, anew }) =>
      anew ? now() - known.askedAt < justNow : isPatient(purpose) || !isWorn(known, now()),
    call: (observables, ask) => {
      const asked = ask.modules?.join(',') ?? '';
      const share = calls.get(asked) ?? shareDeliberate(ask.modules);
      calls.set(asked, share);
      const asOf = cache.moment();
      return share(observables, ask).map(async (deliberation, at) => {
        const its = partOf(await deliberation, observables[at]!, now());
        cache.set(verdictKey(observables[at]!, ask.modules), its, asOf);
        return its;
      });
    },
    admit,
    ...(onFrom ? { onFrom } : {}),
  });

  return async (observables, ask) => {
    const wanted = new Map<string, Observable>();
    for (const one of observables) for (const each of [one, ...companions(one)]) wanted.set(observableKey(each), each);
    const all = [...wanted.values()];
    const known = new Map<string, Known>();
    for (const [i, its] of (await know(all, ask)).entries()) known.set(observableKey(all[i]!), its);
    return observables.map((one) => findingOf(one, companions(one), known));
  };
}

/** Somebody asks on purpose, and the last answer had sources that failed: they may answer by now. */
const isWorn = ({ gaps, askedAt }: Known, now: number): boolean =>
  now - askedAt > failuresRest && gaps.some(({ why }) => why !== 'not-permitted' && why !== 'unsupported');

/** What XDR said so lately is new, milliseconds. */
const justNow = 60_000;

/** How long failed sources are left alone even by commands, milliseconds. */
const failuresRest = 15_000;

const partOf = ({ verdicts, gaps, answered }: Deliberation, observable: Observable, askedAt: number): Known => {
  const key = observableKey(observable);
  return { verdicts: verdicts.filter((verdict) => observableKey(verdict.observable) === key), gaps, answered, askedAt };
};

/** What is known of an observable, with what is known of its companions. */
export function findingOf(
  observable: Observable,
  companions: readonly Observable[],
  known: ReadonlyMap<string, Known>,
): Finding {
  const own = known.get(observableKey(observable))!;
  const via = companions.map((one) => ({ observable: one, verdicts: known.get(observableKey(one))!.verdicts }));
  const parts = [own, ...companions.map((one) => known.get(observableKey(one))!)];
  return {
    observable,
    verdicts: own.verdicts,
    via: via.filter((one) => one.verdicts.length > 0),
    gaps: [...new Map(parts.flatMap((part) => part.gaps).map((gap) => [`${gap.module} ${gap.why}`, gap])).values()],
    answered: [...new Set(parts.flatMap((part) => part.answered))],
    headline: headlineOf(
      own.verdicts,
      via.flatMap((one) => one.verdicts),
    ),
    askedAt: Math.min(...parts.map((part) => part.askedAt)),
  };
}

/**
 * What the organisation itself says of it, if it does; else the worst that is said. A host can make its URL worse, never
 * better: a clean or common host says nothing of what lies under one of its addresses. Of a host, too, the organisation's
 * own word goes before the others'.
 */
export function headlineOf(verdicts: readonly Verdict[], via: readonly Verdict[]): Disposition {
  const own = ownWords(verdicts);
  const said = new Set((own.length > 0 ? own : verdicts).map((verdict) => verdict.disposition));
  if (said.size === 0) said.add('unknown');
  if (own.length === 0)
    for (const { disposition } of thatDecide(via))
      if (disposition === 'malicious' || disposition === 'suspicious') said.add(disposition);
  return worstFirst.find((disposition) => said.has(disposition)) ?? 'unknown';
}

/** Of each host the organisation's own words, where there are any. */
const thatDecide = (via: readonly Verdict[]): readonly Verdict[] =>
  [...Map.groupBy(via, ({ observable }) => observableKey(observable)).values()].flatMap((its) => {
    const own = ownWords(its);
    return own.length > 0 ? own : its;
  });
