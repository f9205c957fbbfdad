import { type Card, type Part, type Span, text } from '../cards/card.ts';
import type { Field, Form } from '../cards/form.ts';
import { personSpan } from '../cards/person.ts';
import { shown } from '../cards/shown.ts';
import { counted, timeOf } from '../cards/wording.ts';
import { askedFacts, callerSpan, cutFacts, dryRunPart, type Fact, factsPart, saidFacts } from './action-card.ts';
import type { ActionRequest } from './action-request.ts';
import { actionInWords, spanInWords, titleOf, wholeSpans } from './action-words.ts';
import { inputFields } from './inputs.ts';
import { stateWords } from './state-words.ts';
import { isTask } from './task-words.ts';
import { viaWords } from './via-words.ts';

/** Longest reason, characters. */
export const longestReason = 500;

/** What may be chosen for how long, minutes. */
const timesToReverse = [60, 4 * 60, 24 * 60, 7 * 24 * 60];

/** What was typed or chosen before and is wrong, by field. */
export type Wrong = Readonly<Partial<Record<string, string>>>;

/** What was typed and chosen before, by field. */
export type Typed = Readonly<Record<string, string>>;

/** What exactly will happen, and what it takes to ask for it. */
export function confirmForm({
  request,
  caller,
  lately,
  first,
  typed = {},
  reason,
  wrong = {},
  news = false,
  simulated,
}: Readonly<{
  request: ActionRequest;
  /** Who makes the call. */
  caller: string;
  /** Earlier requests for the same, newest first. */
  lately: readonly ActionRequest[];
  /** What it undoes. */
  first?: ActionRequest | undefined;
  typed?: Typed;
  /** What stands there as the reason at first. */
  reason?: string | undefined;
  wrong?: Wrong;
  /** Something became of the same while the form was open. */
  news?: boolean;
  simulated: boolean;
}>): Form {
  const { terms, observable } = request;
  return {
    card: {
      headline: `Confirm: ${actionInWords(request)}`,
      simulated,
      parts: [
        { part: 'heading', tone: 'suspicious', word: 'Confirm', spans: wholeSpans(request) },
        ...(terms.dryRun ? [dryRunPart] : []),
        ...factsPart([
          ...cutFacts(request),
          ...saidFacts(request),
          ...(first && request.origin === 'undo' ? [undoes(first)] : []),
        ]),
        ...(news
          ? [{ part: 'text' as const, spans: [{ span: 'strong' as const, text: 'Not sent: ' }, text(newsWords)] }]
          : []),
        ...lately.slice(0, 2).map((one): Part => ({ part: 'text', spans: latelyWords(one, request) })),
        { part: 'note', spans: [text(`${howItRuns(request)} It is called with `), callerSpan(caller), text('.')] },
      ],
    },
    fields: [
      ...inputFields(request.action.inputs ?? [], request.given ?? {}, typed, wrong),
      reasonField(
        'Reason',
        request,
        { ...(reason ? { reason } : {}), ...typed },
        wrong,
        viaWords(request.action).reasonGoes,
      ),
      ...(terms.confirm === 'type-value'
        ? [
            {
              field: 'text' as const,
              name: 'typed',
              label: observable
                ? typeLabel(shown(observable, 80), shown(observable, 80) !== observable.value)
                : `Type its name to confirm: ${titleOf(request.action)}`,
              most: 2_000,
              ...carried('typed', typed, wrong),
            },
          ]
        : []),
      ...howLongField(request, typed),
    ],
    submit: {
      text: terms.dryRun ? 'Confirm (dry run)' : terms.approvals === 0 ? 'Confirm' : 'Ask for approval',
      press: { do: 'confirm', request: request.id },
      style: terms.category === 'isolation' || terms.category === 'account' ? 'danger' : 'primary',
    },
  };
}

const howItRuns = ({ terms, action }: ActionRequest): string =>
  terms.approvals === 0
    ? `${viaWords(action).happens} at once when you confirm, and once at most.`
    : `${viaWords(action).happens} when ${counted(terms.approvals, 'other person', 'other people')} ${terms.approvals === 1 ? 'has' : 'have'} approved it within ${spanInWords(terms.expiresMs)}, and once at most.`;

/** Defanged values have brackets that nobody needs to copy. */
const typeLabel = (value: string, isDefanged: boolean): string =>
  `Type the value to confirm${isDefanged ? ', with or without the brackets' : ''}: ${value}`;

function howLongField({ reverse, terms, reverseAfterMs }: ActionRequest, typed: Typed): readonly Field[] {
  if (!reverse || !terms.timed) return [];
  const chosen = typed['after'] ?? (reverseAfterMs === undefined ? '0' : String(Math.round(reverseAfterMs / 60_000)));
  const times = [...new Set([...timesToReverse, ...(Number(chosen) > 0 ? [Number(chosen)] : [])])].sort(
    (a, b) => a - b,
  );
  return [
    {
      field: 'choice',
      name: 'after',
      label: 'For how long?',
      options: [
        { text: 'Until somebody undoes it', value: '0' },
        ...times.map((minutes) => ({
          text: `${spanInWords(minutes * 60_000)}, then: ${titleOf(reverse, 55)}`,
          value: String(minutes),
        })),
      ],
      initial: chosen,
    },
  ];
}

/** `Block this domain, done 10:59 PM, asked for by @Vera`. */
const undoes = (first: ActionRequest): Fact => ({
  name: 'Undoes',
  spans: [
    text(`${titleOf(first.action)}, done `),
    timeOf(first.result?.at ?? first.changedAt),
    text(', asked for by '),
    personSpan(first.requester),
  ],
});

const newsWords = 'the same was asked for meanwhile. Look what became of it, and confirm again if you still want it.';

const reasonField = (label: string, { place }: ActionRequest, typed: Typed, wrong: Wrong, goes = ''): Field => ({
  field: 'text',
  name: 'reason',
  label,
  hint:
    place.kind === 'channel'
      ? `Everybody in the channel can read this; it is ${goes}kept in the audit.`
      : `Whoever sees the card can read this; it is ${goes}kept in the audit.`,
  long: true,
  most: longestReason,
  ...carried('reason', typed, wrong),
});

const carried = (
  name: 'reason' | 'typed',
  typed: Typed,
  wrong: Wrong,
): Pick<Field & { field: 'text' }, 'initial' | 'wrong'> => ({
  ...(typed[name] ? { initial: typed[name] } : {}),
  ...(wrong[name] ? { wrong: wrong[name] } : {}),
});

function latelyWords(earlier: ActionRequest, request: ActionRequest): readonly Span[] {
  const { word } = stateWords(earlier);
  // Another answer to the same task is no less of an answer: it is told which.
  const [title, other] = [titleOf(request.action), titleOf(earlier.action)];
  const said: readonly Span[] = [
    text(`${isTask(earlier.action) && title !== other ? other : 'The same'} was asked for by `),
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

const about = (word: string, request: ActionRequest, simulated: boolean): Card => ({
  headline: `${word}: ${actionInWords(request)}`,
  simulated,
  parts: [
    { part: 'heading', tone: 'info', word, spans: wholeSpans(request) },
    ...factsPart([...cutFacts(request), ...askedFacts(request)]),
  ],
});

/** Why somebody says no. */
export const refuseForm = (request: ActionRequest, simulated: boolean, wrong: Wrong = {}, typed: Typed = {}): Form => ({
  card: about('Refuse', request, simulated),
  fields: [reasonField('Why not?', request, typed, wrong)],
  submit: { text: 'Refuse', press: { do: 'refuse', request: request.id } },
});

/** What became of an action whose outcome is unknown. Nothing is chosen at first: who looked says what he saw. */
export const closeForm = (request: ActionRequest, simulated: boolean, wrong: Wrong = {}, typed: Typed = {}): Form => ({
  card: about('What happened to', request, simulated),
  fields: [
    {
      field: 'choice',
      name: 'as',
      label: 'What happened?',
      options: [
        { text: 'It was done', value: 'done' },
        { text: 'It was not done', value: 'not-done' },
      ],
      initial: typed['as'] ?? '',
      ...(wrong['as'] ? { wrong: wrong['as'] } : {}),
    },
    reasonField('How do you know?', request, typed, wrong),
  ],
  submit: { text: 'Record outcome', press: { do: 'close', request: request.id } },
});
