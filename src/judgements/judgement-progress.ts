import type { Progress } from '../response-actions/performer.ts';
import { type StoredJudgement, stands, weightiest } from './judgement.ts';
import type { JudgementWish } from './judgement-action.ts';
import { dateInWords, judgedInWords } from './judgement-words.ts';

/** How a judgement stands in the store: `there` is what was found of it, `all` what the store holds about the observable. */
export function progressOf(
  wish: JudgementWish,
  there: StoredJudgement | undefined,
  all: readonly StoredJudgement[],
  now: number,
): Progress {
  if (wish.does === 'expire') {
    if (!there) return { state: 'gone', over: true, says: ['The judgement is not in the store any more.'] };
    return stands(there, now)
      ? { state: 'stands', over: false }
      : { state: 'expired', over: true, says: [`The judgement “${there.disposition}” stands no longer.`] };
  }
  if (!there) return { state: 'not found', over: false };
  if (!stands(there, now)) return { state: 'ended', over: true, says: ['It has ended.'] };
  const others = all.filter((one) => one.id !== there.id && stands(one, now));
  const heavier = weightiest([there, ...others]);
  const until = there.until === undefined ? 'without an end' : `until ${dateInWords(there.until)}`;
  return {
    state: 'stands',
    over: true,
    says: [
      `Judged ${there.disposition} ${until}.`,
      ...(heavier && heavier.disposition !== there.disposition
        ? [`The verdict of the store is still “${heavier.disposition}”: ${judgedInWords(heavier)} weighs more.`]
        : []),
    ],
  };
}
