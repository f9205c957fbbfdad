import { pressLabel, shortMiddle } from '../cards/button.ts';
import type { Button, ButtonStyle } from '../cards/card.ts';
import { shown } from '../cards/shown.ts';
import type { ActionRequest } from './action-request.ts';
import { titleOf } from './action-words.ts';
import { isTask } from './task-words.ts';

/** The words of two buttons that the card speaks of. */
export const close = 'What happened …';
export const again = 'Ask again …';

/** What can be pressed on the card of a request, as it stands. */
export function buttonsOf(request: ActionRequest): readonly Button[] {
  const { id, state, action, observable, reverse, undoneBy, reverseAt, terms, progress } = request;
  const value = observable ? shown(observable, 100) : '';
  const one = (words: string, press: Button['press'], style?: ButtonStyle): Button => ({
    text: words,
    label: pressLabel(words, press.do === 'undo' ? '' : titleOf(action), value),
    press,
    ...(style && { style }),
  });
  switch (state) {
    case 'confirmed':
      return [
        one('Approve', { do: 'approve', request: id }, 'primary'),
        one('Refuse …', { do: 'refuse', request: id }),
        one('Cancel request', { do: 'cancel', request: id }),
      ];
    case 'approved':
      return request.waitingUntil ? [one('Cancel request', { do: 'cancel', request: id })] : [];
    case 'done':
      return [
        ...(reverse && undoneBy === undefined && !terms.dryRun
          ? [one(`Undo: ${shortMiddle(titleOf(reverse), 40)} …`, { do: 'undo', request: id })]
          : []),
        ...(reverseAt === undefined ? [] : [one('Do not reverse', { do: 'cancel', request: id })]),
        ...(progress?.failed && undoneBy === undefined ? [one(again, { do: 'again', request: id })] : []),
      ];
    case 'unknown':
      return [
        one(close, { do: 'close', request: id }),
        // An answer that may have been sent is sent by nobody again.
        ...(isTask(action) ? [] : [one(again, { do: 'again', request: id })]),
      ];
    case 'failed':
      return [one(again, { do: 'again', request: id })];
    default:
      return [];
  }
}
