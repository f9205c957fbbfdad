import { sourceName } from '../cards/outside-text.ts';
import { shown, typeName } from '../cards/shown.ts';
import { counted, listed } from '../cards/wording.ts';
import type { Finding } from './finding.ts';
import { isIncomplete, sourcesOf } from './sources.ts';
import { type Disposition, ownWords, type Verdict, worstFirst } from './verdict.ts';

/** What a row or heading is about: the worst disposition, or that we cannot know it yet. */
export const toneOf = (finding: Finding): Disposition | 'incomplete' =>
  isIncomplete(finding) ? 'incomplete' : finding.headline;

/** Worst first; what is incomplete may yet be worse than what is unknown. */
export const rank = (finding: Finding): number =>
  2 * worstFirst.indexOf(finding.headline) - (isIncomplete(finding) ? 1 : 0);

/** Why the headline is what it is: `by Talos Intelligence`, `by your organisation`, `by Umbrella via host evil[.]example`, `no source has a verdict`. */
export function because(finding: Finding): string {
  const { headline, verdicts, via } = finding;
  if (headline === 'unknown') return whyUnknown(finding);
  const own = whoSays(headline, verdicts);
  if (own !== undefined) return `by ${own}`;
  for (const one of via) {
    const others = whoSays(headline, one.verdicts);
    if (others !== undefined) return `by ${others} via ${viaName(finding, one.observable)}`;
  }
  return 'no source named';
}

/** The organisation itself needs nobody beside it. */
function whoSays(disposition: Disposition, verdicts: readonly Verdict[]): string | undefined {
  if (ownWords(verdicts).some((one) => one.disposition === disposition)) return 'your organisation';
  const modules = modulesThatSay(disposition, verdicts);
  return modules.length > 0 ? listed(modules) : undefined;
}

function whyUnknown(finding: Finding): string {
  const { answered, partly, silent } = sourcesOf([finding]);
  if (answered.length === 0) return 'no source answered';
  if (silent.length > 0) return `no verdict, ${counted(silent.length, 'source')} did not answer`;
  if (partly.length > 0) return `no verdict, ${counted(partly.length, 'source')} answered only in part`;
  return answered.length === 1 ? 'the one source does not know it' : `none of ${answered.length} sources knows it`;
}

const modulesThatSay = (disposition: Disposition, verdicts: readonly Verdict[]): readonly string[] => [
  ...new Set(verdicts.filter((one) => one.disposition === disposition).map(({ module }) => sourceName(module))),
];

/** A URL's host, an e-mail's domain; named by what it is. */
export const viaName = ({ observable }: Finding, via: Finding['observable']): string =>
  `${observable.type === 'url' ? 'host' : typeName(via)} ${shown(via, 80)}`;

/**
 * Sources that say different things of the observable itself. Who merely does not know does not disagree, and common
 * and clean both mean harmless.
 */
export function disagreement({ verdicts }: Finding): readonly string[] {
  const said = worstFirst.filter((disposition) => disposition !== 'unknown');
  const counts = said
    .map((disposition) => ({ disposition, count: modulesThatSay(disposition, verdicts).length }))
    .filter(({ count }) => count > 0);
  const harmful = counts.some(({ disposition }) => disposition === 'malicious' || disposition === 'suspicious');
  if (counts.length < 2 || !harmful) return [];
  return [`Sources disagree: ${counts.map(({ disposition, count }) => `${count} ${disposition}`).join(', ')}.`];
}

/** Sources that answered and know nothing: not the same as sources that did not answer. */
export function withoutVerdict(finding: Finding, answered: readonly string[]): readonly string[] {
  const spoke = new Set(
    [finding.verdicts, ...finding.via.map(({ verdicts }) => verdicts)].flat().map(({ module }) => module),
  );
  const quiet = answered.filter((module) => !spoke.has(module)).map(sourceName);
  return quiet.length > 0 ? [`No verdict from ${listed(quiet, 6)}.`] : [];
}
