import { outsideText } from '../cards/outside-text.ts';
import { capital } from '../cards/wording.ts';
import { decidingOn } from '../intel/deciding.ts';
import type { Disposition } from '../verdicts/verdict.ts';
import { isOwn, type OwnJudgement } from './judgement.ts';

/** A time where no time span can stand: `30 Dec 2026, 11:05 UTC`. */
export function dateInWords(given: string): string {
  const at = Date.parse(given);
  if (Number.isNaN(at)) return 'a time unknown';
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

/** `until 30 Dec 2026, 11:05 UTC`, or that it has no end. */
export const untilInWords = (until: string | undefined): string =>
  until === undefined ? 'without an end' : `until ${dateInWords(until)}`;

/** `Clean, until 30 Dec 2026, 11:05 UTC, by Example Feed`: one judgement on one line. */
export const judgedInWords = (judgement: OwnJudgement): string =>
  [capital(judgement.disposition), untilInWords(judgement.until), `by ${makerOf(judgement)}`].join(', ');

/** Who made a judgement, as people read it. */
export const makerOf = (judgement: Pick<OwnJudgement, 'source' | 'keys'>): string =>
  isOwn(judgement) ? 'this bot' : outsideText(judgement.source ?? '', 60) || 'a source without a name';

/** What is said when a judgement was written, in lines; `others` stand beside it, and one of them may count instead. */
export function writtenInWords(
  made: OwnJudgement,
  disposition: Disposition,
  others: readonly OwnJudgement[],
  now: number,
): readonly string[] {
  const deciding = decidingOn(made.observable, [...others, made], now);
  const first = others.find((one) => one === deciding);
  return [
    `Judged ${disposition} ${untilInWords(made.until)}.`,
    ...(first && first.disposition !== disposition
      ? [`What counts in the store is still “${first.disposition}” (${judgedInWords(first)}).`]
      : []),
  ];
}
