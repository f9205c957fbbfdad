import { buttons } from '../cards/button.ts';
import { type Button, type Card, type Part, type Span, text, value } from '../cards/card.ts';
import { outsideText, sourceName } from '../cards/outside-text.ts';
import { shown, shownSpans } from '../cards/shown.ts';
import { counted, timeOf } from '../cards/wording.ts';
import { type ActionRequest, type Actor, approvalsWanted } from './action-request.ts';
import { actionInWords, personSpan, personSpans, spanInWords, titleOf } from './action-words.ts';
import { isWorkflow } from './response-action.ts';
import { stateWords } from './state-words.ts';

/** One request as everybody in the room sees it: what, to what, by whom, why, who has done what, how it stands. */
export function actionCard({
  request,
  client,
  prefix,
  approvers = [],
  simulated,
}: Readonly<{
  request: ActionRequest;
  /** The API client that makes the call. */
  client: string;
  /** What stands before a verb here. */
  prefix: string;
  /** Who can approve it, while it waits for that (`who-approves`). */
  approvers?: readonly Span[];
  simulated: boolean;
}>): Card {
  const { tone, word } = stateWords(request);
  const { terms } = request;
  return {
    headline: `${terms.dryRun ? 'Dry run. ' : ''}${word}: ${actionInWords(request)}`,
    simulated,
    parts: [
      {
        part: 'heading',
        tone,
        word,
        spans: [text(`${titleOf(request.action)}: `), value(shown(request.observable, 100))],
      },
      ...(terms.dryRun ? [dryRunPart] : []),
      { part: 'facts', facts: factsOf(request, client) },
      ...[...storyOf(request, prefix), ...(approvers.length > 0 ? [approvers] : [])].map(
        (spans): Part => ({ part: 'text', spans }),
      ),
      ...buttons(buttonsOf(request)),
      { part: 'note', spans: [text(`Request ${request.id}`), ...referenceOf(request), text('.')] },
    ],
    data: { kind: 'action', request: request.id, state: request.state },
  };
}

/** Stands on everything that has to do with a practice. */
export const dryRunPart: Part = {
  part: 'text',
  spans: [{ span: 'strong', text: 'DRY RUN' }, text(' – everything but the call: nothing is done in any product.')],
};

const referenceOf = ({ result }: ActionRequest): readonly Span[] =>
  result?.reference ? [text(`, reference ${result.reference}`)] : [];

type Fact = (Part & { part: 'facts' })['facts'][number];

/** What will be done, to what, by which module, with which client, asked for by whom and why. */
export function whatFacts(
  { action, observable }: Pick<ActionRequest, 'action' | 'observable'>,
  client: string,
): readonly Fact[] {
  return [
    { name: 'Action', spans: [text(titleOf(action, 150))] },
    { name: 'On', spans: shownSpans(observable) },
    { name: 'By', spans: [text(`${sourceName(action.module)}, with the API client `), value(outsideText(client, 60))] },
  ];
}

function factsOf(request: ActionRequest, client: string): readonly Fact[] {
  const { requester, reason, approvals, terms, origin, reverseAfterMs, state } = request;
  const asked = origin === 'timed' ? ', in advance' : '';
  return [
    ...whatFacts(request, client),
    { name: 'Asked for by', spans: [personSpan(requester), ...(asked ? [text(asked)] : [])] },
    ...(reason === undefined ? [] : [{ name: 'Reason', spans: [text(outsideText(reason, 500))] }]),
    ...(terms.approvals > 0 || approvals.length > 0
      ? [
          {
            name: 'Approved by',
            spans: [
              ...personSpans(approvals.map(({ who }) => who)),
              text(`${approvals.length === 0 ? 'nobody yet' : ''} (${approvals.length} of ${terms.approvals})`),
            ],
          },
        ]
      : []),
    ...(reverseAfterMs !== undefined && state !== 'done' && request.reverse
      ? [{ name: 'For', spans: [text(`${spanInWords(reverseAfterMs)}, then: ${titleOf(request.reverse)}`)] }]
      : []),
  ];
}

const saidBy = (actor: Actor): readonly Span[] => [personSpan(actor.who), text(', '), timeOf(actor.at)];

/** What is to be said of the state it is in: sentences. */
function storyOf(request: ActionRequest, prefix: string): readonly (readonly Span[])[] {
  const { state, result, endedBy, expiresAt, action, reverseAt, undoneBy } = request;
  const why = result?.why ? outsideText(result.why, 500) : '';
  const closed = result?.closed;
  const note = closed?.note ? `: ${outsideText(closed.note, 300)}` : '';
  const closing = closed ? [[text('Said by '), ...saidBy(closed.by), text(note || '.')]] : [];
  switch (state) {
    case 'requested':
    case 'executing':
      return [];
    case 'confirmed':
      return [
        [
          text(`${counted(approvalsWanted(request), 'approval')} still needed, until `),
          timeOf(expiresAt),
          text('. Who asked cannot approve.'),
        ],
      ];
    case 'approved':
      return request.waitingUntil
        ? [[text('XDR has asked everybody to wait until '), timeOf(request.waitingUntil), text('.')]]
        : [];
    case 'done':
      return [
        [text(doneWords(request)), ...(closed ? [] : [timeOf(request.changedAt), text('.')])],
        ...closing,
        ...(reverseAt === undefined ? [] : [[text('It is reversed by itself: '), timeOf(reverseAt), text('.')]]),
        ...(undoneBy === undefined ? [] : [[text('It has been undone since.')]]),
      ];
    case 'failed':
      return [
        [
          text(result?.notRun ? 'Nothing was done. ' : closed ? '' : 'The module says that it failed. '),
          text(why || (closed ? 'The call had no clear outcome.' : 'No reason was given.')),
        ],
        ...closing,
      ];
    case 'unknown':
      return [
        [text(`The call was made, or may have been, and no clear answer came. ${why}`)],
        [
          text(
            `It is not made again by itself. Look in ${sourceName(action.module)} whether it was done, then say so here (“Close”), or ask for it again.`,
          ),
        ],
      ];
    case 'refused':
      return [
        [text('Refused by '), ...(endedBy ? saidBy(endedBy) : []), text(why ? `: ${why}` : '.')],
        [text('Nothing was done.')],
      ];
    case 'expired':
      return [[text(`Nobody decided in time, and nothing was done. Ask again: ${prefix} respond <observable>.`)]];
    case 'cancelled':
      return [[text('Cancelled by '), ...(endedBy ? saidBy(endedBy) : []), text('. Nothing was done.')]];
  }
}

function doneWords({ terms, result, action }: ActionRequest): string {
  if (terms.dryRun) return 'This is where the call would have been made. ';
  if (result?.closed) return 'The call had no clear outcome; it was done.';
  if (isWorkflow(action)) return 'The workflow was started; what it did stands in XDR Automation. ';
  return 'XDR says that it was done. ';
}

function buttonsOf(request: ActionRequest): readonly Button[] {
  const { id, state, reverse, undoneBy, reverseAt, terms } = request;
  const about = actionInWords(request);
  const one = (words: string, label: string, press: Button['press']): Button => ({
    text: words,
    label: `${label}: ${about}`,
    press,
  });
  switch (state) {
    case 'confirmed':
      return [
        one('Approve', 'Approve', { do: 'approve', request: id }),
        one('Refuse …', 'Refuse, with a reason', { do: 'refuse', request: id }),
        one('Cancel', 'Cancel your request', { do: 'cancel', request: id }),
      ];
    case 'approved':
      return request.waitingUntil ? [one('Cancel', 'Cancel the request', { do: 'cancel', request: id })] : [];
    case 'done':
      return [
        ...(reverse && undoneBy === undefined && !terms.dryRun
          ? [one(`Undo: ${titleOf(reverse, 50)} …`, 'Undo', { do: 'undo', request: id })]
          : []),
        ...(reverseAt === undefined ? [] : [one('Keep it', 'Do not reverse by itself', { do: 'cancel', request: id })]),
      ];
    case 'unknown':
      return [
        one('Close …', 'Say what became of it', { do: 'close', request: id }),
        one('Ask again …', 'Ask for the same again', { do: 'again', request: id }),
      ];
    case 'failed':
      return [one('Ask again …', 'Ask for the same again', { do: 'again', request: id })];
    default:
      return [];
  }
}
