/** An input of a simulated workflow. */
export type SimulatedVariable = Readonly<{
  name: string;
  type: string;
  description: string;
  required?: true;
  value?: string | number | boolean;
  choices?: readonly string[];
}>;

/** How a run goes, by the milliseconds since its start. */
export type Course = Readonly<{
  /** When it is over. */
  endsAfter: number;
  ends: 'success' | 'failed';
  problem?: string;
  output?: (given: Readonly<Record<string, unknown>>) => readonly (readonly [name: string, value: unknown])[];
  /** What it waits for, from the third second on, before it goes on to its end. */
  waitsFor?: 'approval' | 'prompt';
}>;

export type WorkflowStory = Readonly<{
  id: string;
  name: string;
  description: string;
  categories: readonly string[];
  valid: boolean;
  target?: string;
  variables: readonly SimulatedVariable[];
  course: Course;
  /** What it is there to show. */
  shows: string;
}>;

const idOf = (number: number) => `definition_workflow_02SIMULATED0WORKFLOW000000${String(number).padStart(4, '0')}`;

/** The id of a story's input, as Automation makes them. */
export const variableId = ({ id }: WorkflowStory, at: number): string =>
  `variable_workflow_${id.slice(-22)}V${String(at).padStart(3, '0')}`;

export const WORKFLOW_STORIES: readonly WorkflowStory[] = [
  {
    id: idOf(1),
    name: 'Block address at the firewall',
    description: '## What it does\n- Adds the address to the block group\n- Deploys the policy',
    categories: ['response', 'network'],
    valid: true,
    variables: [{ name: 'address', type: 'datatype.string', description: 'IPv4 or IPv6 address', required: true }],
    course: { endsAfter: 12_000, ends: 'success', output: ({ address }) => [['result', `blocked ${address}`]] },
    shows: 'one input, ends well after 12 seconds',
  },
  {
    id: idOf(2),
    name: 'Isolate host',
    description: 'Isolates a host by its name, for some days.',
    categories: ['response', 'endpoint'],
    valid: true,
    variables: [
      { name: 'hostname', type: 'datatype.string', description: 'Host to isolate', required: true },
      { name: 'days', type: 'datatype.integer', description: 'How long', value: 1 },
      {
        name: 'severity',
        type: 'datatype.string',
        description: 'Goes into the ticket',
        choices: ['low', 'medium', 'high'],
        required: true,
      },
      { name: 'notify owner', type: 'datatype.boolean', description: 'Mail to the owner', value: true },
      { name: 'console token', type: 'datatype.secure_string', description: 'One-time token', required: true },
    ],
    course: {
      endsAfter: 20_000,
      ends: 'success',
      output: ({ hostname, severity }) => [
        ['result', 'isolated'],
        ['log', Array.from({ length: 30 }, (_, at) => `step ${at + 1}: ${hostname} ${severity}`).join('\n')],
      ],
    },
    shows: 'text, a number, a choice, yes or no and a secret; a long output',
  },
  {
    id: idOf(3),
    name: 'Delete mailbox rule',
    description: 'Deletes a rule when a person has approved it.',
    categories: ['email'],
    valid: true,
    variables: [{ name: 'mailbox', type: 'datatype.string', description: 'Whose rule', required: true }],
    course: { endsAfter: 6_000, ends: 'success', waitsFor: 'approval', output: () => [['result', 'rule deleted']] },
    shows: 'waits for an approval',
  },
  {
    id: idOf(4),
    name: 'Open change ticket',
    description: 'Asks which team before it opens the ticket.',
    categories: ['ticketing'],
    valid: true,
    variables: [],
    course: { endsAfter: 6_000, ends: 'success', waitsFor: 'prompt', output: () => [['ticket', 'CHG0000042']] },
    shows: 'waits for an answer to a question',
  },
  {
    id: idOf(5),
    name: 'Quarantine switch port',
    description: 'Shuts a port down.',
    categories: ['network'],
    valid: true,
    variables: [{ name: 'port', type: 'datatype.string', description: 'Such as Gi1/0/7', required: true }],
    course: { endsAfter: 9_000, ends: 'failed', problem: 'The switch did not answer: connection timed out' },
    shows: 'fails, with the reason',
  },
  {
    id: idOf(6),
    name: 'Full disk scan',
    description: 'Scans all disks of a host.',
    categories: ['endpoint'],
    valid: true,
    variables: [{ name: 'hostname', type: 'datatype.string', description: 'Host to scan', required: true }],
    course: { endsAfter: 45 * 60_000, ends: 'success', output: () => [['findings', 0]] },
    shows: 'takes 45 minutes',
  },
  {
    id: idOf(7),
    name: 'Restart sensor',
    description: 'Restarts the sensor on a chosen target.',
    categories: ['endpoint'],
    valid: true,
    target: 'endpoint.target',
    variables: [],
    course: { endsAfter: 5_000, ends: 'success' },
    shows: 'needs a target: not to be run from a chat',
  },
  {
    id: idOf(8),
    name: 'Import indicators',
    description: 'Wants a table.',
    categories: ['intelligence'],
    valid: true,
    variables: [{ name: 'indicators', type: 'datatype.table', description: 'Rows to import', required: true }],
    course: { endsAfter: 5_000, ends: 'success' },
    shows: 'needs a table: not to be run from a chat',
  },
  {
    id: idOf(9),
    name: 'Isolate host (draft)',
    description: 'Somebody is still building it.',
    categories: [],
    valid: false,
    variables: [],
    course: { endsAfter: 5_000, ends: 'success' },
    shows: 'is not valid',
  },
  ...[10, 11].map(
    (number): WorkflowStory => ({
      id: idOf(number),
      name: 'Notify owner',
      description: number === 10 ? 'By mail.' : 'By phone.',
      categories: [],
      valid: true,
      variables: [],
      course: { endsAfter: 4_000, ends: 'success' },
      shows: 'one of two with the same name',
    }),
  ),
];
