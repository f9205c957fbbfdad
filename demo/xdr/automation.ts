import { type Course, variableId, WORKFLOW_STORIES, type WorkflowStory } from './automation-stories.ts';

/** One run that was started. */
export type StartedRun = Readonly<{
  id: string;
  workflow: string;
  /** What was given, by the names of the inputs. */
  given: Readonly<Record<string, unknown>>;
  /** The simulation's clock, milliseconds. */
  at: number;
  clientId: string;
}>;

/** An answer to a task. */
export type TaskAnswered = Readonly<{ response: string; message?: string; prompt?: unknown; at: number }>;

type Wrong = Readonly<{ status: 400 | 404 | 412 | 429; description: string }>;

/** The workflows of the simulation, their runs, and what those wait for. */
export type Automation = Readonly<{
  workflows: () => readonly WorkflowStory[];
  /** Others that are there as well, until the reset. */
  add: (story: WorkflowStory) => void;
  /** Starts a run, or says what is wrong; ten in any minute. */
  start: (workflow: string, body: unknown, clientId: string) => StartedRun | Wrong;
  runs: () => readonly StartedRun[];
  /** A run as it stands now. */
  stateOf: (id: string) => RunState | undefined;
  tasks: () => readonly SimulatedTask[];
  answer: (task: string, body: unknown) => SimulatedTask | Wrong;
  reset: () => void;
}>;

export type RunState = Readonly<{
  run: StartedRun;
  story: WorkflowStory;
  state: 'created' | 'running' | 'paused' | 'success' | 'failed';
  endedAt?: number;
  problem?: string;
  output: readonly (readonly [name: string, value: unknown])[];
}>;

export type SimulatedTask = Readonly<{
  id: string;
  run: StartedRun;
  story: WorkflowStory;
  kind: NonNullable<Course['waitsFor']>;
  answered?: TaskAnswered;
}>;

const MINUTE = 60_000;
/** Starts in any minute, for the organisation (dossier §8). */
const MOST_STARTS = 10;
/** A run is created, then runs, then waits, after so many milliseconds. */
const RUNS_AFTER = 1_000;
const WAITS_AFTER = 3_000;

export function createAutomation(now: () => number): Automation {
  let stories: WorkflowStory[] = [...WORKFLOW_STORIES];
  let runs: StartedRun[] = [];
  /** Goes on after a reset: an id is never used twice. */
  let started = 0;
  const answers = new Map<string, TaskAnswered>();
  const storyOf = (id: string) => stories.find((story) => story.id === id);
  const taskId = (run: StartedRun) => `task_${run.id}`;

  const stateOf = (id: string): RunState | undefined => {
    const run = runs.find((one) => one.id === id);
    const story = run && storyOf(run.workflow);
    if (!run || !story) return undefined;
    const { course } = story;
    const age = now() - run.at;
    const answer = answers.get(taskId(run));
    const base = { run, story, output: [] };
    if (age < RUNS_AFTER) return { ...base, state: 'created' };
    if (course.waitsFor && !answer) return { ...base, state: age < WAITS_AFTER ? 'running' : 'paused' };
    const endedAt = (answer ? answer.at - WAITS_AFTER : run.at) + course.endsAfter;
    if (now() < endedAt) return { ...base, state: 'running' };
    if (answer && /reject/i.test(answer.response))
      return { ...base, state: 'failed', endedAt, problem: 'The approval was rejected' };
    return {
      ...base,
      state: course.ends,
      endedAt,
      ...(course.problem ? { problem: course.problem } : {}),
      output: course.output?.(run.given) ?? [],
    };
  };
  const taskOf = (run: StartedRun): SimulatedTask[] => {
    const story = storyOf(run.workflow);
    const kind = story?.course.waitsFor;
    if (!story || !kind || now() - run.at < WAITS_AFTER) return [];
    const answered = answers.get(taskId(run));
    return [{ id: taskId(run), run, story, kind, ...(answered ? { answered } : {}) }];
  };

  return {
    workflows: () => stories,
    add: (story) => {
      stories = [...stories, story];
    },
    start: (workflow, body, clientId) => {
      const story = storyOf(workflow);
      if (!story) return { status: 404, description: 'workflow not found' };
      if (runs.filter(({ at }) => at > now() - MINUTE).length >= MOST_STARTS)
        return { status: 429, description: 'no more than 10 workflows can be started in a minute' };
      if (!story.valid) return { status: 412, description: 'workflow is not validated' };
      if (story.target) return { status: 400, description: 'target_id is required' };
      const given = givenIn(story, body);
      if ('wrong' in given) return { status: 400, description: given.wrong };
      const id = `02SIMULATED0INSTANCE${String(++started).padStart(10, '0')}`;
      const run = { id, workflow, given: given.values, at: now(), clientId };
      runs = [...runs, run];
      return run;
    },
    runs: () => runs,
    stateOf,
    tasks: () => runs.flatMap(taskOf),
    answer: (id, body) => {
      const task = runs.flatMap(taskOf).find((one) => one.id === id);
      if (!task) return { status: 404, description: 'task not found' };
      if (task.answered) return { status: 400, description: 'task was completed before' };
      const { response, message, prompt_response: prompt } = (body ?? {}) as Record<string, unknown>;
      if (typeof response !== 'string') return { status: 400, description: 'response is required' };
      const answered = {
        response,
        at: now(),
        ...(typeof message === 'string' ? { message } : {}),
        ...(prompt === undefined ? {} : { prompt }),
      };
      answers.set(id, answered);
      return { ...task, answered };
    },
    reset: () => {
      stories = [...WORKFLOW_STORIES];
      runs = [];
      answers.clear();
    },
  };
}

/** The values of a start by the names of inputs; only ids that the configuration has, only values of their types. */
function givenIn(story: WorkflowStory, body: unknown): { values: Record<string, unknown> } | { wrong: string } {
  const sent =
    (body as { input_variables?: { id?: string; properties?: { value?: unknown } }[] })?.input_variables ?? [];
  const values: Record<string, unknown> = {};
  for (const { id, properties } of sent) {
    const variable = story.variables.find((_, at) => variableId(story, at) === id);
    if (!variable) return { wrong: `input variable ${id} is not of this workflow` };
    const value = properties?.value;
    const fits =
      (variable.type === 'datatype.boolean' && typeof value === 'boolean') ||
      (/integer|number/.test(variable.type) && typeof value === 'number') ||
      (/string/.test(variable.type) && typeof value === 'string');
    // As services do that quote what they were sent.
    if (!fits) return { wrong: `value ${JSON.stringify(value)} is not of type ${variable.type}` };
    values[variable.name] = value;
  }
  const missing = story.variables.find(({ name, required }) => required && (values[name] ?? '') === '');
  return missing ? { wrong: `input variable ${missing.name} is required` } : { values };
}
