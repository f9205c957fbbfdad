import fc from 'fast-check';
import { renderForm as renderSlack } from '../../adapters/slack/form.ts';
import { renderForm as renderTeams } from '../../adapters/teams/form.ts';
import { createPressStrings } from '../../src/presses/press.ts';
import { inputFields, mostInputs, readInputs } from '../../src/response-actions/inputs.ts';
import type { ActionInput } from '../../src/response-actions/response-action.ts';
import { hostile } from '../cards/hostile-strings.ts';

const input = (more: Partial<ActionInput> = {}): ActionInput => ({ name: 'n', label: 'Label', kind: 'text', ...more });
const needed = { required: true } as const;
const read = (one: ActionInput, typed: string) => {
  const { given, secrets, wrong } = readInputs([one], { inputa: typed });
  return wrong['inputa'] ?? given['n'] ?? (secrets['n'] === undefined ? undefined : `secret ${secrets['n']}`);
};
const options = [
  { text: 'Low', value: 'low' },
  { text: 'High', value: 'high' },
];
const many = Array.from({ length: 60 }, (_, at) => ({ text: `Site ${at}`, value: `s${at}` }));

test.each<[string, ActionInput, string, string | undefined]>([
  ['text is trimmed', input(), '  ws-042 ', 'ws-042'],
  ['nothing is nothing', input(), '   ', undefined],
  ['nothing to be seen is nothing', input(needed), '\u200b\u200e', 'This is needed.'],
  ['what is needed is asked for', input(needed), '', 'This is needed.'],
  ['text too long', input(), 'x'.repeat(1_001), 'This is longer than 1000 characters.'],
  ['lines', input({ kind: 'long' }), 'one\ntwo', 'one\ntwo'],
  ['a number', input({ kind: 'number' }), '-12.5', '-12.5'],
  ['a number as some write it', input({ kind: 'number' }), '12,5', 'Write a number, such as 12 or 12.5.'],
  ['no number', input({ kind: 'number' }), '1e9', 'Write a number, such as 12 or 12.5.'],
  ['a whole number', input({ kind: 'number', whole: true }), '7', '7'],
  ['no whole number', input({ kind: 'number', whole: true }), '7.0', 'Write a whole number, such as 12.'],
  ['yes', input({ kind: 'yes-no' }), 'yes', 'yes'],
  ['neither yes nor no', input({ kind: 'yes-no' }), 'maybe', 'Choose one of those that are offered.'],
  ['left empty', input({ kind: 'yes-no' }), 'empty', undefined],
  ['left empty, though it is needed', input({ kind: 'yes-no', ...needed }), 'empty', 'This is needed.'],
  ['a choice', input({ kind: 'choice', options }), 'o1', 'high'],
  ['a choice that is not offered', input({ kind: 'choice', options }), 'o2', 'Choose one of those that are offered.'],
  [
    'a value in place of its option',
    input({ kind: 'choice', options }),
    'high',
    'Choose one of those that are offered.',
  ],
  ['of many by its name', input({ kind: 'choice', options: many }), 'Site 42', 's42'],
  ['of many by its value', input({ kind: 'choice', options: many }), 's42', 's42'],
  ['of many none', input({ kind: 'choice', options: many }), 'Site', 'Choose one of those that are offered.'],
  ['a secret as it is', input({ kind: 'secret' }), ' a b ', 'secret  a b '],
  ['no secret, though it is needed', input({ kind: 'secret', ...needed }), '', 'This is needed.'],
])('%s', (_, one, typed, said) => {
  expect(read(one, typed)).toBe(said);
});

test('what was typed or given stands there again, what stood there first last; a secret never', () => {
  const fields = (kind: ActionInput['kind'], given: string | undefined, typed: string | undefined) =>
    inputFields(
      [input({ kind, initial: 'first' })],
      given === undefined ? {} : { n: given },
      typed === undefined ? {} : { inputa: typed },
      {},
    )[0];
  expect(fields('text', 'given', 'typed')).toMatchObject({ initial: 'typed' });
  expect(fields('text', 'given', undefined)).toMatchObject({ initial: 'given' });
  expect(fields('text', undefined, undefined)).toMatchObject({ initial: 'first' });
  expect(fields('secret', 'given', 'typed')).not.toHaveProperty('initial');
});

test('a longer list than all platforms take is typed', () => {
  expect(inputFields([input({ kind: 'choice', options: many })], {}, {}, {})[0]).toMatchObject({ field: 'text' });
  expect(inputFields([input({ kind: 'choice', options })], {}, {}, {})[0]).toMatchObject({ field: 'choice' });
});

const { signPress } = createPressStrings(Buffer.alloc(32, 7));
const anyInput: fc.Arbitrary<ActionInput> = fc.record(
  {
    name: fc.string({ minLength: 1 }),
    label: hostile,
    kind: fc.constantFrom('text', 'long', 'number', 'yes-no', 'choice', 'secret'),
    required: fc.constant(true as const),
    hint: hostile,
    initial: hostile,
    options: fc.array(fc.record({ text: hostile, value: hostile }), { maxLength: 40 }),
  },
  { requiredKeys: ['name', 'label', 'kind'] },
);

test('whatever XDR writes, each input that the form shows can be answered, and fits the platforms', () => {
  fc.assert(
    fc.property(
      fc.array(anyInput, { maxLength: mostInputs }),
      fc.array(hostile, { maxLength: mostInputs }),
      (inputs, texts) => {
        const typed = Object.fromEntries(texts.map((text, at) => [`input${String.fromCharCode(97 + at)}`, text]));
        const { wrong } = readInputs(inputs, typed);
        const fields = inputFields(inputs, {}, typed, wrong);
        const form = {
          card: { headline: 'h', simulated: false, parts: [] },
          fields,
          submit: { text: 'Confirm', press: { do: 'confirm', request: 'r' } as const },
        };
        const modal = renderSlack(form, { channel: 'C1', press: '', depth: 1 }, signPress);
        const ids = JSON.stringify(modal);
        for (const field of fields) {
          expect(field.name).toMatch(/^[a-z]+$/);
          expect(Array.from(field.label).length).toBeLessThanOrEqual(150);
          if (field.field === 'text') expect(Array.from(field.hint ?? '').length).toBeLessThanOrEqual(150);
          if (field.field === 'choice') expect(field.options.length).toBeLessThanOrEqual(25);
          expect(ids).toContain(`"block_id":"${field.name}"`);
        }
        renderTeams(form, signPress);
        for (const [at, { kind }] of inputs.entries())
          if (kind === 'secret') expect(fields[at]).not.toHaveProperty('initial');
      },
    ),
    { numRuns: 200 },
  );
});
