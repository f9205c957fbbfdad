import { type Card, type Span, text } from './card.ts';
import { notice } from './notice.ts';
import { outsideText } from './outside-text.ts';
import { timeOf } from './wording.ts';

export type BusyCardFacts = Readonly<{
  /** Our own share of the hour, XDR's own limit, one person's 30 commands a minute, or Threat Grid's limit or ours of it. */
  why: 'over-budget' | 'rate-limited' | 'too-many' | 'threat-grid-busy' | 'no-submissions';
  /** Milliseconds since the epoch; the time of the next try. */
  retryAt?: number;
  reference?: string;
  simulated: boolean;
}>;

/** Nothing is wrong, there is no room just now. */
export function busyCard({ why, retryAt, reference, simulated }: BusyCardFacts): Card {
  return notice({
    tone: 'refused',
    word: 'Not now',
    sentence: sentences[why],
    todo: why === 'too-many' && retryAt === undefined ? [text('Wait a minute.')] : tryAgain(retryAt),
    small: reference === undefined ? [] : [text(`Reference ${outsideText(reference, 40)}.`)],
    simulated,
    data: {
      kind: 'refusal',
      why: why === 'threat-grid-busy' || why === 'no-submissions' ? 'rate-limited' : why,
      ...(retryAt === undefined ? {} : { retryAt }),
    },
  });
}

/** When another try makes sense. */
export const tryAgain = (retryAt: number | undefined): readonly Span[] =>
  retryAt === undefined
    ? [text('Try again in a few minutes.')]
    : [text('Try again after '), timeOf(retryAt), text('.')];

const sentences: Readonly<Record<BusyCardFacts['why'], string>> = {
  'over-budget': "the bot's share of the hourly XDR calls is used up.",
  'rate-limited': 'XDR has had too many calls from this organisation in the last hour.',
  'too-many': 'you have sent more commands in a minute than the bot takes from one person.',
  'no-submissions': 'Threat Grid takes no more submissions today.',
  'threat-grid-busy': 'Threat Grid has had as many calls as it, or the bot, allows for now.',
};
