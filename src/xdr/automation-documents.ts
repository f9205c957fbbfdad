import { z } from 'zod';
import { Failure } from '../failure.ts';
import {
  mostListed,
  type Run,
  type StartConfig,
  type Variable,
  type Workflow,
  type WorkflowList,
} from '../workflows/workflow.ts';
import { listOf, present, words } from './answer-shape.ts';

const service = 'automation';
export const malformed = (what: string) => new Failure('malformed', `automation: ${what}`, { service, status: 200 });

/** Ids as XDR makes them; they travel in addresses and in buttons. */
export const id = z.string().regex(/^[\w.:-]{1,150}$/);
/** What is kept of a text lies in the database; no honest workflow writes more. Half a character at its end is none. */
export const cut = (text: string | undefined, most: number): string | undefined => text?.slice(0, most).toWellFormed();
/** Go writes no time as the year 1. */
export const moment = z
  .string()
  .regex(/^(?!000)\d{4}-\d\d-\d\dT/)
  .optional()
  .catch(undefined);
export const flag = z.boolean().optional().catch(undefined);
const scalar = z
  .union([z.string().max(20_000), z.number(), z.boolean()])
  .optional()
  .catch(undefined);
export const status = z
  .object({ state: words, details: z.object({ message: words, description: words }).optional().catch(undefined) })
  .catch({ state: undefined, details: undefined });

const workflowShape = z.object({
  id,
  name: words,
  title: words,
  description: words,
  categories: z.unknown().optional(),
  valid: flag,
  workflow_valid: flag,
});

/** One workflow; undefined when it is none. */
export function readWorkflow(json: unknown): Workflow | undefined {
  const read = workflowShape.safeParse(json);
  if (!read.success) return undefined;
  const { id, name, title, description, categories, valid, workflow_valid } = read.data;
  return {
    id,
    title: cut(title ?? name, 300) ?? id,
    categories: listOf(categories).flatMap((one) => (typeof one === 'string' ? [one.slice(0, 100)] : [])),
    valid: valid !== false && workflow_valid !== false,
    ...present({ description: cut(description, 5_000) }),
  };
}

/** A page of workflows; throws Failure `malformed` when it is none. */
export function readWorkflows(json: unknown): WorkflowList {
  const read = z.object({ _links: z.unknown().optional(), results: z.array(z.unknown()).nullish() }).safeParse(json);
  if (!read.success) throw malformed('no list');
  const all = read.data.results ?? [];
  const next = z.object({ next: z.unknown() }).safeParse(read.data._links).data?.next;
  const more = typeof next === 'string' ? next !== '' : typeof next === 'object' && next !== null;
  return {
    workflows: all.slice(0, mostListed).flatMap((one) => readWorkflow(one) ?? []),
    more: more || all.length > mostListed,
  };
}

const variableShape = z.object({
  id,
  type: words,
  properties: z.object({
    name: words,
    type: words,
    scope: words,
    description: words,
    is_required: flag,
    is_invisible: flag,
    value: scalar,
    choices: z.unknown().optional(),
    options: z.unknown().optional(),
    allowed_values: z.unknown().optional(),
  }),
});

function readVariable(json: unknown): Variable | undefined {
  const read = variableShape.safeParse(json);
  if (!read.success) return undefined;
  const { properties: its, type } = read.data;
  const options = optionsIn(its.choices ?? its.options ?? its.allowed_values);
  return {
    id: read.data.id,
    name: cut(its.name, 200) ?? read.data.id,
    type: cut(its.type ?? type, 100) ?? '',
    scope: its.scope ?? 'input',
    required: its.is_required === true,
    hidden: its.is_invisible === true,
    ...present({ description: cut(its.description, 1_000), value: its.value }),
    ...(options.length > 0 ? { options } : {}),
  };
}

const optionShape = z.union([
  z.string().transform((text) => ({ text, value: text })),
  z
    .object({ name: words, label: words, title: words, value: z.union([z.string(), z.number()]) })
    .transform(({ name, label, title, value }) => ({ text: label ?? title ?? name ?? `${value}`, value: `${value}` })),
]);

export function optionsIn(json: unknown): { text: string; value: string }[] {
  const all = Array.isArray(json) ? json.slice(0, 100) : [];
  const read = all.flatMap((one) => optionShape.safeParse(one).data ?? []);
  return [...new Map(read.filter(({ value }) => value !== '').map((one) => [one.value, one])).values()];
}

/** Throws Failure `malformed` when a variable cannot be read: a run without it would be another. */
export function readStartConfig(json: unknown, asked: string): StartConfig {
  const read = z
    .object({ id: words, input_variables: z.array(z.unknown()).nullish(), type_of_target_needed: words })
    .safeParse(json);
  if (!read.success) throw malformed('no configuration of a start');
  if (read.data.id !== undefined && read.data.id !== asked) throw malformed('the configuration of another workflow');
  const variables = (read.data.input_variables ?? []).map((one) => {
    const variable = readVariable(one);
    if (!variable) throw malformed('an input cannot be read');
    return variable;
  });
  const { type_of_target_needed: target } = read.data;
  return { id: asked, variables, ...(target ? { target: target.slice(0, 100) } : {}) };
}

const runShape = z.object({ id, status, ended_on: moment, output: z.unknown().optional() });

/** The run that a start answered with: the first of an array. */
export function readStarted(json: unknown): Run {
  return readRun(Array.isArray(json) ? json[0] : json);
}

/** One run; throws Failure `malformed` when it is none, or another than `asked`. */
export function readRun(json: unknown, asked?: string): Run {
  const read = runShape.safeParse(json);
  if (!read.success || (asked !== undefined && read.data.id !== asked)) throw malformed('no run, or another');
  const { state, details } = read.data.status;
  const problem = [details?.message, details?.description].filter((one) => one !== undefined).join(': ');
  return {
    id: read.data.id,
    state: cut(state, 60) ?? '',
    output: outputIn(read.data.output),
    ...present({ endedOn: read.data.ended_on }),
    ...(problem ? { problem: problem.slice(0, 1_000) } : {}),
  };
}

const outputShape = z.object({
  properties: z.object({ name: words, type: words, value: z.unknown().optional() }),
});

/** A list of variables (as samples have it), or an object of values by names (as the specification has it). */
function outputIn(json: unknown): { name: string; value: string }[] {
  const listed = Array.isArray(json)
    ? json.slice(0, 100).flatMap((one) => {
        const read = outputShape.safeParse(one).data?.properties;
        return read ? [{ name: read.name ?? 'output', value: read.value, type: read.type ?? '' }] : [];
      })
    : Object.entries(typeof json === 'object' && json !== null ? json : {})
        .slice(0, 100)
        .map(([name, value]) => ({ name, value: value as unknown, type: '' }));
  return listed.flatMap(({ name, value, type }) => {
    const its = /secure/i.test(type) ? '(secret)' : said(value);
    return its === '' ? [] : [{ name: name.slice(0, 100), value: its.slice(0, 1_000) }];
  });
}

const said = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
