import { buttons } from '../cards/button.ts';
import { type Card, type Part, type Row, type Span, text } from '../cards/card.ts';
import { safeLink } from '../cards/link.ts';
import { outsideText, sourceName } from '../cards/outside-text.ts';
import { shown, shownSpans, typeName } from '../cards/shown.ts';
import { capital, counted, joined, listed, validity } from '../cards/wording.ts';
import type { Observable } from '../observables/observable.ts';
import type { Indicator, Judgement, Observation, Sighting } from './observation.ts';
import { gapSentences, sourcesOf } from './sources.ts';
import { worstFirst } from './verdict.ts';

export type DetailsCardFacts = Readonly<{
  observable: Observable;
  observation: Observation;
  simulated: boolean;
  /** Hosts beside Cisco's that may be linked to. */
  trustedHosts: readonly string[];
  offers: Readonly<{ pivot: boolean }>;
}>;

/** Rows of each kind; what is beyond is counted. */
const mostRows = 8;

/** Why sources say what they say: judgements, sightings, indicators, and who did not answer. */
export function detailsCard({ observable, observation, simulated, trustedHosts, offers }: DetailsCardFacts): Card {
  const { judgements, sightings, indicators } = observation;
  const name = shown(observable);
  const sources = sourcesOf([observation]);
  const said = worstFirst.find((one) => [...observation.verdicts, ...judgements].some((v) => v.disposition === one));
  const tone = said ?? (sources.silent.length + sources.partly.length > 0 ? 'incomplete' : 'unknown');
  const counts = listed([
    counted(judgements.length, 'judgement'),
    counted(sightings.length, 'sighting'),
    counted(indicators.length, 'indicator'),
  ]);
  const pivot = { text: 'Pivot', press: { do: 'pivot' as const, observable }, label: `Pivot from ${name}` };
  return {
    headline: `Details of ${name} (${typeName(observable)}): ${tone}; ${counts}`,
    simulated,
    parts: [
      { part: 'heading', tone, word: capital(tone), spans: [...shownSpans(observable), text(`: ${counts}`)] },
      ...section('Judgements', judgements.toSorted(worseJudgement).map(judgementRow(trustedHosts))),
      ...section('Sightings', sightings.map(sightingRow)),
      ...section('Indicators', indicators.map(indicatorRow)),
      ...gapSentences(sources).map((gap): Part => ({ part: 'note', spans: [text(gap)] })),
      ...buttons(offers.pivot ? [pivot] : []),
    ],
    data: { kind: 'details', observable, observation },
  };
}

function section(title: string, rows: readonly Row[]): readonly Part[] {
  if (rows.length === 0) return [];
  const more = rows.length - mostRows;
  const note: Part = { part: 'note', spans: [text(`And ${more} more ${title.toLowerCase()}.`)] };
  return [{ part: 'rows', title, rows: rows.slice(0, mostRows) }, ...(more > 0 ? [note] : [])];
}

/** Worst first, then by the weight that the source gives (a person's judgement 100, machines 90 or less). */
const worseJudgement = (one: Judgement, other: Judgement): number =>
  worstFirst.indexOf(one.disposition) - worstFirst.indexOf(other.disposition) ||
  (other.priority ?? 0) - (one.priority ?? 0);

const judgementRow =
  (trustedHosts: readonly string[]) =>
  ({ module, disposition, reason, source, severity, confidence, reasonUrl, from, until }: Judgement): Row => ({
    tone: disposition,
    word: capital(disposition),
    spans: [text(sourceName(module)), ...(reason ? [text(`: ${outsideText(reason)}`)] : [])],
    notes: joined([
      named('severity', severity),
      named('confidence', confidence),
      source && source !== module ? named('source', source) : [],
      validity(from, until),
      reasonUrl ? [safeLink('reason', reasonUrl, trustedHosts)] : [],
    ]),
  });

function sightingRow(sighting: Sighting): Row {
  const {
    module,
    title,
    description,
    source,
    count,
    confidence,
    severity,
    resolution,
    internal,
    from,
    until,
    targets,
  } = sighting;
  const words = outsideText(title || description || 'seen');
  const targetNames = targets.map(({ type, observables: [first] }) =>
    first ? shown(first, 60) : outsideText(type, 40),
  );
  return {
    tone: 'info',
    word: internal ? 'Seen here' : 'Seen',
    spans: [text(`${sourceName(module)}: ${words}`)],
    notes: joined([
      [text(counted(count, 'time'))],
      from ? joined([[text('from')], validity(from, undefined).slice(1)], ' ') : [],
      until ? validity(undefined, until) : [],
      resolution ? [text(outsideText(resolution, 40))] : [],
      named('severity', severity),
      named('confidence', confidence),
      source && source !== module ? named('source', source) : [],
      targetNames.length > 0 ? named('on', listed(targetNames)) : [],
    ]),
  };
}

const indicatorRow = ({ module, title, producer, severity, confidence, tags }: Indicator): Row => ({
  tone: 'info',
  word: 'Indicator',
  spans: [text(`${sourceName(module)}: ${outsideText(title) || 'without a title'}`)],
  notes: joined([
    producer && producer !== module ? named('producer', producer) : [],
    named('severity', severity),
    named('confidence', confidence),
    tags.length > 0
      ? named(
          'tags',
          listed(
            tags.map((tag) => outsideText(tag, 40)),
            5,
          ),
        )
      : [],
  ]),
});

const named = (name: string, words: string | undefined): readonly Span[] => {
  const shownWords = outsideText(words ?? '', 200);
  return shownWords ? [text(`${name} ${shownWords}`)] : [];
};
