import { type Card, type Span, text, value } from '../cards/card.ts';
import type { Refusal } from '../cards/card-data.ts';
import { letYou } from '../cards/not-permitted-card.ts';
import { notice } from '../cards/notice.ts';
import { personSpan } from '../cards/person.ts';
import { close } from './action-buttons.ts';
import type { ActionRequest } from './action-request.ts';
import { actionInWords } from './action-words.ts';
import type { RefusedAttempt } from './decide-action.ts';
import { stateWords } from './state-words.ts';
import { isTask } from './task-words.ts';
import { whereToLook } from './via-words.ts';

type Words = Readonly<{ word: string; sentence: string; todo: string; why: Refusal }>;

/** Why somebody's press comes to nothing, and what he can do. Nothing has been called. */
const words: Readonly<Record<Exclude<RefusedAttempt, 'already' | 'answered'>, Words>> = {
  'not-there': {
    word: 'Expired',
    sentence: 'what this button stood for is kept no longer.',
    todo: 'Ask again, with the command that brought the card.',
    why: 'expired',
  },
  'not-permitted': {
    word: 'Not permitted',
    sentence: 'you may not do this.',
    todo: '', // see below: by what was wanted
    why: 'not-permitted',
  },
  'not-yours': {
    word: 'Not yours',
    sentence: 'somebody else asked for this.',
    todo: 'Write the command that brought the card yourself: its buttons are then yours.',
    why: 'not-yours',
  },
  'own-request': {
    word: 'Not permitted',
    sentence: 'you asked for this yourself; somebody else has to approve it.',
    todo: 'You can cancel it.',
    why: 'not-permitted',
  },
  'not-linked': {
    word: 'Not permitted',
    sentence: 'it was asked for on another platform, and you could be the same person.',
    todo: 'An administrator of the bot can link your two accounts in the settings (name=slack:…+teams:…); or somebody approves it where it was asked for.',
    why: 'not-permitted',
  },
  'approved-before': {
    word: 'Approved already',
    sentence: 'your approval is counted, and it takes another person’s.',
    todo: '',
    why: 'not-now',
  },
  elsewhere: {
    word: 'Not here',
    sentence: 'this button belongs to another conversation.',
    todo: 'Press it where the card stands.',
    why: 'not-yours',
  },
  expired: {
    word: 'Expired',
    sentence: 'its time to be confirmed or approved is over, and nothing was done.',
    todo: 'Ask for the action again.',
    why: 'expired',
  },
  'already-done': {
    word: 'Not now',
    sentence: 'what this was about has gone on since you opened the form.',
    todo: 'Its card says how it stands.',
    why: 'not-now',
  },
  'too-many-forms': {
    word: 'Too many',
    sentence: 'you have opened many forms and sent none of them.',
    todo: 'They close by themselves after a while; send or leave those first.',
    why: 'too-many',
  },
  'same-under-way': {
    word: 'Under way',
    sentence: 'the same action for the same observable is under way already.',
    todo: 'Wait until its card says what came of it.',
    why: 'not-now',
  },
  forbidden: {
    word: 'Not permitted',
    sentence: 'the policy forbids this action.',
    todo: 'The policy file (CHATOPS_POLICY) says what is allowed.',
    why: 'not-permitted',
  },
  'not-here': {
    word: 'Not here',
    sentence: 'this may not be done in this conversation.',
    todo: 'Response actions are not taken where guests or external people may read, nor in channels that the policy leaves out. Ask in another channel.',
    why: 'not-permitted',
  },
  'nobody-to-approve': {
    word: 'Not here',
    sentence: 'it needs approval, and nobody else sees this conversation.',
    todo: 'Ask for it in a channel, or set approvals-channel in the policy file.',
    why: 'not-permitted',
  },
};

export function refusedAttemptCard({
  refused,
  request,
  wanted,
  prefix,
  anew,
  simulated,
}: Readonly<{
  refused: RefusedAttempt;
  request?: ActionRequest | undefined;
  /** The press, as `approve`. */
  wanted?: string | undefined;
  /** What stands before a verb here. */
  prefix?: string | undefined;
  /** With which words, after the prefix, somebody asks for it himself. */
  anew?: string | undefined;
  simulated: boolean;
}>): Card {
  const { word, sentence, todo, why } = wordsFor(refused, request, wanted);
  const by = toldOf.has(refused) ? request : undefined;
  const about: readonly Span[] = by
    ? [text(`${actionInWords(by)}, asked for by `), personSpan(by.requester), text('.')]
    : [];
  return notice({
    tone: 'refused',
    word,
    sentence,
    todo:
      refused === 'not-permitted'
        ? letYou(neededFor(wanted), prefix)
        : refused === 'not-yours' && anew
          ? [text('Ask for it yourself: '), value(`${prefix ?? ''} ${anew}`.trim())]
          : todo
            ? [text(todo)]
            : [],
    small: about,
    simulated,
    data: { kind: 'refusal', why },
  });
}

/** With these it helps to know whose it is. */
const toldOf: ReadonlySet<RefusedAttempt> = new Set(['not-yours', 'already', 'same-under-way', 'answered']);

function wordsFor(refused: RefusedAttempt, request: ActionRequest | undefined, wanted: string | undefined): Words {
  if (refused === 'already') return alreadyWords(request);
  if (refused === 'answered') return answeredWords(request);
  if (refused === 'same-under-way' && request && isTask(request.action)) return beingAnswered;
  if (wanted !== 'cancel') return words[refused];
  if (refused === 'not-yours')
    return {
      ...words[refused],
      sentence:
        request?.state === 'done'
          ? 'only who asked for it, or an administrator, can stop that it is reversed.'
          : 'only who asked for it, or an administrator, can cancel this; an approver can refuse it.',
      todo: '',
    };
  // Not a request any more, but the reversal that others approved with it.
  if (refused === 'own-request')
    return {
      ...words[refused],
      sentence: 'others approved that it is reversed; one of those who approve, or an administrator, can stop that.',
      todo: '',
    };
  return words[refused];
}

const neededFor = (wanted: string | undefined) =>
  wanted === 'approve' || wanted === 'refuse' || wanted === 'cancel' ? 'approvers' : 'responders';

const beingAnswered: Words = {
  ...words['same-under-way'],
  sentence: 'an answer to this task is under way already, and a task is answered once.',
};

/** To a task that another answer was sent to, or may have been. */
const answeredWords = (answer: ActionRequest | undefined): Words =>
  answer?.state === 'unknown'
    ? {
        word: 'Outcome unknown',
        sentence: 'an answer to this task was sent, or may have been, and no clear answer came; no other is sent.',
        todo: `Look in ${whereToLook(answer.action)} whether the task is answered. If it is not, answer it there, or record that on the card of the answer (“${close}”) and answer anew.`,
        why: 'not-now',
      }
    : {
        word: 'Answered already',
        sentence: 'this task has been answered from here, and a task is answered once.',
        todo: 'The card of the answer says what came of it.',
        why: 'not-now',
      };

const alreadyWords = (request: ActionRequest | undefined): Words => ({
  word: 'Not now',
  sentence: request ? `it has gone on since: ${stateWords(request).word.toLowerCase()}.` : 'it has gone on since.',
  todo: 'Its card says what became of it.',
  why: 'not-now',
});
