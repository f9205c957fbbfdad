import { type Part, type Row, type Span, text, value } from '../cards/card.ts';
import { outsideText, sourceName } from '../cards/outside-text.ts';
import { shown, shownSpans } from '../cards/shown.ts';
import { capital, counted, joined, listed, timeGiven } from '../cards/wording.ts';
import { isWorse } from '../verdicts/verdict.ts';
import type { Incident, IncidentContext, SeenObservable } from './incident.ts';
import { wordOf } from './incident-words.ts';
import { tacticNames } from './tactics.ts';

/** Names of XDR's users by id, as far as they are known. */
export type UserNames = ReadonlyMap<string, string>;

/** So many are drawn out; more are counted. */
const most = { assignees: 5, techniques: 6, targets: 6, observables: 8 } as const;

type Fact = Readonly<{ name: string; spans: readonly Span[] }>;

const fact = (name: string, spans: readonly Span[]): readonly Fact[] => (spans.length > 0 ? [{ name, spans }] : []);

const moment = (name: string, at: string | undefined): readonly Fact[] =>
  at === undefined ? [] : fact(name, [timeGiven(at)]);

export const incidentFacts = (incident: Incident, names: UserNames): Part => ({
  part: 'facts',
  facts: [
    ...fact('Status', [text(wordOf(incident.status))]),
    ...fact('Severity', [text(wordOf(incident.severity))]),
    ...(incident.score === undefined ? [] : fact('Score', [text(`${Math.round(incident.score)} of 1000`)])),
    ...fact('Confidence', [text(wordOf(incident.confidence))]),
    ...fact('Assigned to', assignees(incident, names)),
    ...moment('Opened', incident.opened),
    ...moment('Created', incident.opened === undefined ? incident.created : undefined),
    ...moment('Last seen', incident.context?.lastSeen),
    ...moment('Changed', incident.modified),
    ...moment('Closed', incident.closed),
    ...fact('Found by', foundBy(incident)),
    ...fact('Tactics', tactics(incident)),
    ...fact('Techniques', techniques(incident)),
    ...fact('Affected', targets(incident.context)),
    ...(incident.context && incident.context.notes > 0
      ? fact('Worklog', [text(counted(incident.context.notes, 'note'))])
      : []),
  ],
});

/** Names where they are known; an id says at least that it is the same person as elsewhere. */
export const assignees = ({ assignees: ids }: Pick<Incident, 'assignees'>, names: UserNames): readonly Span[] => {
  if (ids.length === 0) return [text('nobody')];
  const some = ids.slice(0, most.assignees).map((id): readonly Span[] => {
    const name = outsideText(names.get(id) ?? '', 60);
    return name ? [text(name)] : [text('XDR user '), value(outsideText(id, 40) || '(blank)')];
  });
  const more = ids.length - some.length;
  return joined([...some, more > 0 ? [text(`${more} more`)] : []]);
};

function foundBy({ detectedBy, source }: Incident): readonly Span[] {
  const names = [...new Set([...detectedBy, ...(source ? [source] : [])].map(sourceName))];
  return names.length > 0 ? [text(listed(names, 4))] : [];
}

const named = (ids: readonly string[], nameOf: (id: string) => string | undefined): readonly Span[] => {
  const some = ids.slice(0, most.techniques).map((id) => {
    const name = outsideText(nameOf(id) ?? '', 60).replace(/\s*\(T\d{4}(?:\.\d{3})?\)$/, '');
    const code = outsideText(id, 20);
    return name ? `${name} (${code})` : code;
  });
  const more = ids.length - some.length;
  return some.length > 0 ? [text([...some, ...(more > 0 ? [`${more} more`] : [])].join(', '))] : [];
};

const tactics = ({ tactics: ids }: Incident) =>
  named(ids, (id) => (Object.hasOwn(tacticNames, id) ? tacticNames[id] : undefined));

const techniques = ({ techniques: ids, context }: Incident) =>
  named(ids, (id) => (context && Object.hasOwn(context.named, id) ? context.named[id] : undefined));

/** Each device by the name that people know best. */
function targets(context: IncidentContext | undefined): readonly Span[] {
  const all = context?.targets ?? [];
  const some = all.slice(0, most.targets).flatMap((target) => {
    const known = ['hostname', 'device', 'user', 'email', 'ip'];
    const best = known.map((type) => target.find((one) => one.type === type)).find(Boolean) ?? target[0];
    return best ? [[value(shown(best, 60))]] : [];
  });
  const more = all.length - some.length;
  return joined([...some, more > 0 ? [text(`${more} more`)] : []]);
}

/** Worst first; what nothing is said of stays in its order. */
export const worstObservables = ({ observables }: IncidentContext): SeenObservable[] =>
  observables.toSorted((one, other) => {
    const [a, b] = [one.disposition ?? 'unknown', other.disposition ?? 'unknown'];
    return isWorse(a, b) ? -1 : isWorse(b, a) ? 1 : 0;
  });

/** Observables as rows, worst first, and how many more there are. */
export function observableParts(context: IncidentContext | undefined): readonly Part[] {
  if (!context || context.observables.length === 0) return [];
  const rows = worstObservables(context)
    .slice(0, most.observables)
    .map(
      ({ observable, disposition }): Row => ({
        tone: disposition ?? 'info',
        word: disposition ? capital(disposition) : 'Seen',
        spans: shownSpans(observable, 80),
      }),
    );
  const more = context.observables.length - rows.length;
  const sightings = counted(context.sightings, 'sighting');
  return [
    { part: 'rows', title: `Observables of ${sightings}`, rows },
    ...(more > 0 ? [{ part: 'note', spans: [text(`And ${counted(more, 'more observable')}.`)] } as const] : []),
  ];
}

/** So much of a description stands in a card: paragraphs, and characters of each; the rest is in XDR. */
const paragraphs = 3;
const longestParagraph = 300;

/** The beginning of a description: its words, without Markdown's marks for headings, emphasis and lists. */
export function descriptionParts({ description, summary, title }: Incident): readonly Part[] {
  const given = description ?? (summary === title ? undefined : summary);
  if (given === undefined) return [];
  const all = given
    .slice(0, paragraphs * longestParagraph * 4)
    .replace(/\r/g, '')
    .replace(/^[ ]*[*-][ ]+/gm, '• ')
    .replace(/^[ ]{0,3}#{1,6}[ ]+(.*)\n\s*/gm, '$1: ')
    .replace(/\*\*/g, '')
    .split(/\n[ ]*\n/)
    .map((one) => outsideText(one, longestParagraph))
    .filter(Boolean);
  const isWhole = all.length <= paragraphs && !all.some((one) => one.endsWith('…'));
  return [
    ...all.slice(0, paragraphs).map((one): Part => ({ part: 'text', spans: [text(one)] })),
    ...(isWhole ? [] : [{ part: 'note', spans: [text('The whole description is in XDR.')] } as const]),
  ];
}
