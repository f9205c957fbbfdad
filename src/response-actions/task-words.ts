import type { ResponseAction } from './response-action.ts';

type Doing = Pick<ResponseAction, 'via' | 'url'>;

/** Whether an action answers what a workflow waits for: one answer is sent, and whoever comes later sends none. */
export const isTask = ({ via, url }: Doing): boolean => via === 'workflow' && url.startsWith('/workflow/task/');

/** Whether an answer to an approval says no; whatever is not surely a no counts as a yes. */
export const isNo = (answer: string): boolean =>
  /^(?:reject(?:ed)?|den(?:y|ied)|refused?|declined?|disapproved?|no|nein)$/i.test(answer.trim());

/** The title of an answer to a task: `Reject “Delete the rule?”`. */
export const taskTitle = (answer: string, task: string): string => `${answer} “${task}”`;

/**
 * The title as it tells what an action does. A plain no does nothing of its own: “reject” is not to make a rejection count
 * as an action that blocks, and be held up where saying yes is not. Any other answer may be what is done, and stays.
 */
export function doingTitle(action: Doing & Pick<ResponseAction, 'title'>): string {
  const said = isTask(action) ? (/^(.*?) “/.exec(action.title)?.[1] ?? '') : '';
  return said !== '' && isNo(said) ? action.title.slice(said.length) : action.title;
}
