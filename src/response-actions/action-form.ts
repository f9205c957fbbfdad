import type { Card, Part } from '../cards/card.ts';
import { type Span, text, value } from '../cards/card.ts';
import type { Field, Form } from '../cards/form.ts';
import { shown } from '../cards/shown.ts';
import { counted, timeOf } from '../cards/wording.ts';
import { dryRunPart, whatFacts } from './action-card.ts';
import type { ActionRequest } from './action-request.ts';
import { actionInWords, personSpan, spanInWords, titleOf } from './action-words.ts';
import { stateWords } from './state-words.ts';

/** Longest reason, characters. */
export const longestReason = 500;

/** What may be chosen for "reverse it after", minutes. */
const timesToReverse = [60, 4 * 60, 24 * 60, 7 * 24 * 60];

/** What was typed before and is wrong, by field. */
export type Wrong = Readonly<Partial<Record<'reason' | 'typed', string>>>;

/** What exactly will happen, and what it takes to ask for it. */
export function confirmForm({
  request,
  client,
  lately,
  typed = {},
  wrong = {},
  news = false,
  simulated,
}: Readonly<{
  request: ActionRequest;
  client: string;
  /** Earlier requests for the same, newest first. */
  lately: readonly ActionRequest[];
  /** What was typed and chosen before, by field. */
  typed?: Readonly<Record<string, string>>;
  wrong?: Wrong;
  /** Something became of the same while the form was open. */
  news?: boolean;
  simulated: boolean;
}>): Form {
  const { terms, reverse, reverseAfterMs } = request;
  const chosen = typed['after'] ?? (reverseAfterMs === undefined ? '0' : String(Math.round(reverseAfterMs / 60_000)));
  const times = [...new Set([...timesToReverse, ...(Number(chosen) > 0 ? [Number(chosen)] : [])])].sort(
    (a, b) => a - b,
  );
  return {
    card: {
      headline: `Confirm: ${actionInWords(request)}`,
      simulated,
      parts: [
        { part: 'heading', tone: 'suspicious', word: 'Confirm', spans: [text(titleOf(request.action))] },
        ...(terms.dryRun ? [dryRunPart] : []),
        { part: 'facts', facts: whatFacts(request, client) },
        ...(news
          ? [{ part: 'text' as const, spans: [{ span: 'strong' as const, text: 'Not sent: ' }, text(newsWords)] }]
          : []),
        ...lately.slice(0, 2).map((one): Part => ({ part: 'text', spans: latelyWords(one) })),
        {
          part: 'note',
          spans: [
            text(
              terms.approvals === 0
                ? 'It is run at once when you confirm, and once at most.'
                : `It is run when ${counted(terms.approvals, 'other person', 'other people')} ${terms.approvals === 1 ? 'has' : 'have'} approved it within ${spanInWords(terms.expiresMs)}, and once at most.`,
            ),
          ],
        },
      ],
    },
    fields: [
      {
        field: 'text',
        name: 'reason',
        label: 'Reason',
        hint: 'Stands in the room and in the audit.',
        long: true,
        most: longestReason,
        ...carried('reason', typed, wrong),
      },
      ...(terms.confirm === 'type-value'
        ? [
            {
              field: 'text' as const,
              name: 'typed',
              label: `Type the value to confirm: ${shown(request.observable, 90)}`,
              most: 2_000,
              ...carried('typed', typed, wrong),
            },
          ]
        : []),
      ...(reverse && terms.timed
        ? [
            {
              field: 'choice' as const,
              name: 'after',
              label: `Reverse it by itself (${titleOf(reverse, 60)})`,
              options: [
                { text: 'No', value: '0' },
                ...times.map((minutes) => ({ text: `After ${spanInWords(minutes * 60_000)}`, value: String(minutes) })),
              ],
              initial: chosen,
            },
          ]
        : []),
    ],
    submit: {
      text: terms.dryRun ? 'Confirm (dry run)' : terms.approvals === 0 ? 'Confirm' : 'Ask for approval',
      press: { do: 'confirm', request: request.id },
    },
  };
}

const newsWords = 'the same was asked for meanwhile. Look what became of it, and confirm again if you still want it.';

const carried = (
  name: 'reason' | 'typed',
  typed: Readonly<Record<string, string>>,
  wrong: Wrong,
): Pick<Field & { field: 'text' }, 'initial' | 'wrong'> => ({
  ...(typed[name] ? { initial: typed[name] } : {}),
  ...(wrong[name] ? { wrong: wrong[name] } : {}),
});

function latelyWords(earlier: ActionRequest): readonly Span[] {
  const { word } = stateWords(earlier);
  const said: readonly Span[] = [
    text('The same was asked for by '),
    personSpan(earlier.requester),
    text(', '),
    timeOf(earlier.createdAt),
    text(': '),
    { span: 'strong', text: word.toLowerCase() },
  ];
  return earlier.state === 'unknown'
    ? [...said, text('. Look whether it was done before you ask for it again.')]
    : [...said, text('.')];
}

const about = (request: ActionRequest): readonly Part[] => [
  {
    part: 'text',
    spans: [text(`${titleOf(request.action)}: `), value(shown(request.observable, 100))],
  },
];

const small = (word: string, request: ActionRequest, simulated: boolean): Card => ({
  headline: `${word}: ${actionInWords(request)}`,
  simulated,
  parts: [{ part: 'heading', tone: 'info', word, spans: [text('this request')] }, ...about(request)],
});

/** Why somebody says no. */
export const refuseForm = (request: ActionRequest, simulated: boolean, wrong: Wrong = {}): Form => ({
  card: small('Refuse', request, simulated),
  fields: [
    {
      field: 'text',
      name: 'reason',
      label: 'Why not?',
      hint: 'Stands in the room and in the audit.',
      long: true,
      most: longestReason,
      ...carried('reason', {}, wrong),
    },
  ],
  submit: { text: 'Refuse', press: { do: 'refuse', request: request.id } },
});

/** What became of an action whose outcome is unknown. */
export const closeForm = (request: ActionRequest, simulated: boolean, wrong: Wrong = {}): Form => ({
  card: small('Close', request, simulated),
  fields: [
    {
      field: 'choice',
      name: 'as',
      label: 'What became of it?',
      options: [
        { text: 'It was done', value: 'done' },
        { text: 'It was not done', value: 'not-done' },
      ],
      initial: 'done',
    },
    {
      field: 'text',
      name: 'reason',
      label: 'How do you know?',
      hint: 'Stands in the room and in the audit.',
      long: true,
      most: longestReason,
      ...carried('reason', {}, wrong),
    },
  ],
  submit: { text: 'Close', press: { do: 'close', request: request.id } },
});
