import { type Card, type Part, type Row, type Span, text } from '../cards/card.ts';
import { safeLink } from '../cards/link.ts';
import { outsideText, sourceName } from '../cards/outside-text.ts';
import { shown, shownSpans, typeName } from '../cards/shown.ts';
import { capital, counted, joined, listed, validity } from '../cards/wording.ts';
import type { Observable } from '../observables/observable.ts';
import { worstFirst } from '../verdicts/verdict.ts';
import type { Intel, StoredIndicator, StoredJudgement } from './intel.ts';

export type IntelCardFacts = Readonly<{
  observable: Observable;
  intel: Intel;
  /** Hosts beside Cisco's that may be linked to. */
  trustedHosts: readonly string[];
  simulated: boolean;
}>;

/** Rows of each kind; what is beyond is counted. */
const most = { judgements: 10, indicators: 5 } as const;

/** What Global Intelligence says of one observable: its verdict, the judgements behind it, worst first, and indicators. */
export function intelCard({ observable, intel, trustedHosts, simulated }: IntelCardFacts): Card {
  const { verdict, judgements, judgementsInAll, ended, indicators, indicatorsInAll, gaps } = intel;
  const sorted = judgements.toSorted(worseFirst);
  const tone = verdict?.disposition ?? sorted[0]?.disposition ?? (gaps.length > 0 ? 'incomplete' : 'unknown');
  // Of what was not read nobody knows whether it has ended.
  const all = Math.max(judgements.length, (judgementsInAll ?? 0) - ended);
  const isEmpty = judgements.length === 0 && indicatorsInAll === 0 && !verdict;
  const knows = isEmpty
    ? gaps.length > 0
      ? 'no judgement'
      : 'nothing is known of it'
    : listed([
        counted(all, 'judgement'),
        ...(gaps.includes('indicators') ? [] : [counted(indicatorsInAll, 'indicator')]),
      ]);
  const more = all - Math.min(sorted.length, most.judgements);
  const moreIndicators = indicatorsInAll - Math.min(indicators.length, most.indicators);
  const rows: readonly Part[] = [
    ...section('Judgements', sorted.slice(0, most.judgements).map(judgementRow(trustedHosts))),
    ...(more > 0 ? [note(`And ${counted(more, 'more judgement')}${judgementsInAll ? '' : ', none worse'}.`)] : []),
    ...section('Indicators', indicators.slice(0, most.indicators).map(indicatorRow)),
    ...(moreIndicators > 0 ? [note(`And ${counted(moreIndicators, 'more indicator')}.`)] : []),
    ...(ended > 0
      ? [note(`${counted(ended, `${all > 0 ? 'more ' : ''}judgement`)} ${ended === 1 ? 'has' : 'have'} ended.`)]
      : []),
  ];
  return {
    headline: `Global Intelligence: ${isEmpty ? '' : `${tone} – `}${shown(observable)} (${typeName(observable)}): ${knows}`,
    simulated,
    parts: [
      {
        part: 'heading',
        tone,
        word: 'Global Intelligence',
        spans: [text(isEmpty ? '' : `${tone} – `), ...shownSpans(observable), text(`: ${knows}`)],
      },
      ...verdictFact(intel),
      ...rows,
      ...gaps.map((gap) => note(gapWords[gap])),
      note('What Cisco’s Global Intelligence says, which is the same for all of its customers.'),
    ],
    data: { kind: 'intel', observable, ...intel },
  };
}

const gapWords = {
  verdict: 'Its own verdict was not said just now. Ask again for it.',
  indicators: 'Which indicators it belongs to was not said just now. Ask again for it.',
} as const;

function verdictFact({ verdict }: Intel): readonly Part[] {
  if (!verdict) return [];
  const spans = joined([[text(capital(verdict.disposition))], validity(verdict.from, verdict.until)]);
  return [{ part: 'facts', facts: [{ name: 'Verdict', spans }] }];
}

const note = (words: string): Part => ({ part: 'note', spans: [text(words)] });

const section = (title: string, rows: readonly Row[]): readonly Part[] =>
  rows.length > 0 ? [{ part: 'rows', title, rows }] : [];

/** Worst first, then by the weight that the source gives. */
const worseFirst = (one: StoredJudgement, other: StoredJudgement): number =>
  worstFirst.indexOf(one.disposition) - worstFirst.indexOf(other.disposition) ||
  (other.priority ?? 0) - (one.priority ?? 0);

/** Any of it may be missing, the reason and the source's address most often. */
const judgementRow =
  (trustedHosts: readonly string[]) =>
  ({ disposition, source, sourceUrl, reason, reasonUrl, severity, confidence, from, until }: StoredJudgement): Row => ({
    tone: disposition,
    word: capital(disposition),
    spans: [text(`${sourceName(source ?? '')}${reason ? `: ${outsideText(reason)}` : ''}`)],
    notes: joined([
      named('severity', severity),
      named('confidence', confidence),
      validity(from, until),
      sourceUrl ? [safeLink('source', sourceUrl, trustedHosts)] : [],
      reasonUrl ? [safeLink('reason', reasonUrl, trustedHosts)] : [],
    ]),
  });

const indicatorRow = ({ title, types, producer, severity, confidence, tags }: StoredIndicator): Row => ({
  tone: 'info',
  word: 'Indicator',
  spans: [text(outsideText(title) || 'without a title')],
  notes: joined([
    words(types),
    named('producer', producer),
    named('severity', severity),
    named('confidence', confidence),
    tags.length > 0 ? [text('tags '), ...words(tags)] : [],
  ]),
});

const words = (all: readonly string[]): readonly Span[] =>
  all.length > 0
    ? [
        text(
          listed(
            all.map((one) => outsideText(one, 40)),
            5,
          ),
        ),
      ]
    : [];

const named = (name: string, given: string | undefined): readonly Span[] => {
  const its = outsideText(given ?? '', 60);
  return its ? [text(`${name} ${its}`)] : [];
};
