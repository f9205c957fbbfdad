import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { Ask } from '../verdicts/verdict.ts';
import { type AutomationDoor, mostListed } from '../workflows/workflow.ts';
import { readRun, readStartConfig, readStarted, readWorkflow, readWorkflows } from './automation-documents.ts';
import { readTask, readTasks } from './automation-tasks.ts';
import type { HttpAnswer } from './http.ts';
import type { Through } from './incidents.ts';
import type { Write } from './write.ts';

/** The base of all paths; the origin is that of the region. */
const base = '/api';
const part = encodeURIComponent;

/**
 * XDR Automation, at `origin` (dossier §8). A start waits for nothing (`async`): `sync` would hold the answer for up to 28
 * seconds, and say no more than a look afterwards.
 */
export function createAutomationDoor({
  through,
  write,
  origin,
}: Readonly<{ through: Through; write: Write; origin: string }>): AutomationDoor {
  const shared = { origin, saysOf };
  const get = <T>(ask: Ask, path: string, read: (json: unknown) => T) =>
    through('automation', ask, { ...shared, method: 'GET', path: `${base}${path}` }, read);

  return {
    listWorkflows: (text, ask) => {
      const query = new URLSearchParams({
        limit: String(mostListed),
        start: '0',
        is_atomic: 'false',
        ...(text === '' ? {} : { search: text }),
      });
      return through(
        'automation',
        ask,
        { ...shared, path: `${base}/v1.1/workflows?${query}`, body: {} },
        readWorkflows,
      );
    },
    readWorkflow: (id, ask) =>
      get(ask, `/v1/workflows/${part(id)}`, (json) => {
        const workflow = readWorkflow(json);
        return workflow?.id === id ? workflow : undefined;
      }).catch((error: unknown) => {
        if (error instanceof Failure && error.kind === 'not-found') return undefined;
        throw error;
      }),
    startConfig: (id, ask) =>
      get(ask, `/v1/workflows/start_config?workflow_id=${part(id)}`, (json) => readStartConfig(json, id)),
    start: (id, variables) =>
      write(
        {
          ...shared,
          service: 'workflow-start',
          ownLimit: true,
          path: `${base}/v1/workflows/start?workflow_id=${part(id)}&async=true`,
          body: {
            input_variables: variables.map(({ id, ...properties }) => ({ id, properties })),
          },
        },
        readStarted,
      ),
    readRun: (id, ask) => get(ask, `/v1/instances/${part(id)}`, (json) => readRun(json, id)),
    listTasks: (ask) =>
      get(ask, `/v1/tasks?limit=${mostListed}&start=0`, (json) => readTasks(json).filter(({ open }) => open)),
    readTask: (id, ask) => get(ask, `/v1/tasks/${part(id)}`, readTask),
    answerTask: (id, { response, message, prompt }) =>
      write(
        {
          ...shared,
          service: 'task-answer',
          path: `${base}/v1/tasks/${part(id)}/action`,
          body: { response, message, ...(prompt ? { prompt_response: prompt } : {}) },
        },
        () => undefined,
      ),
  };
}

const shape = z.object({
  message: z.string().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
});

/**
 * What Automation says of an error, for people: the specification gives `code`, `message` and `description` as headers,
 * LIKELY a body has the same; the body goes first.
 */
export function saysOf({ body, headers }: Pick<HttpAnswer, 'body' | 'headers'>): string | undefined {
  const given = shape.safeParse(parsed(body)).data ?? {};
  const said = [given.message ?? headers['message'], given.description ?? headers['description']];
  return (
    said
      .filter((one) => one !== undefined && one.trim() !== '')
      .join(': ')
      .slice(0, 1_000) || undefined
  );
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
