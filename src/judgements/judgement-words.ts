import { outsideText } from '../cards/outside-text.ts';
import { isOwn, type StoredJudgement } from './judgement.ts';

/** A time where no time span can stand: `30 Dec 2026, 11:05 UTC`. */
export function dateInWords(at: number): string {
  const words = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  }).format(at);
  return `${words} UTC`;
}

/** `Clean, until 30 Dec 2026, 11:05 UTC, by Example Feed`: one judgement on one line. */
export const judgedInWords = (judgement: StoredJudgement): string =>
  [
    judgement.disposition.slice(0, 1).toUpperCase() + judgement.disposition.slice(1),
    judgement.until === undefined ? 'no end' : `until ${dateInWords(judgement.until)}`,
    `by ${makerOf(judgement)}`,
  ].join(', ');

/** Who made a judgement, as people read it. */
export const makerOf = (judgement: Pick<StoredJudgement, 'source' | 'keys'>): string =>
  isOwn(judgement) ? 'this bot' : outsideText(judgement.source ?? '', 60) || 'a source without a name';
