import { decidingOn, isValid } from '../intel/deciding.ts';
import type { Progress } from '../response-actions/performer.ts';
import type { Disposition } from '../verdicts/verdict.ts';
import type { OwnJudgement } from './judgement.ts';
import { judgedInWords, untilInWords } from './judgement-words.ts';

/** How a judgement that was written stands; `all` is what the store holds about the observable. Nothing follows after. */
export function judgedProgress(
  id: string,
  disposition: Disposition,
  all: readonly OwnJudgement[],
  now: number,
): Progress {
  const standing = all.filter((one) => isValid(one, now));
  const its = standing.find((one) => one.id === id);
  if (!its)
    return { state: 'not valid', over: true, says: [`The judgement “${disposition}” does not stand any more.`] };
  const deciding = decidingOn(its.observable, standing, now);
  const first = standing.find((one) => one === deciding);
  return {
    state: 'valid',
    over: true,
    says: [
      `Judged ${disposition} ${untilInWords(its.until)}.`,
      ...(first && first.disposition !== disposition
        ? [`What counts in the store is still “${first.disposition}” (${judgedInWords(first)}).`]
        : []),
    ],
  };
}

/** How a judgement stands that was to be ended. */
export const expiredProgress = (there: OwnJudgement | undefined, now: number): Progress =>
  there && isValid(there, now)
    ? { state: 'valid', over: false }
    : { state: 'expired', over: true, says: [`The judgement${there ? ` “${there.disposition}”` : ''} has ended.`] };
