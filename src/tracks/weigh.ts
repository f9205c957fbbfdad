import { observableKey } from '../observables/observable.ts';
import type { Finding } from '../verdicts/finding.ts';
import { headlineOf } from '../verdicts/look-up.ts';
import type { Gap, Verdict } from '../verdicts/verdict.ts';
import { toneOf } from '../verdicts/verdict-words.ts';
import type { News } from './track.ts';

/** What is known after a look, and what of it is worth telling. */
export type Weighed = Readonly<{ known: Finding; news?: News }>;

/**
 * Compares what was known with what XDR says now. A source that does not answer has not changed its mind: its last word
 * stands until it answers again, so that an outage is never told as a change.
 */
export function weigh(before: Finding, found: Finding, now: number): Weighed {
  const known = withLastWords(before, found, now);
  const ranOut = whatRanOut(before, known, now);
  if (known.headline !== before.headline) return { known, news: { news: 'changed', from: before.headline, ranOut } };
  if (ranOut.length > 0) return { known, news: { news: 'ran-out', ranOut } };
  return toneOf(known) === toneOf(before) ? { known } : { known, news: { news: 'redrawn' } };
}

/** Ends of all its verdicts, milliseconds since the epoch. */
export const endsOf = (finding: Finding): readonly number[] =>
  allVerdicts(finding)
    .map(endOf)
    .filter((end) => Number.isFinite(end));

function withLastWords(before: Finding, found: Finding, now: number): Finding {
  const silent = silentIn(found, before, now);
  const own = [...found.verdicts, ...lastWords(before.verdicts, found.verdicts, silent)];
  const viaBefore = new Map(before.via.map((one) => [observableKey(one.observable), one]));
  const viaFound = new Map(found.via.map((one) => [observableKey(one.observable), one]));
  const via = [...new Map([...viaBefore, ...viaFound])].flatMap(([key, { observable }]) => {
    const said = viaFound.get(key)?.verdicts ?? [];
    const verdicts = [...said, ...lastWords(viaBefore.get(key)?.verdicts ?? [], said, silent)];
    return verdicts.length > 0 ? [{ observable, verdicts }] : [];
  });
  const headline = headlineOf(
    own,
    via.flatMap(({ verdicts }) => verdicts),
  );
  return { ...found, verdicts: own, via, headline };
}

/** Who failed, as far as is told; where nobody at all answered, everybody whose word is still good. */
function silentIn({ gaps, answered, ...found }: Finding, before: Finding, now: number): ReadonlySet<string> {
  const failed = gaps.filter(({ why }) => !saysNothing.has(why)).map(({ module }) => module);
  const nobody = answered.length === 0 && allVerdicts(found).length === 0;
  const stillGood = nobody ? allVerdicts(before).filter((verdict) => endOf(verdict) > now) : [];
  return new Set([...failed, ...stillGood.map(({ module }) => module)]);
}

/** A source that may not answer, or does not know the type, has failed at nothing. */
const saysNothing: ReadonlySet<Gap['why']> = new Set(['not-permitted', 'unsupported']);

const lastWords = (before: readonly Verdict[], found: readonly Verdict[], silent: ReadonlySet<string>) =>
  before.filter(({ module }) => silent.has(module) && !found.some((one) => one.module === module));

/** Sources whose verdict made the headline, came to its end, and was not given again. */
function whatRanOut(before: Finding, known: Finding, now: number): readonly string[] {
  const still = new Set(carriersOf(known, before.headline).map(({ module }) => module));
  const over = carriersOf(before, before.headline).filter((one) => endOf(one) <= now && !still.has(one.module));
  return [...new Set(over.map(({ module }) => module))];
}

const carriersOf = (finding: Finding, headline: Finding['headline']) =>
  allVerdicts(finding).filter(({ disposition }) => disposition === headline);

const allVerdicts = ({ verdicts, via }: Pick<Finding, 'verdicts' | 'via'>): readonly Verdict[] => [
  ...verdicts,
  ...via.flatMap((one) => one.verdicts),
];

const endOf = ({ until }: Verdict): number => {
  const end = until === undefined ? Number.NaN : Date.parse(until);
  return Number.isNaN(end) ? Number.POSITIVE_INFINITY : end;
};
