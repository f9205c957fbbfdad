import { type Span, text } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { personSpan } from '../cards/person.ts';
import { counted, timeOf } from '../cards/wording.ts';
import { again, close } from './action-buttons.ts';
import { type ActionRequest, type Actor, approvalsWanted } from './action-request.ts';
import { titleOf } from './action-words.ts';
import { progressStory } from './progress-story.ts';
import { isTask } from './task-words.ts';
import { viaWords, whereToLook } from './via-words.ts';

/** What is to be said of the state that a request is in: sentences. Times stand first, however a platform writes them. */
export function storyOf(
  request: ActionRequest,
  prefix: string,
  trustedHosts: readonly string[] = [],
): readonly (readonly Span[])[] {
  const { state, result, endedBy, expiresAt, action } = request;
  const why = result?.why ? outsideText(result.why, 500) : '';
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
      return request.waitingUntil ? [[text(viaWords(action).waits), timeOf(request.waitingUntil), text('.')]] : [];
    case 'done':
      return [
        ...(result?.closed ? closedWords(request, why) : [doneWords(request)]),
        ...(result?.says ?? []).map((line) => [text(outsideText(line, 200))]),
        ...progressStory(request, trustedHosts),
        ...afterwards(request),
      ];
    case 'failed':
      if (result?.closed) return closedWords(request, why);
      return [
        [
          text(result?.notRun ? 'Nothing was done. ' : `${viaWords(action).failed} `),
          text(why || 'No reason was given.'),
        ],
      ];
    case 'unknown':
      return [
        [text(`The call was made, or may have been, and no clear answer came. ${why}`)],
        [
          text(
            isTask(action)
              ? `Nobody sends it again from here. Look in ${whereToLook(action)} whether the task is answered, then record here what happened (“${close}”): once it is recorded as not done, the task can be answered anew.`
              : `It is not made again by itself. Look in ${whereToLook(action)} whether it was done, then record here what happened (“${close}”), or run it again (“${again}”).`,
          ),
        ],
        ...(request.progress ? [[text('The bot looks for it too, for an hour.')]] : []),
      ];
    case 'refused':
      return [
        [text('Refused by '), ...(endedBy ? saidBy(endedBy) : []), text(why ? `: ${why}` : '.')],
        [text('Nothing was done.')],
      ];
    case 'expired': {
      const { anew } = viaWords(action);
      return [
        [
          text(
            `Nobody decided in time, and nothing was done. ${anew ? `Ask again: ${prefix} ${anew}.` : 'Ask again.'}`,
          ),
        ],
      ];
    }
    case 'cancelled':
      return [[text('Cancelled by '), ...(endedBy ? saidBy(endedBy) : []), text('. Nothing was done.')]];
  }
}

const saidBy = (actor: Actor): readonly Span[] => [personSpan(actor.who), text(', '), timeOf(actor.at)];

/** When XDR said what. Changes that came later do not move it. */
function doneWords({ terms, result, action, changedAt }: ActionRequest): readonly Span[] {
  const what = terms.dryRun ? 'this is where the call would have been made.' : viaWords(action).means;
  return [timeOf(result?.at ?? changedAt), text(`: ${what}`)];
}

/** What somebody found who looked, then why it was not clear before. */
function closedWords({ result }: ActionRequest, why: string): readonly (readonly Span[])[] {
  const closed = result?.closed;
  if (!closed) return [];
  const note = closed.note ? outsideText(closed.note, 500) : '';
  return [
    [
      text(`It was ${closed.as === 'done' ? '' : 'not '}done, says `),
      ...saidBy(closed.by),
      text(note ? `: ${note}` : '.'),
    ],
    [text(`The call itself had no clear outcome${why ? `: ${why}` : '.'}`)],
  ];
}

function afterwards({ reverse, reverseAt, undoneBy }: ActionRequest): readonly (readonly Span[])[] {
  if (undoneBy !== undefined) return [[text(`Undone since, with request ${undoneBy}.`)]];
  if (reverseAt === undefined) return [];
  const what = reverse ? ` (${titleOf(reverse)})` : '';
  return [[timeOf(reverseAt), text(`: the bot reverses it${what}, unless stopped.`)]];
}
