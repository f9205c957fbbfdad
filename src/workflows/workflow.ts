import type { Written } from '../incidents/incident.ts';
import type { Given } from '../response-actions/response-action.ts';
import type { Ask } from '../verdicts/verdict.ts';

/** A workflow of XDR Automation. All texts are outside texts; everything but id and title may be missing. */
export type Workflow = Readonly<{
  id: string;
  title: string;
  description?: string;
  categories: readonly string[];
  /** False: XDR has found it faulty and would not run it. */
  valid: boolean;
}>;

/** `more`: there are others that were not sent. */
export type WorkflowList = Readonly<{ workflows: readonly Workflow[]; more: boolean }>;

/** One thing that a workflow has to be told. */
export type Variable = Readonly<{
  id: string;
  name: string;
  /** As XDR names it: `string`, `datatype.boolean`, … */
  type: string;
  scope: string;
  description?: string;
  required: boolean;
  /** Nobody is asked for it. */
  hidden: boolean;
  /** What stands there at first; a string, a number or a boolean. */
  value?: string | number | boolean;
  /** What can be chosen (LIKELY: the specification has no field for it). */
  options?: readonly Readonly<{ text: string; value: string }>[];
}>;

/** What XDR has to be told before a run. */
export type StartConfig = Readonly<{
  id: string;
  variables: readonly Variable[];
  /** The kind of target that has to be chosen; absent: none. */
  target?: string;
}>;

/** How a run stands. */
export type Run = Readonly<{
  id: string;
  /** XDR's word, such as `running`; the specification lists none. */
  state: string;
  /** ISO 8601. With it the run is over, whatever its state is called. */
  endedOn?: string;
  /** What went wrong, in XDR's words. */
  problem?: string;
  output: readonly Readonly<{ name: string; value: string }>[];
}>;

/** Something that a workflow waits for a person to answer. */
export type Task = Readonly<{
  id: string;
  title: string;
  kind: 'approval' | 'prompt' | 'other';
  state: string;
  open: boolean;
  text?: string;
  /** Of an approval: the answers. */
  choices: readonly string[];
  /** Of a prompt: what is asked for. */
  fields: readonly TaskField[];
  requestor?: string;
  /** ISO 8601. */
  due?: string;
  /** What it was answered with. */
  answer?: string;
  /** The run that waits. */
  run?: string;
}>;

/** `other`: nothing that can be asked in a chat. */
export type TaskField = Readonly<{
  label: string;
  kind: 'text' | 'choice' | 'other';
  options: readonly string[];
}>;

export type TaskAnswer = Readonly<{ response: string; message: string; prompt?: Given }>;

/** What the bot asks of XDR Automation. Each rejects with a Failure; what acts rejects only when nothing was done. */
export type AutomationDoor = Readonly<{
  /** Those whose name holds the text; without one all. At most `mostListed`. */
  listWorkflows: (text: string, ask: Ask) => Promise<WorkflowList>;
  readWorkflow: (id: string, ask: Ask) => Promise<Workflow | undefined>;
  startConfig: (id: string, ask: Ask) => Promise<StartConfig>;
  /** Starts a run once, and does not wait for it. */
  start: (id: string, variables: readonly GivenVariable[]) => Promise<Written<Run>>;
  readRun: (id: string, ask: Ask) => Promise<Run>;
  /** Tasks that wait, oldest first. At most `mostListed`. */
  listTasks: (ask: Ask) => Promise<readonly Task[]>;
  readTask: (id: string, ask: Ask) => Promise<Task>;
  answerTask: (id: string, answer: TaskAnswer) => Promise<Written<undefined>>;
}>;

export type GivenVariable = Pick<Variable, 'id' | 'name' | 'type' | 'scope'> &
  Readonly<{ value: string | number | boolean }>;

/** So many workflows or tasks are asked for at once. */
export const mostListed = 100;

/** Reading LIKELY needs `ao:read` alone (dossier of the API: what each call needs). */
export const automationScopes = { read: ['ao:read'], act: ['ao'] } as const;
