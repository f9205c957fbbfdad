import { isNo } from '../../src/response-actions/task-words.ts';
import { runProgress } from '../../src/workflows/run-progress.ts';
import { answeredTask, taskActions, taskAnswer } from '../../src/workflows/task-action.ts';
import type { Task, Variable, Workflow } from '../../src/workflows/workflow.ts';
import { givenVariables, startAction } from '../../src/workflows/workflow-action.ts';

const workflow: Workflow = { id: 'w', title: 'Isolate', categories: [], valid: true };
const variable = (more: Partial<Variable> = {}): Variable => ({
  id: 'v',
  name: 'host',
  type: 'datatype.string',
  scope: 'input',
  required: true,
  hidden: false,
  ...more,
});
const started = (...variables: Variable[]) => startAction(workflow, { id: 'w', variables });

test.each<[string, Partial<Variable>, object]>([
  ['string', {}, { kind: 'text' }],
  ['datatype.string', { value: 'x' }, { kind: 'text', initial: 'x' }],
  ['boolean', { value: true }, { kind: 'yes-no', initial: 'yes' }],
  ['datatype.integer', { value: 3 }, { kind: 'number', whole: true, initial: '3' }],
  ['number', {}, { kind: 'number' }],
  ['datatype.secure_string', { value: '****' }, { kind: 'secret' }],
  ['Secure String', {}, { kind: 'secret' }],
  ['date', {}, { kind: 'text', hint: 'A date, such as 2026-03-02.' }],
  ['string', { options: [{ text: 'A', value: 'a' }] }, { kind: 'choice', options: [{ text: 'A', value: 'a' }] }],
])('an input of the type %s is asked for by its kind', (type, more, input) => {
  expect(started(variable({ type, ...more }))).toMatchObject({
    inputs: [{ name: 'v', label: 'host', required: true, ...input }],
  });
});

test('the stars that stand for a secret are no beginning of it', () => {
  const action = started(variable({ type: 'secure_string', value: '****' }));
  expect(JSON.stringify(action)).not.toContain('****');
});

test.each<[string, ReturnType<typeof started>, object]>([
  ['a table that is needed', started(variable({ type: 'datatype.table' })), { why: 'input', type: 'table' }],
  ['a hidden one that is needed and empty', started(variable({ hidden: true, value: '' })), { why: 'input' }],
  [
    'thirteen',
    started(...Array.from({ length: 13 }, (_, at) => variable({ id: `v${at}` }))),
    { why: 'too-many', count: 13 },
  ],
  ['a target', startAction(workflow, { id: 'w', variables: [], target: 't' }), { why: 'target', target: 't' }],
  ['what is not valid', startAction({ ...workflow, valid: false }, { id: 'w', variables: [] }), { why: 'invalid' }],
])('not from a chat: %s', (_, action, why) => {
  expect(action).toMatchObject(why);
});

test('what need not be asked for is left as it stands in XDR', () => {
  const left = [variable({ id: 'h', hidden: true, value: 'x' }), variable({ id: 't', type: 'table', required: false })];
  expect(started(...left)).toMatchObject({ inputs: [] });
  expect(givenVariables({ id: 'w', variables: left }, {})).toEqual([]);
});

test('values go out as their types', () => {
  const variables = [
    variable({ id: 's' }),
    variable({ id: 'b', type: 'boolean' }),
    variable({ id: 'n', type: 'number' }),
    variable({ id: 'c', type: 'number', options: [{ text: 'one', value: '1' }] }),
  ];
  const given = givenVariables({ id: 'w', variables }, { s: '7', b: 'no', n: '-1.5', c: '1' });
  expect(given?.map(({ value }) => value)).toEqual(['7', false, -1.5, 1]);
});

test('what XDR wants otherwise by now is not started', () => {
  const config = { id: 'w', variables: [variable()] };
  expect(givenVariables(config, { v: 'x' })).toHaveLength(1);
  expect(givenVariables(config, {})).toBeUndefined();
  expect(givenVariables(config, { v: 'x', gone: 'y' })).toBeUndefined();
  expect(givenVariables({ ...config, target: 't' }, { v: 'x' })).toBeUndefined();
});

const task: Task = { id: 'a/b', title: 'Delete?', kind: 'approval', state: 'new', open: true, choices: [], fields: [] };

test('an approval has an action for each of its answers, or the two usual ones', () => {
  const words = (choices: readonly string[]) => taskActions({ ...task, choices }).map((one) => one.words);
  expect(words([])).toEqual(['Approve', 'Reject']);
  expect(words(['Ja', 'Nein'])).toEqual(['Ja', 'Nein']);
  const [yes] = taskActions({ ...task, choices: ['Ja # ?'] });
  expect(answeredTask(yes!.action)).toEqual({ task: 'a/b', answer: 'Ja # ?' });
});

test.each<[string, Partial<Task>, number]>([
  ['text and choice', { fields: [{ label: 'A', kind: 'text', options: [] }] }, 1],
  ['two fields alike', { fields: [1, 2].map(() => ({ label: 'A', kind: 'text' as const, options: [] })) }, 0],
  ['a file', { fields: [{ label: 'A', kind: 'other', options: [] }] }, 0],
  ['nothing but "answered"', { fields: [] }, 1],
])('a question that asks for %s', (_, more, count) => {
  expect(taskActions({ ...task, kind: 'prompt', ...more })).toHaveLength(count);
});

test('an answer carries the reason as its message, and what was given by its labels', () => {
  const [{ action } = { action: undefined }] = taskActions({
    ...task,
    kind: 'prompt',
    fields: [{ label: 'Team', kind: 'choice', options: ['Net', 'End'] }],
  });
  expect(taskAnswer(action!, 'Answered', 'because', { 0: 'End' })).toEqual({
    response: 'Answered',
    message: 'because',
    prompt: { Team: 'End' },
  });
});

test.each<[string, string | undefined, object]>([
  ['running', undefined, { over: false }],
  ['success', undefined, { over: false }],
  ['success', '2026-03-02T10:00:00Z', { over: true }],
  ['COMPLETED', '2026-03-02T10:00:00Z', { over: true }],
  ['failed', '2026-03-02T10:00:00Z', { over: true, failed: true }],
  ['cancelled', '2026-03-02T10:00:00Z', { over: true, failed: true }],
  ['success_with_errors', '2026-03-02T10:00:00Z', { over: true, failed: true }],
  ['incomplete', '2026-03-02T10:00:00Z', { over: true, failed: true }],
  ['', '2026-03-02T10:00:00Z', { over: true, failed: true }],
])('a run that is “%s” and ended %s', (state, endedOn, progress) => {
  const run = { id: 'r', state, output: [], ...(endedOn ? { endedOn } : {}) };
  expect(runProgress(run, undefined)).toEqual({ state, ...progress });
});

test('of a run that a secret was sent with nothing but its state is told', () => {
  const run = { id: 'r', state: 'failed', endedOn: '2026-03-02T10:00:00Z', output: [] };
  const [leftOut, hint] = [
    'What XDR said is left out, since a secret was sent with it.',
    expect.stringContaining('wait'),
  ];
  expect(runProgress({ ...run, problem: 'hunter2' }, undefined, true)).toMatchObject({ says: [leftOut] });
  const output = [{ name: 'a', value: 'hunter%32' }];
  expect(runProgress({ id: 'r', state: 'paused', output }, undefined, true)).toMatchObject({ says: [hint, leftOut] });
  expect(runProgress(run, undefined, true)).not.toHaveProperty('says');
});

test.each([
  ['Reject', true],
  [' denied ', true],
  ['Nein', true],
  ['Approve', false],
  ['No objection', false],
  ['Ja', false],
])('“%s” is a no: %s', (answer, no) => {
  expect(isNo(answer)).toBe(no);
});
