import { buttons } from '../cards/button.ts';
import { type Card, type Part, type Row, type Span, text, value } from '../cards/card.ts';
import { safeLink } from '../cards/link.ts';
import { outsideText, sourceName } from '../cards/outside-text.ts';
import type { Picture } from '../cards/picture.ts';
import { shown, shownSpans, typeName } from '../cards/shown.ts';
import { capital, counted, joined, listed, timeGiven, validity } from '../cards/wording.ts';
import type { Incident } from '../incidents/incident.ts';
import { withoutRequest } from '../judgements/written-reason.ts';
import type { Observable } from '../observables/observable.ts';
import type { Indicator, Judgement, Observation, Sighting } from './observation.ts';
import { gapSentences, sourcesOf } from './sources.ts';
import { type Target, targetsOf } from './targets.ts';
import { type Disposition, worstFirst } from './verdict.ts';

export type DetailsCardFacts = Readonly<{
  observable: Observable;
  observation: Observation;
  /** The same of a URL's host or an e-mail's domain, which decide with it. */
  via?: readonly Readonly<{ observable: Observable; observation: Observation }>[];
  simulated: boolean;
  /** Which incidents saw it. */
  seen?: Readonly<{ parts: readonly Part[]; incidents?: readonly Incident[] }>;
  /** What is around it, as text and as pictures. */
  around?: Readonly<{ parts: readonly Part[]; pictures: readonly Picture[] }>;
  /** Hosts beside Cisco's that may be linked to. */
  trustedHosts: readonly string[];
  offers: Readonly<{ pivot: boolean }>;
}>;

/** Rows of each kind; what is beyond is counted. */
const mostRows = 8;

/** Why sources say what they say: judgements, sightings, indicators, and who did not answer. */
export function detailsCard(facts: DetailsCardFacts): Card {
  const { observable, observation, via = [], seen, around, simulated, trustedHosts, offers } = facts;
  const all = [observation, ...via.map((one) => one.observation)];
  const name = shown(observable);
  const sources = sourcesOf(all);
  const tone =
    toneOf(observation, via) ?? (sources.silent.length + sources.partly.length > 0 ? 'incomplete' : 'unknown');
  const sum = (count: (one: Observation) => number) => all.reduce((total, one) => total + count(one), 0);
  const counts = listed([
    counted(
      sum(({ judgements }) => judgements.length),
      'judgement',
    ),
    counted(
      sum(({ sightings }) => sightings.length),
      'sighting',
    ),
    counted(
      sum(({ indicators }) => indicators.length),
      'indicator',
    ),
  ]);
  const pivot = { text: 'Pivot', press: { do: 'pivot' as const, observable }, label: `Pivot from ${name}` };
  return {
    headline: `Details of ${name} (${typeName(observable)}): ${tone}; ${counts}`,
    simulated,
    parts: [
      { part: 'heading', tone, word: capital(tone), spans: [...shownSpans(observable), text(`: ${counts}`)] },
      ...section('Seen on', '', targetsOf(all.flatMap(({ sightings }) => sightings)).map(targetRow), 'targets'),
      ...(seen?.parts ?? []),
      ...sections(observation, '', trustedHosts),
      ...via.flatMap((one) => sections(one.observation, ` of ${shown(one.observable, 60)}`, trustedHosts)),
      ...(around?.parts ?? []),
      ...(around?.pictures ?? []),
      ...gapSentences(sources).map((gap): Part => ({ part: 'note', spans: [text(gap)] })),
      ...buttons(offers.pivot ? [pivot] : []),
    ],
    data: {
      kind: 'details',
      observable,
      observation,
      ...(seen?.incidents === undefined ? {} : { incidents: seen.incidents }),
    },
  };
}

/** As in the verdict card: a host makes its URL worse, never better. */
function toneOf(own: Observation, via: NonNullable<DetailsCardFacts['via']>): Disposition | undefined {
  const said = (observation: Observation) =>
    [...observation.verdicts, ...observation.judgements].map((one) => one.disposition);
  const bad: readonly Disposition[] = via
    .flatMap((one) => said(one.observation))
    .filter((one) => one === 'malicious' || one === 'suspicious');
  return worstFirst.find((one) => said(own).includes(one) || bad.includes(one));
}

const sections = (
  { judgements, sightings, indicators }: Observation,
  of: string,
  trustedHosts: readonly string[],
): readonly Part[] => [
  ...section('Judgements', of, judgements.toSorted(worseJudgement).map(judgementRow(trustedHosts))),
  ...section('Sightings', of, sightings.map(sightingRow)),
  ...section('Indicators', of, indicators.map(indicatorRow)),
];

function section(title: string, of: string, rows: readonly Row[], what = title.toLowerCase()): readonly Part[] {
  if (rows.length === 0) return [];
  const more = rows.length - mostRows;
  const note: Part = { part: 'note', spans: [text(`And ${more} more ${what}.`)] };
  return [{ part: 'rows', title: `${title}${of}`, rows: rows.slice(0, mostRows) }, ...(more > 0 ? [note] : [])];
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
    spans: [text(sourceName(module)), ...(reason ? [text(`: ${outsideText(withoutRequest(reason))}`)] : [])],
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

/** So many names of one target are shown; the others are counted. */
const shownNames = 4;

const targetRow = ({ type, names, sightings, last }: Target): Row => {
  const [first, ...others] = names.map((name) => shown(name, 60));
  return {
    tone: 'info',
    word: capital(outsideText(type, 40).replaceAll('_', ' ')) || 'Target',
    spans: [value(first ?? '')],
    notes: joined([
      others.length > 0 ? [text(`also ${listed(others, shownNames)}`)] : [],
      [text(counted(sightings, 'sighting'))],
      last === undefined ? [] : [text('last '), timeGiven(last)],
    ]),
  };
};

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
