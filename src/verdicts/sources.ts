import { sourceName } from '../cards/outside-text.ts';
import { counted, listed } from '../cards/wording.ts';
import type { Finding } from './finding.ts';
import type { Gap, Verdict } from './verdict.ts';

/** Which sources answered, and which did not and why. */
export type Sources = Readonly<{
  answered: readonly string[];
  /** Answered, but not wholly. */
  partly: readonly string[];
  /** Asked in vain, each with its reason. Sources that do not take this type of observable are not among them. */
  silent: readonly Readonly<{ module: string; why: Gap['why'] }>[];
  unsuited: readonly string[];
}>;

type Answers = Readonly<{ verdicts: readonly Verdict[]; gaps: readonly Gap[]; answered: readonly string[] }>;

/** Tells sources apart by name. One of which a part answered (two instances, or a warning) answered partly. */
export function sourcesOf(all: readonly Answers[]): Sources {
  const answered = new Set(all.flatMap((one) => [...one.answered, ...one.verdicts.map(({ module }) => module)]));
  const gaps = all.flatMap((one) => one.gaps);
  for (const gap of gaps) if (gap.partial) answered.add(gap.module);
  const silent = new Map<string, Gap['why']>();
  const partly = new Set<string>();
  const unsuited = new Set<string>();
  for (const { module, why } of gaps) {
    if (why === 'unsupported') unsuited.add(module);
    else if (answered.has(module)) partly.add(module);
    else silent.set(module, silent.get(module) ?? why);
  }
  return {
    answered: [...answered],
    partly: [...partly],
    silent: [...silent].map(([module, why]) => ({ module, why })),
    unsuited: [...unsuited].filter((module) => !answered.has(module) && !silent.has(module)),
  };
}

/** No verdict, and at least one source that might have had one did not answer: not the same as "unknown". */
export function isIncomplete(finding: Finding): boolean {
  const { silent, partly } = sourcesOf([finding]);
  return finding.headline === 'unknown' && silent.length + partly.length > 0;
}

/**
 * One sentence each: who answered, who answered partly, who does not take this type. Empty when all is well. Of
 * `several` observables, a source that failed for one may have answered for another.
 */
export function gapSentences(sources: Sources, several = false): readonly string[] {
  const { answered, partly, silent, unsuited } = sources;
  const sentences: string[] = [];
  if (silent.length > 0) {
    const all = answered.length + silent.length;
    const reasons = silent.map(({ module, why }) => `${sourceName(module)} ${reasonWords[why]}`);
    sentences.push(`${answered.length || 'None'} of ${counted(all, 'source')} answered: ${listedReasons(reasons)}.`);
  } else if (answered.length === 0 && unsuited.length === 0) {
    sentences.push('No source answered: no integration of XDR was asked.');
  }
  if (partly.length > 0)
    sentences.push(
      `${several ? 'Answered for some of these only' : 'Answered only in part'}: ${listed(partly.map(sourceName), 6)}.`,
    );
  if (unsuited.length > 0) sentences.push(`Not for this type: ${listed(unsuited.map(sourceName), 6)}.`);
  return sentences;
}

/** Commas alone: reasons hold words of their own. */
function listedReasons(reasons: readonly string[]): string {
  const more = reasons.length - mostReasons;
  return [...reasons.slice(0, mostReasons), ...(more > 0 ? [`${more} more did not answer`] : [])].join(', ');
}

const mostReasons = 6;

const reasonWords: Readonly<Record<Gap['why'], string>> = {
  'timed-out': 'timed out',
  'not-permitted': 'not permitted',
  'rate-limited': 'rate limited',
  unsupported: 'not for this type',
  failed: 'failed',
};
