import { mostInputs } from '../response-actions/inputs.ts';
import type { ActionInput, Given, ResponseAction } from '../response-actions/response-action.ts';
import { taskTitle } from '../response-actions/task-words.ts';
import type { Task, TaskAnswer } from './workflow.ts';
import { automation } from './workflow-action.ts';

/** What approvals are answered with where XDR names no answers (LIKELY; the specification names none). */
const usualChoices = ['Approve', 'Reject'] as const;
/** More answers than buttons in a row are not offered; nobody has met so many. */
const mostChoices = 5;

/**
 * The answers to a task as actions, each with its words: one for each answer of an approval, one for a prompt. Empty where
 * it cannot be answered from a chat. Their urls differ in what follows `#` alone: two answers to one task are the same.
 */
export function taskActions(task: Task): readonly Readonly<{ words: string; action: ResponseAction }>[] {
  const { id, title, kind, text, run } = task;
  // Of an approval it is known later who began the run.
  const of = kind === 'approval' && run !== undefined ? `?run=${encodeURIComponent(run.toWellFormed())}` : '';
  const action = (answer: string, words: string, inputs?: readonly ActionInput[]) => ({
    words,
    action: {
      id: 'task',
      title: taskTitle(words, title),
      ...(text === undefined ? {} : { description: text }),
      categories: [],
      ...automation,
      url: `/workflow/task/${encodeURIComponent(id)}${of}#${encodeURIComponent(answer.toWellFormed())}`,
      via: 'workflow' as const,
      ...(inputs ? { inputs } : {}),
    },
  });
  if (kind === 'approval') {
    const choices = task.choices.length > 0 ? task.choices : usualChoices;
    return choices.slice(0, mostChoices).map((choice) => action(choice, choice));
  }
  if (kind !== 'prompt' || task.fields.length > mostInputs || task.fields.some((field) => field.kind === 'other'))
    return [];
  // Answers are sent by their labels: two alike could not be told apart.
  if (new Set(task.fields.map(({ label }) => label)).size < task.fields.length) return [];
  const inputs = task.fields.map(
    ({ label, kind, options }, at): ActionInput => ({
      name: `${at}`,
      label,
      kind: kind === 'choice' ? 'choice' : 'text',
      required: true,
      ...(kind === 'choice' ? { options: options.map((one) => ({ text: one, value: one })) } : {}),
    }),
  );
  return [action('Answered', 'Answer', inputs)];
}

/** The task that an action answers, with which word, and the run of an approval; undefined when it answers none. */
export function answeredTask({
  url,
}: Pick<ResponseAction, 'url'>): Readonly<{ task: string; answer: string; run?: string }> | undefined {
  const [, task, run, answer] = /^\/workflow\/task\/([^/?#]+)(?:\?run=([^#]+))?#(.+)$/.exec(url) ?? [];
  if (!task || !answer) return undefined;
  const of = run === undefined ? {} : { run: decodeURIComponent(run) };
  return { task: decodeURIComponent(task), answer: decodeURIComponent(answer), ...of };
}

/** What XDR is sent: the answer, the reason as its message, and what a prompt asked for by its labels (LIKELY). */
export function taskAnswer(action: ResponseAction, answer: string, reason: string, given: Given = {}): TaskAnswer {
  const inputs = action.inputs ?? [];
  const prompt = Object.fromEntries(
    inputs.flatMap(({ name, label }) => (given[name] === undefined ? [] : [[label, given[name]]])),
  );
  return { response: answer, message: reason, ...(inputs.length > 0 ? { prompt } : {}) };
}
