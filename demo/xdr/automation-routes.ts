import { HttpResponse, http, type RequestHandler } from 'msw';
import { answerRoute, type Platform, type Route } from './answer-route.ts';
import { DEMO_USER } from './api-clients.ts';
import type { Automation, RunState, SimulatedTask } from './automation.ts';
import { variableId, type WorkflowStory } from './automation-stories.ts';

const READ = ['ao:read'];
const ACT = ['ao'];

/** XDR Automation (dossier §8). Its errors have `code`, `message`, `description`: of a start as headers, else as a body. */
export function automationRoutes(platform: Platform, automation: Automation): RequestHandler[] {
  const route = (given: Route) => (info: { request: Request }) => answerRoute(platform, given, info.request);

  return [
    http.post(
      '*/api/v1.1/workflows',
      route({
        service: 'workflows',
        scopes: READ,
        answer: ({ url }) => {
          const { searchParams: query } = url;
          const limit = Number(query.get('limit'));
          if (!limit) return inBody(400, 'limit is required');
          const start = Number(query.get('start') ?? 0);
          const words = (query.get('search') ?? '').toLowerCase();
          const found = automation.workflows().filter(({ name }) => name.toLowerCase().includes(words));
          const page = found.slice(start, start + limit);
          const href = (at: number) => ({ href: `/api/v1.1/workflows?limit=${limit}&start=${at}` });
          return HttpResponse.json({
            _links: { self: href(start), ...(start + limit < found.length ? { next: href(start + limit) } : {}) },
            results: page.map(workflowDocument),
          });
        },
      }),
    ),
    http.get(
      '*/api/v1/workflows/start_config',
      route({
        service: 'start-config',
        scopes: READ,
        answer: ({ url }) => {
          const story = storyOf(automation, url.searchParams.get('workflow_id'));
          return story ? HttpResponse.json(startConfig(story)) : inBody(404, 'workflow not found');
        },
      }),
    ),
    http.post(
      '*/api/v1/workflows/start',
      route({
        service: 'workflow-start',
        scopes: ACT,
        answer: ({ url, body, client }) => {
          const run = automation.start(url.searchParams.get('workflow_id') ?? '', body, client?.id ?? '');
          if ('status' in run) return inHeaders(run.status, run.description);
          return HttpResponse.json(
            [
              {
                id: run.id,
                definition_id: run.workflow,
                schema_id: 'workflow.sub_workflow',
                base_type: 'workflow',
                type: 'generic.workflow',
                version: '1.0.0',
                status: { state: 'created', prev_state: '', details: { code: '', message: '', description: '' } },
                created_on: new Date(run.at).toISOString(),
                created_by: DEMO_USER.email,
                properties: {},
              },
            ],
            { status: url.searchParams.get('async') === 'true' ? 202 : 200 },
          );
        },
      }),
    ),
    http.get(
      '*/api/v1/workflows/:id',
      route({
        service: 'workflow',
        scopes: READ,
        answer: ({ url }) => {
          const story = storyOf(automation, last(url));
          return story ? HttpResponse.json(workflowDocument(story)) : inBody(404, 'workflow not found');
        },
      }),
    ),
    http.get(
      '*/api/v1/instances/:id',
      route({
        service: 'instance',
        scopes: READ,
        answer: ({ url }) => {
          const state = automation.stateOf(last(url));
          return state ? HttpResponse.json(instance(state)) : inBody(404, 'workflow instance not found');
        },
      }),
    ),
    http.get(
      '*/api/v1/tasks',
      route({
        service: 'tasks',
        scopes: READ,
        answer: () => HttpResponse.json({ _links: {}, results: automation.tasks().map((task) => taskDocument(task)) }),
      }),
    ),
    http.get(
      '*/api/v1/tasks/:id',
      route({
        service: 'task',
        scopes: READ,
        answer: ({ url }) => {
          const task = automation.tasks().find(({ id }) => id === last(url));
          return task ? HttpResponse.json(taskDocument(task, true)) : inBody(404, 'task not found');
        },
      }),
    ),
    http.post(
      '*/api/v1/tasks/:id/action',
      route({
        service: 'task-answer',
        scopes: ACT,
        answer: ({ url, body }) => {
          const answered = automation.answer(decodeURIComponent(url.pathname.split('/').at(-2) ?? ''), body);
          return 'status' in answered
            ? inBody(answered.status, answered.description)
            : HttpResponse.json(taskDocument(answered, true));
        },
      }),
    ),
  ];
}

const last = (url: URL): string => decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
const storyOf = (automation: Automation, id: string | null) => automation.workflows().find((one) => one.id === id);

const words: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  412: 'Precondition Failed',
  429: 'Too Many Requests',
};

const inBody = (code: number, description: string): Response =>
  HttpResponse.json({ code, message: words[code], description }, { status: code });

const inHeaders = (code: number, description: string): Response =>
  new HttpResponse(null, {
    status: code,
    headers: { code: String(code), message: words[code] ?? '', description: description.replace(/[^\x20-\x7e]/g, '?') },
  });

const workflowDocument = (story: WorkflowStory) => ({
  id: story.id,
  unique_name: story.id,
  name: story.name,
  title: story.name,
  description: story.description,
  categories: story.categories,
  base_type: 'workflow',
  type: 'generic.workflow',
  version: '1.0.0',
  valid: story.valid,
  workflow_valid: story.valid,
  status: { state: story.valid ? 'validated' : 'invalid' },
  owner: DEMO_USER.email,
  created_on: '2026-01-10T08:30:00.000Z',
  updated_on: '2026-01-11T08:30:00.000Z',
});

const startConfig = (story: WorkflowStory) => ({
  id: story.id,
  unique_name: story.id,
  input_variables: story.variables.map(({ name, type, description, required, value, choices }, at) => ({
    id: variableId(story, at),
    unique_name: variableId(story, at),
    schema_id: type,
    base_type: 'datatype',
    type,
    properties: {
      name,
      // The specification has them with `datatype.`, the samples without.
      type: at % 2 === 0 ? type : type.replace('datatype.', ''),
      scope: 'input',
      description,
      is_required: required === true,
      is_invisible: false,
      display_on_wizard: false,
      value: value ?? '',
      ...(choices ? { choices } : {}),
    },
  })),
  type_of_target_needed: story.target ?? '',
  wf_start_points: [],
});

const instance = ({ run, story, state, endedAt, problem, output }: RunState) => ({
  id: run.id,
  definition_id: story.id,
  name: story.name,
  title: story.name,
  status: {
    state,
    prev_state: 'running',
    details: { code: '', message: problem ?? '', description: '' },
  },
  started_on: new Date(run.at).toISOString(),
  // Go writes no time as the year 1 (LIKELY).
  ended_on: endedAt === undefined ? '0001-01-01T00:00:00Z' : new Date(endedAt).toISOString(),
  created_by: DEMO_USER.email,
  output: output.map(([name, value], at) => ({
    id: `out-${at + 1}`,
    properties: { name, type: 'string', scope: 'output', value },
  })),
  actions: [],
});

const taskDocument = ({ id, run, story, kind, answered }: SimulatedTask, whole = false) => ({
  id,
  type: kind === 'approval' ? 'task.approval_task' : 'task.prompt',
  base_type: 'task',
  display_name: story.name,
  title: story.name,
  subject_line: kind === 'approval' ? `Approve: ${story.name}` : `Which team? (${story.name})`,
  ...(kind === 'approval' ? { approval_choices: ['Approve', 'Reject'] } : {}),
  status: { state: answered ? 'completed' : 'new', prev_state: '' },
  response: answered?.response ?? '',
  task_requestor: DEMO_USER.email,
  wf_instance_id: run.id,
  created_on: new Date(run.at + WAITS).toISOString(),
  due_date: new Date(run.at + 24 * 60 * 60_000).toISOString(),
  ...(whole
    ? {
        task_message: `${story.description} Started with ${JSON.stringify(run.given)}.`,
        ...(kind === 'prompt'
          ? {
              form_elements: [
                { form_element: 'dropdown', form_label: 'Team', form_source_array: ['Network', 'Endpoint'] },
                { form_element: 'text_input', form_label: 'Window' },
              ],
            }
          : {}),
      }
    : {}),
});
const WAITS = 3_000;
