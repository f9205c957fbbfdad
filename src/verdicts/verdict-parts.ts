import { type Part, type Row, type Span, strong, type Tone, text } from '../cards/card.ts';
import { outsideText, sourceName } from '../cards/outside-text.ts';
import { shown, shownSpans, typeName } from '../cards/shown.ts';
import { capital, counted, joined, validity } from '../cards/wording.ts';
import { withoutRequest } from '../judgements/written-reason.ts';
import { observableKey } from '../observables/observable.ts';
import type { Finding } from './finding.ts';
import { type ListedByKey, listedWords } from './listed.ts';
import { type SeenByKey, seenWords } from './seen.ts';
import { gapSentences, sourcesOf } from './sources.ts';
import { type Verdict, worstFirst } from './verdict.ts';
import { because, disagreement, rank, toneOf, viaName, withoutVerdict } from './verdict-words.ts';

/** Sources that one card draws out; the rest are counted. */
const mostSources = 12;

/** One observable drawn out: what each source says, disagreement, what comes by way of its host, gaps. */
export function oneParts(
  finding: Finding,
  seen?: SeenByKey,
  listed?: ListedByKey,
): { headline: string; name: string; parts: readonly Part[] } {
  const { observable } = finding;
  const name = shown(observable);
  const sources = sourcesOf([finding]);
  const tone = toneOf(finding);
  const notes = [
    ...disagreement(finding),
    ...withoutVerdict(finding, sources.answered),
    ...gapSentences(sources),
    ...seenWords(observable, seen).map((words) => `${capital(words)}.`),
  ];
  return {
    headline: `${capital(tone)}: ${name} (${typeName(observable)}), ${because(finding)}`,
    name,
    parts: [
      { part: 'heading', tone, word: capital(tone), spans: shownSpans(observable) },
      // It may be why anything is said at all.
      ...listedWords(observable, listed).map(
        (words): Part => ({ part: 'text', spans: [strong(`${capital(words)}.`)] }),
      ),
      ...verdictRows(finding.verdicts),
      ...finding.via.flatMap((via) => verdictRows(via.verdicts, `Via ${viaName(finding, via.observable)}`)),
      ...notes.map((note): Part => ({ part: 'note', spans: [text(note)] })),
    ],
  };
}

/** Behind what is suspicious, before what is not known. */
const afterBad = 2 * worstFirst.indexOf('suspicious') + 0.5;

/**
 * The worst first, at most so many: those that get a row. What stands on a watchlist stands before what nobody knows: it
 * may be all that there is to say.
 */
export function worstFindings(
  findings: readonly Finding[],
  most = findings.length,
  listed?: ListedByKey,
): readonly Finding[] {
  const order = (one: Finding) =>
    listed?.has(observableKey(one.observable)) ? Math.min(rank(one), afterBad) : rank(one);
  return findings.toSorted((one, other) => order(one) - order(other)).slice(0, most);
}

/** Several observables: counts, then a row each, worst first, at most `most`. */
export function manyParts(
  findings: readonly Finding[],
  most: number,
  seen?: SeenByKey,
  listed?: ListedByKey,
): { headline: string; parts: readonly Part[] } {
  const sorted = worstFindings(findings, findings.length, listed);
  const rows = sorted.slice(0, most).map((one) => rowOf(one, seen, listed));
  const counts = countedByTone(sorted);
  const [worst] = sorted;
  const tone = worst ? toneOf(worst) : 'info';
  const more = sorted.length - rows.length;
  const notes = [
    ...(more > 0 ? [`${more} more, none worse than these.`] : []),
    ...gapSentences(sourcesOf(findings), true),
  ];
  return {
    headline: `${counts} of ${counted(findings.length, 'observable')}`,
    parts: [
      {
        part: 'heading',
        tone,
        word: capital(tone),
        spans: [text(`${counts} of ${counted(findings.length, 'observable')}`)],
      },
      { part: 'rows', rows },
      ...notes.map((note): Part => ({ part: 'note', spans: [text(note)] })),
    ],
  };
}

function countedByTone(sorted: readonly Finding[]): string {
  const counts = new Map<Tone, number>();
  for (const finding of sorted) counts.set(toneOf(finding), (counts.get(toneOf(finding)) ?? 0) + 1);
  return [...counts].map(([tone, count]) => `${count} ${tone}`).join(', ');
}

function rowOf(finding: Finding, seen: SeenByKey | undefined, listed: ListedByKey | undefined): Row {
  const tone = toneOf(finding);
  const notes = joined(
    [
      [text(because(finding))],
      ...listedWords(finding.observable, listed).map((words) => [text(words)]),
      disagreement(finding).length > 0 ? [text('sources disagree')] : [],
      ...seenWords(finding.observable, seen).map((words) => [text(words)]),
    ],
    '; ',
  );
  return { tone, word: capital(tone), spans: shownSpans(finding.observable, 100), notes };
}

function verdictRows(verdicts: readonly Verdict[], title?: string): readonly Part[] {
  if (verdicts.length === 0) return [];
  const sorted = verdicts.toSorted(
    (one, other) =>
      Number(other.own ?? false) - Number(one.own ?? false) ||
      worstFirst.indexOf(one.disposition) - worstFirst.indexOf(other.disposition),
  );
  const rows = sorted.slice(0, mostSources).map(rowOfVerdict);
  const rest = sorted.slice(mostSources);
  const more: readonly Part[] =
    rest.length > 0
      ? [{ part: 'note', spans: [text(`And ${counted(rest.length, 'more verdict')}, none worse.`)] }]
      : [];
  return [{ part: 'rows', ...(title === undefined ? {} : { title }), rows }, ...more];
}

/** What the organisation itself says stands first, with its reason. */
function rowOfVerdict({ disposition, module, from, until, own, reason }: Verdict): Row {
  const why = outsideText(withoutRequest(reason ?? ''));
  const said = own ? `your organisation's judgement${why ? `: ${why}` : ''}` : sourceName(module);
  return { tone: disposition, word: capital(disposition), spans: [text(said)], ...notesOf(validity(from, until)) };
}

const notesOf = (notes: readonly Span[]): { notes?: readonly Span[] } => (notes.length > 0 ? { notes } : {});
