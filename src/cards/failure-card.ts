import type { Failure, FailureKind } from '../failure.ts';
import { busyCard, tryAgain } from './busy-card.ts';
import { type Card, type Span, text } from './card.ts';
import { missingScopeCard } from './missing-scope-card.ts';
import { notice } from './notice.ts';
import { outsideText } from './outside-text.ts';
import { busyOf, isThreatGrids, threatGridWords } from './threat-grid-failure.ts';
import { joined } from './wording.ts';

export type FailureCardFacts = Readonly<{
  failure: Pick<Failure, 'kind' | 'facts'>;
  /** The code under which the log has it. */
  reference: string;
  simulated: boolean;
}>;

/** Any Failure as a card: one plain sentence, what the person can do, the code that is in the log. */
export function failureCard({ failure, reference, simulated }: FailureCardFacts): Card {
  const { kind, facts } = failure;
  const { retryAt, scopes } = facts;
  const when = retryAt === undefined ? {} : { retryAt };
  const threatGrid = isThreatGrids(facts.service);
  if (kind === 'over-budget' || kind === 'rate-limited')
    return busyCard({ why: threatGrid ? busyOf(facts.service) : kind, ...when, reference, simulated });
  if (kind === 'missing-scope') return missingScopeCard({ missing: scopes ?? [], reference, simulated });
  const { sentence, todo, hint } = (threatGrid && threatGridWords[kind]) || words[kind];
  return notice({
    tone: 'failed',
    word: 'Failed',
    sentence,
    todo: joined([todo ? [text(todo)] : [], todo && !retryAt ? [] : tryAgain(retryAt), hint ? [text(hint)] : []], ' '),
    small: smallPrint(failure, reference),
    simulated,
    data: { kind: 'failure', failure: kind, reference, ...when },
  });
}

function smallPrint(
  { facts: { service, status, traceId } }: FailureCardFacts['failure'],
  reference: string,
): readonly Span[] {
  const parts = [
    [text(`Reference ${outsideText(reference, 40)}`)],
    service ? [text(outsideText(service, 40))] : [],
    status ? [text(`HTTP ${status}`)] : [],
    traceId ? [text(`for Cisco's support: trace id ${outsideText(traceId, 80)}`)] : [],
  ];
  return [...joined(parts), text('.')];
}

type Told = Exclude<FailureKind, 'over-budget' | 'rate-limited' | 'missing-scope'>;

/** What happened, and what the person can do; without `todo`: try again, later, and what if that does not help. */
const words: Readonly<Record<Told, Readonly<{ sentence: string; todo?: string; hint?: string }>>> = {
  unauthorized: {
    sentence: "XDR does not accept the bot's API client.",
    todo: 'An administrator of the bot must check XDR_CLIENT_ID, XDR_CLIENT_PASSWORD and XDR_REGION: a client works only in its own region.',
  },
  'bad-request': {
    sentence: 'XDR refused what the bot asked.',
    todo: 'Try it with less text. If it happens again, tell an administrator of the bot.',
  },
  'not-found': { sentence: 'XDR does not know this.', todo: 'Check how it is written.' },
  unavailable: { sentence: 'XDR has a fault of its own.' },
  'timed-out': { sentence: 'XDR did not answer in time.' },
  unreachable: {
    sentence: 'XDR could not be reached.',
    hint: 'If it stays so, an administrator of the bot must check network and proxy.',
  },
  malformed: { sentence: "XDR's answer could not be read." },
  'too-large': { sentence: "XDR's answer was larger than the bot takes.", todo: 'Ask about fewer at once.' },
  'store-unavailable': { sentence: "the bot's database does not answer." },
  'platform-rate-limited': { sentence: 'the chat platform has had too many calls.' },
  'platform-unavailable': { sentence: 'the chat platform does not answer.' },
  'platform-refused': { sentence: 'the chat platform refused it.', todo: 'Tell an administrator of the bot.' },
  'place-gone': { sentence: 'the place to answer in is gone.', todo: 'Ask again elsewhere.' },
};
