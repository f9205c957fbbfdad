import { type Card, type Span, text, value } from '../cards/card.ts';
import { counted, joined } from '../cards/wording.ts';
import { assignees, type UserNames } from '../incidents/incident-facts.ts';
import { wordOf } from '../incidents/incident-words.ts';
import type { LinkedFacts } from './linked-facts.ts';

/** What is different, as far as it is told: status, severity, who has it, new notes; whether XDR shows it at all. */
export function changesBetween(before: LinkedFacts, now: LinkedFacts, names: UserNames): readonly (readonly Span[])[] {
  if (before.gone !== now.gone) return [[text(now.gone ? 'is not shown by XDR any more' : 'is shown by XDR again')]];
  const from = [...before.assignees].sort().join(' ');
  const to = [...now.assignees].sort().join(' ');
  const notes = before.notes === undefined || now.notes === undefined ? 0 : now.notes - before.notes;
  return [
    ...word('status', before.status, now.status),
    ...word('severity', before.severity, now.severity),
    ...(from === to ? [] : [[text('now assigned to '), ...assignees(now, names)]]),
    ...(notes > 0 ? [[text(counted(notes, 'new note'))]] : []),
  ];
}

const word = (name: string, before: string | undefined, now: string | undefined): readonly (readonly Span[])[] =>
  before === now ? [] : [[text(`${name} ${wordOf(before)} → ${wordOf(now)}`)]];

/** One line for the thread of the card. */
export function newsCard(facts: LinkedFacts, changes: readonly (readonly Span[])[], simulated: boolean): Card {
  const spans = [value(facts.name), text(' '), ...joined(changes, '; '), text('.')];
  return {
    headline: `Changed in XDR: ${spans.map((span) => ('text' in span ? span.text : '')).join('')}`,
    simulated,
    parts: [{ part: 'heading', tone: 'info', word: 'Changed in XDR:', spans }],
  };
}
