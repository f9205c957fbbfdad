import { type Card, type Part, text } from '../cards/card.ts';
import type { Field, Form } from '../cards/form.ts';
import { longestReason } from './change.ts';
import type { Incident } from './incident.ts';
import { assignees, type UserNames } from './incident-facts.ts';
import { incidentSpans, nameOf, titleOf, wordOf } from './incident-words.ts';
import { statuses } from './statuses.ts';

/** What was typed before and what is wrong with it, by field. */
export type Typed = Readonly<{ fields?: Readonly<Record<string, string>>; wrong?: Readonly<Record<string, string>> }>;

/** Longest note that a form takes: Slack's limit for a field. */
const longestTyped = 3_000;

const cardOf = (word: string, incident: Incident, more: readonly Part[], simulated: boolean): Card => ({
  headline: `${word}: ${nameOf(incident)} ${titleOf(incident, 80)}`,
  simulated,
  parts: [{ part: 'heading', tone: 'info', word, spans: incidentSpans(incident, 80) }, ...more],
});

const textField = (
  field: Omit<Field & { field: 'text' }, 'field' | 'initial' | 'wrong'>,
  { fields = {}, wrong = {} }: Typed,
): Field => ({
  field: 'text',
  ...field,
  ...(fields[field.name] ? { initial: fields[field.name]! } : {}),
  ...(wrong[field.name] ? { wrong: wrong[field.name]! } : {}),
});

const reasonField = (typed: Typed): Field =>
  textField(
    {
      name: 'reason',
      label: 'Reason',
      hint: 'Stands in the room and in the audit.',
      long: true,
      optional: true,
      most: longestReason,
    },
    typed,
  );

export function statusForm(incident: Incident, simulated: boolean, typed: Typed = {}): Form {
  const now = statuses.find((status) => status === incident.status);
  return {
    card: cardOf(
      'Change status',
      incident,
      [{ part: 'facts', facts: [{ name: 'Status now', spans: [text(wordOf(incident.status))] }] }],
      simulated,
    ),
    fields: [
      {
        field: 'choice',
        name: 'status',
        label: 'New status',
        options: statuses.map((status) => ({ text: status, value: status })),
        initial: typed.fields?.['status'] ?? now ?? 'Open: Investigating',
      },
      reasonField(typed),
    ],
    submit: { text: 'Change status', press: { do: 'incident-status', incident: incident.id } },
  };
}

export const assignForm = (incident: Incident, names: UserNames, simulated: boolean, typed: Typed = {}): Form => ({
  card: cardOf(
    'Assign',
    incident,
    [
      { part: 'facts', facts: [{ name: 'Assigned to', spans: assignees(incident, names) }] },
      { part: 'note', spans: [text('Whoever you name takes the place of everybody who is assigned now.')] },
    ],
    simulated,
  ),
  fields: [
    {
      field: 'choice',
      name: 'to',
      label: 'To whom',
      options: [
        { text: 'Me', value: 'me' },
        { text: 'Somebody else, named below', value: 'other' },
        { text: 'Nobody', value: 'nobody' },
      ],
      initial: typed.fields?.['to'] || 'me',
    },
    textField(
      {
        name: 'who',
        label: 'Somebody else',
        hint: 'E-mail address or user id as in XDR. What is named here goes before the choice.',
        optional: true,
        most: 200,
      },
      typed,
    ),
    reasonField(typed),
  ],
  submit: { text: 'Assign', press: { do: 'incident-assign', incident: incident.id } },
});

export const noteForm = (incident: Incident, simulated: boolean, typed: Typed = {}): Form => ({
  card: cardOf(
    'Add note',
    incident,
    [{ part: 'note', spans: [text('It stands in the worklog of XDR with your name, and in this room.')] }],
    simulated,
  ),
  fields: [textField({ name: 'text', label: 'Note', hint: 'Markdown', long: true, most: longestTyped }, typed)],
  submit: { text: 'Add note', press: { do: 'incident-note', incident: incident.id } },
});
