import { mostInputs } from '../response-actions/inputs.ts';
import type { ActionInput, Given, ResponseAction } from '../response-actions/response-action.ts';
import type { GivenVariable, StartConfig, Variable, Workflow } from './workflow.ts';

/** The module's name and id, under which the policy finds the actions of Automation. */
export const automation = { module: 'XDR Automation', moduleId: 'automation' } as const;

/** Why a workflow cannot be run from a chat. */
export type WhyNot =
  | Readonly<{ why: 'invalid' }>
  | Readonly<{ why: 'target'; target: string }>
  | Readonly<{ why: 'input'; name: string; type: string }>
  | Readonly<{ why: 'too-many'; count: number }>;

/** The start of a workflow as an action: about no observable, with an input for each variable that can be asked for. */
export function startAction(workflow: Workflow, config: StartConfig): ResponseAction | WhyNot {
  if (!workflow.valid) return { why: 'invalid' };
  if (config.target !== undefined) return { why: 'target', target: config.target };
  const asked = config.variables.filter((variable) => isAsked(variable));
  const impossible = config.variables.find((variable) => variable.required && !canBeGiven(variable));
  if (impossible) return { why: 'input', name: impossible.name, type: impossible.type.replace(/^datatype\./, '') };
  if (asked.length > mostInputs) return { why: 'too-many', count: asked.length };
  const { id, title, description, categories } = workflow;
  return {
    id,
    title,
    ...(description === undefined ? {} : { description }),
    categories,
    ...automation,
    url: `/workflow/start/${encodeURIComponent(id)}`,
    via: 'workflow',
    inputs: asked.map(inputOf),
  };
}

const isAsked = (variable: Variable): boolean => !variable.hidden && kindOf(variable) !== undefined;
/** Asked for, or standing there already. */
const canBeGiven = (variable: Variable): boolean =>
  isAsked(variable) || (variable.value !== undefined && variable.value !== '');

/**
 * The field for a type. The specification names `boolean`, `string`, `number` and `table`, and speaks of a "secure
 * string" (LIKELY `secure_string`); `integer` and `date` are LIKELY. Undefined: nothing that can be asked for.
 */
function kindOf({ type, options }: Variable): Pick<ActionInput, 'kind' | 'whole'> | undefined {
  const name = plainType(type);
  if (/^secure/.test(name)) return { kind: 'secret' };
  if (options && /^(?:string|choice|picklist|enum|number|integer)$/.test(name)) return { kind: 'choice' };
  switch (name) {
    case 'string':
    case 'date':
    case 'datetime':
      return { kind: 'text' };
    case 'text':
      return { kind: 'long' };
    case 'boolean':
      return { kind: 'yes-no' };
    case 'integer':
      return { kind: 'number', whole: true };
    case 'number':
    case 'decimal':
    case 'float':
      return { kind: 'number' };
    default:
      return undefined;
  }
}

const plainType = (type: string): string =>
  type
    .toLowerCase()
    .replace(/^datatype\./, '')
    .replaceAll(/[\s_-]/g, '');

function inputOf(variable: Variable): ActionInput {
  const { id, name, description, required, value, options, type } = variable;
  const kind = kindOf(variable) ?? { kind: 'text' };
  const first = value === undefined ? '' : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
  const hint = [description, /^date/.test(plainType(type)) ? 'A date, such as 2026-03-02.' : undefined]
    .filter(Boolean)
    .join(' ');
  return {
    name: id,
    label: name,
    ...kind,
    ...(required ? { required: true } : {}),
    ...(kind.kind === 'choice' && options ? { options } : {}),
    ...(kind.kind !== 'secret' && first !== '' ? { initial: first.slice(0, 1_000) } : {}),
    ...(hint ? { hint: hint.slice(0, 300) } : {}),
  };
}

/**
 * What was given, as the variables of a start: all but the value is copied from what XDR says now. Undefined when XDR wants
 * something else by now than was asked for.
 */
export function givenVariables(config: StartConfig, given: Given): readonly GivenVariable[] | undefined {
  const known = new Map(config.variables.map((variable) => [variable.id, variable]));
  if (config.target !== undefined || Object.keys(given).some((id) => !known.has(id))) return undefined;
  if (config.variables.some((one) => one.required && given[one.id] === undefined && !canBeLeft(one))) return undefined;
  return config.variables.flatMap((variable): GivenVariable[] => {
    const text = given[variable.id];
    if (text === undefined) return [];
    const { id, name, type, scope } = variable;
    const value = valueOfText(variable, text);
    return value === undefined ? [] : [{ id, name, type, scope, value }];
  });
}

/** Required, but something stands there; only of what nobody was asked for. */
const canBeLeft = (variable: Variable): boolean => !isAsked(variable) && canBeGiven(variable);

function valueOfText(variable: Variable, text: string): GivenVariable['value'] | undefined {
  const kind = kindOf(variable)?.kind;
  if (kind === 'yes-no') return text === 'yes';
  const isNumber = kind === 'number' || (kind === 'choice' && /^(?:number|integer)$/.test(plainType(variable.type)));
  if (!isNumber) return text;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}
