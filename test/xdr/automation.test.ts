import fc from 'fast-check';
import type { ApiClient } from '../../demo/xdr/api-clients.ts';
import {
  BROKEN_BODY,
  type Fault,
  HANG,
  htmlAnswer,
  jsonAnswer,
  RESET,
  TRUNCATED,
  tooManyRequests,
} from '../../demo/xdr/fault.ts';
import { Failure } from '../../src/failure.ts';
import { answeredTask, taskActions } from '../../src/workflows/task-action.ts';
import type { AutomationDoor } from '../../src/workflows/workflow.ts';
import { saysOf } from '../../src/xdr/automation.ts';
import { readRun, readStartConfig, readStarted, readWorkflows } from '../../src/xdr/automation-documents.ts';
import { readTask, readTasks } from '../../src/xdr/automation-tasks.ts';
import { originsOf } from '../../src/xdr/regions.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';
import { type LogLine, xdrAt } from './support/xdr-at.ts';

let ahead = 0;
const { url, xdr, stop } = await startSimulatedXdr({ now: () => Date.now() + ahead });
const ask = { purpose: 'command' } as const;
const [block, isolate] = xdr.automation.workflows();
const open: (() => void)[] = [];
const logs: LogLine[][] = [];
const doorOf = (client: ApiClient['name'] = 'responder', timeoutMs = 20_000): AutomationDoor => {
  const origins = originsOf('us', { visibility: url, automation: url });
  const { xdr: opened, lines } = xdrAt(url, xdr.client(client), { timeoutMs, origins });
  open.push(opened.close);
  logs.push(lines);
  return opened.automation;
};
let door = doorOf();
beforeEach(() => {
  xdr.reset();
  door = doorOf();
});
afterAll(async () => {
  for (const close of open) close();
  await stop();
});
const calls = () => xdr.calls.list().filter(({ service }) => service !== 'token');
const kindOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Failure) => error.kind,
  );
const given = async (value = '192.0.2.7') => {
  const { variables } = await door.startConfig(block!.id, ask);
  return variables.map(({ id, name, type, scope }) => ({ id, name, type, scope, value }));
};

describe('what is asked', () => {
  test('lists with a limit, and only what is meant', async () => {
    const { workflows, more } = await door.listWorkflows('isolate', ask);
    expect(workflows.map(({ title }) => title)).toEqual(['Isolate host', 'Isolate host (draft)']);
    expect(more).toBe(false);
    expect(calls().map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/v1.1/workflows?limit=100&start=0&is_atomic=false&search=isolate',
    ]);
  });

  test('one that is not there is undefined; trouble is a failure', async () => {
    expect(await door.readWorkflow(isolate!.id, ask)).toMatchObject({ title: 'Isolate host' });
    expect(await door.readWorkflow('02NOBODY', ask)).toBeUndefined();
    xdr.faults.always('workflow', jsonAnswer(500));
    expect(await kindOf(door.readWorkflow(isolate!.id, ask))).toBe('unavailable');
  });

  test('a start copies what XDR wants, adds values alone, and waits for nothing', async () => {
    expect(await door.start(block!.id, await given())).toMatchObject({
      outcome: 'done',
      written: { state: 'created' },
    });
    const [start] = calls().slice(-1);
    expect(start).toMatchObject({
      path: `/api/v1/workflows/start?workflow_id=${block!.id}&async=true`,
      status: 202,
      body: {
        input_variables: [
          {
            id: expect.stringContaining('variable_workflow_'),
            properties: { name: 'address', type: 'datatype.string', scope: 'input', value: '192.0.2.7' },
          },
        ],
      },
    });
  });

  test('a run is over when it has a time of its end, which the year 1 is not', async () => {
    const { written } = (await door.start(block!.id, await given())) as { written: { id: string } };
    ahead += 5_000;
    expect(await door.readRun(written.id, ask)).toEqual({ id: written.id, state: 'running', output: [] });
    ahead += 30_000;
    expect(await door.readRun(written.id, ask)).toMatchObject({
      state: 'success',
      endedOn: expect.any(String),
      output: [{ name: 'result', value: 'blocked 192.0.2.7' }],
    });
  });
});

describe('a start that goes wrong', () => {
  const slow = () => doorOf('responder', 400);
  test.each<[string, Fault, string]>([
    ['400', jsonAnswer(400), 'bad-request'],
    ['403', jsonAnswer(403), 'missing-scope'],
    ['404', jsonAnswer(404), 'not-found'],
    ['412', jsonAnswer(412), 'bad-request'],
    ['429', tooManyRequests('30'), 'rate-limited'],
  ])('%s: nothing was started', async (_, fault, kind) => {
    xdr.faults.next('workflow-start', fault);
    expect(await kindOf(door.start(block!.id, []))).toBe(kind);
    expect(calls()).toHaveLength(1);
  });

  test.each<[string, Fault]>([
    ['500', jsonAnswer(500)],
    ['502 of a gateway', htmlAnswer(502)],
    ['a reset', RESET],
    ['no answer', HANG],
    ['half an answer', TRUNCATED],
    ['a body that breaks off', BROKEN_BODY],
    ['no run', jsonAnswer(200, [])],
    ['no list', jsonAnswer(202, { status: 'ok' })],
  ])('%s: nobody knows, and it is not made again', async (_, fault) => {
    const values = await given();
    xdr.faults.next('workflow-start', fault);
    expect(await slow().start(block!.id, values)).toMatchObject({ outcome: 'unknown' });
    expect(calls().filter(({ service }) => service === 'workflow-start')).toHaveLength(1);
    xdr.faults.clear();
  });

  test('a 401 alone is answered with a new token', async () => {
    const values = await given();
    xdr.revokeTokens();
    expect(await door.start(block!.id, values)).toMatchObject({ outcome: 'done' });
    expect(xdr.automation.runs()).toHaveLength(1);
  });

  test('that Automation takes no more in this minute holds nothing else up', async () => {
    xdr.faults.next('workflow-start', tooManyRequests('30'));
    expect(await kindOf(door.start(block!.id, []))).toBe('rate-limited');
    expect(await kindOf(door.listWorkflows('', ask))).toBe('done');
  });

  test('what XDR says of it is told in headers or a body, and never logged', async () => {
    const failure = await door.start(block!.id, []).catch((error: unknown) => error as Failure);
    expect(failure).toMatchObject({ facts: { says: 'Bad Request: input variable address is required' } });
    const other = await door.startConfig('02NOBODY', ask).catch((error: unknown) => error as Failure);
    expect(other).toMatchObject({ facts: { says: 'Not Found: workflow not found' } });
    expect(JSON.stringify(logs)).not.toMatch(/is required|workflow not found/);
  });
});

test('an error says what stands in its body, else in its headers', () => {
  const said = (body: string, headers = {}) => saysOf({ body, headers });
  expect(said('{"code":404,"message":"No","description":"gone"}')).toBe('No: gone');
  expect(said('', { message: 'No', description: 'gone' })).toBe('No: gone');
  expect(said('<html>', { description: 'gone' })).toBe('gone');
  expect(said('{"message":7,"description":" "}')).toBeUndefined();
  expect(said('')).toBeUndefined();
});

test('output is read as a list of variables or as an object; what is secret of it is not shown', () => {
  const run = (output: unknown) => readRun({ id: 'r', status: { state: 's' }, output }).output;
  const variable = (name: string, value: unknown, type = 'datatype.string') => ({
    id: '1',
    properties: { name, type, value },
  });
  expect(run([variable('a', 'x'), variable('b', { c: 1 }), variable('d', ''), 7])).toEqual([
    { name: 'a', value: 'x' },
    { name: 'b', value: '{"c":1}' },
  ]);
  expect(run({ a: 'x', b: 2, c: null })).toEqual([
    { name: 'a', value: 'x' },
    { name: 'b', value: '2' },
  ]);
  expect(run([variable('token', 'hunter2', 'datatype.secure_string')])).toEqual([{ name: 'token', value: '(secret)' }]);
  expect(run('none')).toEqual([]);
});

test('a configuration of which an input cannot be read is refused whole', () => {
  const variable = { id: 'v', type: 'datatype.string', properties: { name: 'n' } };
  expect(readStartConfig({ id: 'w', input_variables: [variable] }, 'w').variables).toHaveLength(1);
  expect(readStartConfig({ input_variables: null, type_of_target_needed: '' }, 'w')).toEqual({
    id: 'w',
    variables: [],
  });
  for (const wrong of [{ id: 'other' }, { input_variables: [variable, { id: 'x' }] }, [], 'text', null])
    expect(() => readStartConfig(wrong, 'w')).toThrow(Failure);
});

test.each([
  ['text_input', 'text'],
  ['string', 'text'],
  ['password_input', 'other'],
  ['secure_text', 'other'],
  ['Secret Input', 'other'],
  ['credential_input', 'other'],
  ['token_text', 'other'],
  ['file', 'other'],
])('a field of the kind %s of a question is asked for as %s', (kind, as) => {
  const task = readTask({ id: 't', type: 'task.prompt', form_elements: [{ form_element: kind, form_label: 'A' }] });
  expect(task.fields).toEqual([{ label: 'A', kind: as, options: [] }]);
});

test('an answer that is cut in the middle of a character can still be offered', () => {
  const choices = ['\ud800', `${'x'.repeat(74)}😀`];
  const task = readTask({ id: 't', type: 'task.approval_task', approval_choices: choices, wf_instance_id: '\udc00' });
  expect(task.choices.every((one) => one.isWellFormed())).toBe(true);
  const [unread] = taskActions({ ...task, choices, run: '\udc00' });
  expect(answeredTask(unread!.action)).toMatchObject({ run: '\ufffd' });
  expect(taskActions(task).map(({ action }) => answeredTask(action))).toEqual([
    { task: 't', answer: '\ufffd', run: '\ufffd' },
    { task: 't', answer: `${'x'.repeat(74)}\ufffd`, run: '\ufffd' },
  ]);
});

test('whatever comes, it is read or refused, never a mistake of ours', () => {
  const readers = [
    readWorkflows,
    (json: unknown) => readStartConfig(json, 'w'),
    readStarted,
    (json: unknown) => readRun(json, 'r'),
    readTask,
    readTasks,
  ];
  const keys = fc.constantFrom(
    'id',
    'results',
    'input_variables',
    'properties',
    'status',
    'state',
    'details',
    'output',
    'ended_on',
    'form_elements',
    'approval_choices',
    'value',
    'choices',
    'type',
    'name',
  );
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.constant('r'),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(keys, tie('json'), { maxKeys: 6 }),
    ),
  }));
  fc.assert(
    fc.property(json, (document) => {
      for (const read of readers)
        try {
          read(document);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
    }),
    { numRuns: 500 },
  );
});
