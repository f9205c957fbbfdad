import { buttons } from '../cards/button.ts';
import { type Card, type Part, type Row, text } from '../cards/card.ts';
import { counted, joined, timeGiven } from '../cards/wording.ts';
import type { Incident, IncidentList } from './incident.ts';
import { incidentSpans, nameOf, titleOf, toneOf, wordOf } from './incident-words.ts';

/** So many incidents stand in a list. */
export const mostIncidents = 15;

/** Incidents, worst score first; those without a score come last, newest first. */
export function incidentsCard({
  list: { incidents, total },
  wish,
  simulated,
}: Readonly<{ list: IncidentList; wish: 'open' | 'new' | 'mine'; simulated: boolean }>): Card {
  const sorted = worstFirst(incidents);
  const rows = sorted.slice(0, mostIncidents);
  const all = Math.max(total ?? 0, incidents.length);
  const sentence = sentenceOf(all, wish);
  const more = all - rows.length;
  const notes = [
    ...(more > 0
      ? [
          incidents.length < all
            ? `These are the worst of the newest ${incidents.length}; XDR has the others.`
            : `${more} more, none with a worse score.`,
        ]
      : []),
  ];
  return {
    headline: `Incidents: ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone: rows[0] ? toneOf(rows[0]) : 'info', word: 'Incidents', spans: [text(sentence)] },
      ...(rows.length > 0 ? [{ part: 'rows', rows: rows.map(rowOf) } as const] : []),
      ...notes.map((note): Part => ({ part: 'note', spans: [text(note)] })),
      ...showButtons(rows),
    ],
    data: { kind: 'incidents', incidents: sorted, ...(total === undefined ? {} : { total }) },
  };
}

function sentenceOf(all: number, wish: 'open' | 'new' | 'mine'): string {
  if (wish === 'mine') return all === 0 ? 'none that is open is yours.' : `${counted(all, 'open incident')} of yours`;
  return all === 0 ? `no ${wish} incident.` : counted(all, `${wish} incident`);
}

const worstFirst = (incidents: readonly Incident[]): Incident[] =>
  incidents.toSorted((one, other) => (other.score ?? -1) - (one.score ?? -1));

/** One button for each, which shows it. */
export const showButtons = (incidents: readonly Incident[]): readonly Part[] =>
  buttons(
    incidents.map((incident) => ({
      text: nameOf(incident),
      label: `Show ${nameOf(incident)}: ${titleOf(incident, 60)}`,
      press: { do: 'incident', incident: incident.id },
    })),
  );

/** One incident in a list. */
export function rowOf(incident: Incident): Row {
  const { assignees, score, opened, created } = incident;
  const at = opened ?? created;
  return {
    tone: toneOf(incident),
    word: wordOf(incident.severity, 'Unknown'),
    spans: incidentSpans(incident, 80),
    notes: joined([
      [text(wordOf(incident.status))],
      score === undefined ? [] : [text(`score ${Math.round(score)}`)],
      [text(assignees.length === 0 ? 'nobody assigned' : `${assignees.length} assigned`)],
      at === undefined ? [] : [timeGiven(at)],
    ]),
  };
}
