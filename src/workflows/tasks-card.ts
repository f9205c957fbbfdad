import { buttons, pressLabel } from '../cards/button.ts';
import { type Button, type Card, type Part, type Span, text } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { counted, timeGiven } from '../cards/wording.ts';
import type { OfferedPress } from '../response-actions/offers.ts';
import type { Task } from './workflow.ts';
import { pagePart } from './workflows-card.ts';

/** So many tasks have a row and buttons. */
export const mostTasks = 10;

/** A task with its answers; none where it cannot be answered from here. */
export type OfferedTask = Readonly<{
  task: Task;
  answers: readonly (OfferedPress & Readonly<{ words: string }>)[];
  /** Who reads it began the run: he does not approve it. */
  own: boolean;
}>;

/** What workflows wait for, oldest first, with the answers as buttons. */
export function tasksCard({
  tasks,
  all,
  page,
  trustedHosts,
  simulated,
}: Readonly<{
  tasks: readonly OfferedTask[];
  /** How many there are in all. */
  all: number;
  page: string;
  trustedHosts: readonly string[];
  simulated: boolean;
}>): Card {
  const sentence = all === 0 ? 'no workflow waits for an answer' : `${counted(all, 'task')} waiting for an answer`;
  const rest = all - tasks.length;
  return {
    headline: `Workflow tasks: ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word: 'Workflow tasks', spans: [text(sentence)] },
      ...tasks.flatMap((one, at) => taskParts(one, at + 1)),
      ...pagePart(page, trustedHosts),
      ...(rest > 0 ? [note(`And ${rest} more, in XDR.`)] : []),
      ...(tasks.length > 0 ? [note('Nothing is answered before you have confirmed it, with a reason.')] : []),
    ],
  };
}

const note = (words: string): Part => ({ part: 'note', spans: [text(words)] });

function taskParts({ task, answers, own }: OfferedTask, number: number): readonly Part[] {
  const title = outsideText(task.title, 80) || 'a task without a title';
  const said = outsideText(task.text ?? '', 300);
  const facts: readonly Span[] = [
    text(task.kind === 'approval' ? 'Approval' : task.kind === 'prompt' ? 'Question' : 'Task'),
    ...(task.requestor ? [text(`, asked for by ${outsideText(task.requestor, 60)}`)] : []),
    ...(task.due ? [text(', until '), timeGiven(task.due)] : []),
    ...(own ? [text('; who asked for this list began the run, somebody else approves it')] : []),
    ...(answers.length === 0 && !own ? [text('; to be answered in XDR')] : []),
  ];
  const usable = answers.filter(({ terms }) => terms.allowed && terms.allowedHere);
  return [
    {
      part: 'rows',
      rows: [
        {
          tone: usable.length > 0 ? 'info' : 'refused',
          word: `${number} · ${title}`,
          spans: facts,
          ...(said ? { notes: [text(said)] } : {}),
        },
      ],
    },
    ...buttons(
      usable.map(({ words, press }): Button => {
        const its = `${number} · ${outsideText(words, 30) || 'Answer'} …`;
        return { text: its, label: pressLabel(its, '', title), press };
      }),
    ),
  ];
}
