import { buttons } from '../cards/button.ts';
import { type Card, type Part, type Span, text, value } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { personSpan } from '../cards/person.ts';
import { shown } from '../cards/shown.ts';
import { buttonsOf } from './action-buttons.ts';
import { descriptionOf } from './action-description.ts';
import type { ActionRequest } from './action-request.ts';
import { storyOf } from './action-story.ts';
import { actionInWords, personSpans, spanInWords, titleOf, wholeSpans } from './action-words.ts';
import { givenFacts } from './given-facts.ts';
import { stateWords } from './state-words.ts';
import { isTask } from './task-words.ts';

/** One request as everybody in the room sees it: what, to what, why, by whom, who has done what, how it stands. */
export function actionCard({
  request,
  caller,
  prefix,
  approvers = [],
  trustedHosts = [],
  simulated,
}: Readonly<{
  request: ActionRequest;
  /** Who makes the call: `API client client-…`. */
  caller: string;
  /** What stands before a verb here. */
  prefix: string;
  /** Who can approve it, while it waits for that (`who-approves`). */
  approvers?: readonly Span[];
  /** Hosts beside Cisco's that may be linked to. */
  trustedHosts?: readonly string[];
  simulated: boolean;
}>): Card {
  const { tone, word } = stateWords(request);
  const { terms } = request;
  return {
    headline: `${terms.dryRun ? 'Dry run. ' : ''}${word}: ${actionInWords(request)}`,
    simulated,
    parts: [
      { part: 'heading', tone, word, spans: wholeSpans(request) },
      ...(terms.dryRun ? [dryRunPart] : []),
      ...factsPart([...cutFacts(request), ...saidFacts(request), ...factsOf(request)]),
      ...[...storyOf(request, prefix, trustedHosts), ...(approvers.length > 0 ? [approvers] : [])].map(
        (spans): Part => ({ part: 'text', spans }),
      ),
      ...buttons(buttonsOf(request)),
      {
        part: 'note',
        spans: [text(`Request ${request.id}, `), callerSpan(caller), ...referenceOf(request), text('.')],
      },
    ],
    data: { kind: 'action', request: request.id, state: request.state },
  };
}

/** Stands on everything that has to do with a practice. */
export const dryRunPart: Part = {
  part: 'text',
  spans: [{ span: 'strong', text: 'DRY RUN' }, text(' – everything but the call: nothing is done in any product.')],
};

/** Who makes the call, for small print. */
export const callerSpan = (caller: string): Span => text(outsideText(caller, 80));

const referenceOf = ({ result }: ActionRequest): readonly Span[] =>
  result?.reference ? [text(`, reference ${result.reference}`)] : [];

export type Fact = (Part & { part: 'facts' })['facts'][number];

/** Facts as a part; no part when there is none. */
export const factsPart = (facts: readonly Fact[]): readonly Part[] =>
  facts.length > 0 ? [{ part: 'facts', facts }] : [];

/** Title and value, where the heading had to cut them. */
export function cutFacts({ action, observable }: Pick<ActionRequest, 'action' | 'observable'>): readonly Fact[] {
  const title = titleOf(action, 300);
  const all = observable && shown(observable, 500);
  return [
    ...(title === titleOf(action) ? [] : [{ name: 'Action', spans: [text(title)] }]),
    ...(!observable || !all || all === shown(observable, 100) ? [] : [{ name: 'On', spans: [value(all)] }]),
  ];
}

/** What a workflow says it does, and what it asks: whoever confirms or approves has to read it. */
export function saidFacts({ action, state }: Pick<ActionRequest, 'action' | 'state'>): readonly Fact[] {
  if (action.via !== 'workflow') return [];
  const said = descriptionOf(action, 300);
  if (said === undefined) return [];
  if (isTask(action)) return [{ name: 'It says', spans: [text(said)] }];
  return state === 'requested' || state === 'confirmed' ? [{ name: 'What it does', spans: [text(said)] }] : [];
}

/** Why, and who asked. */
export const askedFacts = ({ reason, requester, origin }: ActionRequest): readonly Fact[] => [
  ...(reason === undefined ? [] : [{ name: 'Reason', spans: [text(outsideText(reason, 500))] }]),
  {
    name: 'Asked for by',
    spans: [personSpan(requester), ...(origin === 'timed' ? [text(', in advance')] : [])],
  },
];

function factsOf(request: ActionRequest): readonly Fact[] {
  const { approvals, terms, reverseAfterMs, state } = request;
  const waits = state === 'confirmed' && terms.approvals > 0;
  return [
    ...givenFacts(request),
    ...askedFacts(request),
    ...(waits || approvals.length > 0
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
      ? [{ name: 'For how long', spans: [text(`${spanInWords(reverseAfterMs)}, then: ${titleOf(request.reverse)}`)] }]
      : []),
  ];
}
