import type { Field } from '../cards/form.ts';
import { outsideText, printable } from '../cards/outside-text.ts';
import type { ActionInput, Given } from './response-action.ts';

/** So many inputs fit a form: Teams reads 20 fields, and Slack's dialogs should be read without scrolling for long. */
export const mostInputs = 12;
/** So many options fit a choice on all platforms (Teams: 25 of ours), one of which may be "left empty". */
const mostOptions = 24;
/** Longest text by kind, characters; Slack takes 3,000. */
const longest = { text: 1_000, long: 3_000, secret: 1_000, number: 40, choice: 200, 'yes-no': 10 } as const;

/** The name of an input's field: letters, as all platforms take them. */
const fieldOf = (at: number): string => `input${String.fromCharCode(97 + at)}`;

export const labelOf = ({ label, name }: ActionInput): string => outsideText(label || name, 80) || 'Without a name';

/** Whether what can be chosen is offered as a choice; a longer list is typed, and held to the list. */
const isChoice = ({ kind, options = [] }: ActionInput): boolean =>
  kind === 'yes-no' || (kind === 'choice' && options.length > 0 && options.length <= mostOptions);

/** What can be chosen, with what is sent for it: its place, since values may be longer than platforms take. */
const choices = ({
  kind,
  options = [],
}: ActionInput): readonly Readonly<{ text: string; value: string; is: string }>[] =>
  kind === 'yes-no'
    ? [
        { text: 'Yes', value: 'yes', is: 'yes' },
        { text: 'No', value: 'no', is: 'no' },
      ]
    : options.map(({ text, value }, at) => ({
        text: outsideText(text || value, 75) || '…',
        value: `o${at}`,
        is: value,
      }));

const leftEmpty = 'empty';

/**
 * The fields for an action's inputs. `given`: what was given before; `typed` and `wrong` by the names of fields. What is
 * secret is never given back.
 */
export function inputFields(
  inputs: readonly ActionInput[],
  given: Given,
  typed: Given,
  wrong: Readonly<Partial<Record<string, string>>>,
): readonly Field[] {
  return inputs.map((input, at): Field => {
    const name = fieldOf(at);
    const problem = wrong[name];
    const common = { name, label: labelOf(input) };
    const more = problem ? { wrong: problem } : {};
    const before = given[input.name] ?? input.initial ?? '';
    if (isChoice(input)) {
      const all = choices(input);
      const options = all.map(({ text, value }) => ({ text, value }));
      const initial = typed[name] ?? all.find(({ is }) => is === before)?.value ?? (input.required ? '' : leftEmpty);
      const none = input.required ? [] : [{ text: 'Left empty', value: leftEmpty }];
      // Of a text the platforms say so themselves.
      const label = `${common.label}${input.required ? '' : ' (optional)'}`;
      const optional = input.required ? {} : { optional: true as const };
      return { field: 'choice', ...common, label, options: [...none, ...options], initial, ...optional, ...more };
    }
    const first = input.kind === 'secret' ? '' : (typed[name] ?? before);
    return {
      field: 'text',
      ...common,
      hint: hintOf(input),
      ...(input.kind === 'long' ? { long: true as const } : {}),
      ...(input.required ? {} : { optional: true as const }),
      most: longest[input.kind],
      ...(first ? { initial: first } : {}),
      ...more,
    };
  });
}

function hintOf({ kind, hint, whole, options = [] }: ActionInput): string {
  const own = {
    text: '',
    long: '',
    number: whole ? 'A whole number.' : 'A number, such as 12 or 12.5.',
    choice: options[0] ? `One of ${options.length}, such as ${outsideText(options[0].text, 40)}.` : '',
    'yes-no': '',
    secret: 'You see it while you type. It is kept encrypted until it is used, and shown nowhere.',
  }[kind];
  const said = outsideText(hint ?? '', 150);
  // What becomes of a secret has to be read; what the service says of it, may.
  return kind === 'secret'
    ? own
    : outsideText([said, own].filter((one) => one !== '').join(/[.!?]$/.test(said) ? ' ' : '. '), 150);
}

/** What was typed and chosen, read and checked: what is given, what is secret of it, and what is wrong by fields. */
export function readInputs(
  inputs: readonly ActionInput[],
  typed: Given,
): Readonly<{ given: Given; secrets: Given; wrong: Readonly<Record<string, string>> }> {
  const read = inputs.map((input, at) => {
    const field = fieldOf(at);
    const { value, wrong } = readInput(input, typed[field] ?? '');
    return { field, input, value, wrong };
  });
  const valuesOf = (secret: boolean): Given =>
    Object.fromEntries(
      read.flatMap(({ input, value }) =>
        (input.kind === 'secret') === secret && value !== undefined ? [[input.name, value]] : [],
      ),
    );
  return {
    given: valuesOf(false),
    secrets: valuesOf(true),
    wrong: Object.fromEntries(read.flatMap(({ field, wrong }) => (wrong ? [[field, wrong]] : []))),
  };
}

type Read = Readonly<{ value?: string; wrong?: string }>;

function readInput(input: ActionInput, typed: string): Read {
  const { kind, required, whole } = input;
  // A secret is taken as it is: it may begin or end with a space.
  const text = kind === 'secret' ? typed : typed.trim();
  const isEmpty = kind === 'secret' ? text === '' : printable(text) === '' || (isChoice(input) && text === leftEmpty);
  if (isEmpty) return required ? { wrong: 'This is needed.' } : {};
  if (text.length > longest[kind]) return { wrong: `This is longer than ${longest[kind]} characters.` };
  switch (kind) {
    case 'number':
      if (whole) return /^[+-]?\d{1,15}$/.test(text) ? { value: text } : { wrong: 'Write a whole number, such as 12.' };
      return /^[+-]?\d{1,15}(?:\.\d{1,10})?$/.test(text)
        ? { value: text }
        : { wrong: 'Write a number, such as 12 or 12.5.' };
    case 'choice':
    case 'yes-no': {
      if (kind === 'choice' && (input.options ?? []).length === 0) return { value: text };
      const chosen = isChoice(input)
        ? choices(input).find(({ value }) => value === text)
        : choices(input).find(({ is, text: shown }) => [is, shown].some((one) => one.trim() === text));
      return chosen ? { value: chosen.is } : { wrong: 'Choose one of those that are offered.' };
    }
    default:
      return { value: text };
  }
}
