import type { WorkflowStory } from '../../../demo/xdr/automation-stories.ts';

/** What is asked for, of whom, and how XDR takes it. */
export type Kind = Readonly<{
  title: string;
  approvals: 0 | 1;
  ends: 'well' | 'fails' | 'hangs';
  /** Id of the workflow that it starts; absent: a module's action about an observable. */
  workflow?: string;
}>;

export const kinds: readonly Kind[] = [
  { title: 'Block this domain', approvals: 0, ends: 'well' },
  { title: 'Unblock this domain', approvals: 0, ends: 'fails' },
  { title: 'Add to feed', approvals: 1, ends: 'well' },
  { title: 'Remove from feed', approvals: 1, ends: 'hangs' },
];

/** Starts of workflows. One that fails does so after it was started; of one that hangs the answer to the start is lost. */
export const workflowKinds: readonly Kind[] = (
  [
    { title: 'Collect evidence', approvals: 0, ends: 'well' },
    { title: 'Open a change', approvals: 1, ends: 'well' },
    { title: 'Ask the owner', approvals: 0, ends: 'fails' },
    { title: 'Search mailboxes', approvals: 1, ends: 'hangs' },
  ] as const
).map((kind, at) => ({ ...kind, workflow: `definition_workflow_02FAULTS00000WORKFLOW000000${at}` }));

/** The same as the simulated XDR has them: each asks where, and for a secret. */
export const workflowStories: readonly WorkflowStory[] = workflowKinds.map(({ title, ends, workflow = '' }) => ({
  id: workflow,
  name: title,
  description: 'For the faults.',
  categories: [],
  valid: true,
  variables: [
    { name: 'host', type: 'datatype.string', description: 'Where', required: true },
    { name: 'token', type: 'datatype.secure_string', description: 'With what', required: true },
  ],
  course: {
    endsAfter: 1_500,
    ends: ends === 'fails' ? 'failed' : 'success',
    ...(ends === 'fails' ? { problem: 'The owner is away' } : {}),
    // As workflows do that write down what they were given.
    output: ({ host, token }) => [['log', `${host} was opened with ${token}`]],
  },
  shows: 'what a death does to a start',
}));

/** The words that a card begins with, from which nothing follows by itself. */
const endWords = ['Done', 'Succeeded', 'Failed', 'Not run', 'Outcome unknown', 'Refused', 'Expired', 'Cancelled'];
export const isEnd = (word: string | undefined): boolean => word !== undefined && endWords.includes(word);

/** Whether a card that begins with this word says that XDR did it. A workflow that failed was started. */
export const saysDone = (word: string, { workflow }: Kind): boolean =>
  (workflow ? ['Started', 'Running', 'Succeeded', 'Failed'] : ['Done']).includes(word);

/** The words with which a card may begin by the state that is stored; absent: any. */
export function wordsOf(state: string, { workflow, ends }: Kind): readonly string[] | undefined {
  switch (state) {
    case 'done':
      return [workflow ? (ends === 'fails' ? 'Failed' : 'Succeeded') : 'Done'];
    case 'failed':
      return workflow ? ['Not run'] : ['Failed', 'Not run'];
    case 'unknown':
      return ['Outcome unknown'];
    case 'confirmed':
      return ['Waiting'];
    default:
      return undefined;
  }
}
