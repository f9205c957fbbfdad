import type { Progress } from '../response-actions/performer.ts';
import type { Disposition } from '../verdicts/verdict.ts';
import { type StoredJudgement, stands, weightiest } from './judgement.ts';
import { dateInWords, judgedInWords } from './judgement-words.ts';

/** How a judgement that was written stands; `all` is what the store holds about the observable. Nothing follows after. */
export function judgedProgress(
  id: string,
  disposition: Disposition,
  all: readonly StoredJudgement[],
  now: number,
): Progress {
  const standing = all.filter((one) => stands(one, now));
  const its = standing.find((one) => one.id === id);
  if (!its)
    return { state: 'not valid', over: true, says: [`The judgement “${disposition}” does not stand any more.`] };
  const first = weightiest(standing);
  const until = its.until === undefined ? 'without an end' : `until ${dateInWords(its.until)}`;
  return {
    state: 'valid',
    over: true,
    says: [
      `Judged ${disposition} ${until}.`,
      ...(first && first.disposition !== disposition
        ? [`What counts in the store is still “${first.disposition}” (${judgedInWords(first)}).`]
        : []),
    ],
  };
}

/** How a judgement stands that was to be ended. */
export const expiredProgress = (there: StoredJudgement | undefined, now: number): Progress =>
  there && stands(there, now)
    ? { state: 'valid', over: false }
    : { state: 'expired', over: true, says: [`The judgement${there ? ` “${there.disposition}”` : ''} has ended.`] };
