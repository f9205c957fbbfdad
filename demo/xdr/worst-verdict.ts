import type { ModuleAnswer } from './ask-modules.ts';

/** Dispositions by danger; how the platform itself reckons a reputation is not documented (LIKELY so). */
const WORST_FIRST = [2, 3, 5, 4, 1];

/** The verdict that reputation puts on top, if any module gave one. */
export function worstVerdict(data: readonly ModuleAnswer[]): unknown {
  const verdicts = data.flatMap((answer) => {
    const { verdicts } = answer.data as { verdicts?: { docs: { disposition: number }[] } };
    return verdicts?.docs ?? [];
  });
  const rank = (verdict: { disposition: number }) => WORST_FIRST.indexOf(verdict.disposition);
  return verdicts.toSorted((a, b) => rank(a) - rank(b))[0];
}
