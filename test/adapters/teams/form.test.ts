import fc from 'fast-check';
import { renderForm } from '../../../adapters/teams/form.ts';
import { readFields } from '../../../adapters/teams/form-fields.ts';
import { limits } from '../../../adapters/teams/limits.ts';
import type { Field, Form } from '../../../src/cards/form.ts';
import { createPressStrings } from '../../../src/presses/press.ts';
import { hostileCard } from '../../support/hostile-cards.ts';
import { hostile, hostileStrings } from '../../support/hostile-strings.ts';
import { cardFaults, summaryFaults } from '../../support/teams-payload.ts';

const { signPress } = createPressStrings(Buffer.alloc(32, 7));

const reason: Field = {
  field: 'text',
  name: 'reason',
  label: 'Reason',
  hint: 'Kept for the audit',
  long: true,
  most: 500,
};
const typed: Field = { field: 'text', name: 'typed', label: 'Type host-7', most: 100, optional: true };
const reverse: Field = {
  field: 'choice',
  name: 'reverse',
  label: 'Reverse it',
  options: [
    { text: 'Not by itself', value: 'never' },
    { text: 'After 4 hours', value: '4' },
  ],
  initial: 'never',
};
const isolate: Form = {
  card: {
    headline: 'Isolate host-7',
    simulated: false,
    parts: [{ part: 'heading', tone: 'info', word: 'Isolate', spans: [{ span: 'value', text: 'host-7' }] }],
  },
  fields: [reason, typed, reverse],
  submit: { text: 'Isolate', press: { do: 'confirm', request: 'r1' } },
};
const withField = (field: Field): Form => ({ ...isolate, fields: [field] });
const shown = (form: Form, view = {}): unknown[] => renderForm(form, signPress, view).card.body.slice(1);
const needed = { isRequired: true, errorMessage: 'This is needed.' };

test('a form has its card, its inputs and one button that sends them', () => {
  const named = {
    title: 'Isolate',
    tooltip: 'Isolate',
    style: 'positive',
    associatedInputs: 'auto',
    data: { press: signPress({ do: 'confirm', request: 'r1' }), form: true },
  };
  expect(shown(isolate)).toEqual([
    {
      type: 'Input.Text',
      id: 'field-reason',
      label: 'Reason',
      placeholder: 'Kept for the audit',
      isMultiline: true,
      maxLength: 500,
      ...needed,
    },
    { type: 'Input.Text', id: 'field-typed', label: 'Type host-7', maxLength: 100 },
    {
      type: 'Input.ChoiceSet',
      id: 'field-reverse',
      label: 'Reverse it',
      style: 'compact',
      wrap: true,
      value: 'never',
      choices: [
        { title: 'Not by itself', value: 'never' },
        { title: 'After 4 hours', value: '4' },
      ],
      ...needed,
    },
    {
      type: 'ActionSet',
      actions: [{ type: 'Action.Execute', verb: 'press', ...named, fallback: { type: 'Action.Submit', ...named } }],
    },
  ]);
});

test('what was typed stands there again, and what is wrong with it beneath, by a sign, a word and a colour', () => {
  const again = { ...reason, initial: 'because\nof 7', wrong: 'Say more than that.' } as const;
  expect(shown(withField(again)).slice(0, 3)).toMatchObject([
    { value: 'because\nof 7' },
    { type: 'RichTextBlock', inlines: [{ text: 'Kept for the audit', isSubtle: true }] },
    {
      type: 'RichTextBlock',
      inlines: [{ text: '❌ ' }, { text: 'Say more than that.', color: 'Attention', weight: 'Bolder' }],
    },
  ]);
});

test('a hint that one line would cut, or a value hide, stands beneath; a short one inside', () => {
  const hint = 'You see it while you type. It is kept encrypted until it is used, and shown nowhere.';
  const [input, beneath] = shown(withField({ ...typed, hint } as Field));
  expect(input).not.toHaveProperty('placeholder');
  expect(beneath).toMatchObject({ type: 'RichTextBlock', inlines: [{ text: hint }] });
  const filled = shown(withField({ ...typed, hint: 'A whole number.', initial: '1' } as Field));
  expect(filled).toMatchObject([{ value: '1' }, { type: 'RichTextBlock', inlines: [{ text: 'A whole number.' }] }, {}]);
  expect(shown(withField({ ...typed, hint: 'A whole number.' } as Field))).toMatchObject([
    { placeholder: 'A whole number.' },
    { type: 'ActionSet' },
  ]);
});

test('a choice that may be left empty is not marked as needed', () => {
  const [set] = shown(withField({ ...reverse, optional: true } as Field));
  expect(set).not.toHaveProperty('isRequired');
});

test('a long value in a label is cut, so that it stands on a phone', () => {
  const [input] = shown(withField({ ...typed, label: `Type to confirm: ${'e3b0c442'.repeat(8)} now` } as Field));
  expect(input).toMatchObject({ label: `Type to confirm: ${'e3b0c442'.repeat(8).slice(0, 31)}… now` });
});

test.each([
  ['Isolate', 1],
  ['Yes, isolate the host', 1],
  ['Yes, isolate this host', 2],
])('in place of a card there is a way back, beside the button where there is room: %s', (text, rows) => {
  const form = { ...isolate, submit: { ...isolate.submit, text } };
  const sets = shown(form, { back: true }).slice(3) as { actions: Record<string, unknown>[] }[];
  expect(sets).toHaveLength(rows);
  expect(sets.at(-1)?.actions.at(-1)).toMatchObject({ verb: 'back', associatedInputs: 'none', data: {} });
});

test('buttons of the card of a form are left out: the form has one', () => {
  const buttons = {
    part: 'buttons',
    buttons: [{ text: 'Other', label: 'Other', press: { do: 'cancel', request: 'r1' } }],
  } as const;
  const form: Form = { ...isolate, card: { ...isolate.card, parts: [...isolate.card.parts, buttons] } };
  expect(shown(form)).toEqual(shown(isolate));
});

const words = fc.oneof(hostile, fc.string({ maxLength: 3500 }));
const field: fc.Arbitrary<Field> = fc.oneof(
  fc.record(
    {
      field: fc.constant('text' as const),
      name: fc.stringMatching(/^[a-z]{1,10}$/),
      label: words,
      most: fc.integer({ min: 1, max: 3000 }),
      hint: words,
      long: fc.constant(true as const),
      optional: fc.constant(true as const),
      initial: words,
      wrong: words,
    },
    { requiredKeys: ['field', 'name', 'label', 'most'] },
  ),
  fc.record({
    field: fc.constant('choice' as const),
    name: fc.stringMatching(/^[a-z]{1,10}$/),
    label: words,
    options: fc.array(fc.record({ text: words, value: hostile }), { maxLength: 120 }),
    initial: hostile,
  }),
);
const form: fc.Arbitrary<Form> = fc.record({
  card: hostileCard,
  fields: fc.uniqueArray(field, { maxLength: 8, selector: ({ name }) => name }),
  submit: fc.record({ text: words, press: fc.constant({ do: 'confirm' as const, request: 'r1' }) }),
});

test('no form makes a payload that Teams refuses or in which something comes alive', () => {
  fc.assert(
    fc.property(form, fc.boolean(), fc.boolean(), (one, back, short) => {
      const { card, text } = renderForm(one, signPress, { back, short });
      const most = short ? limits.extensionBytes : limits.cardBytes;
      expect([...cardFaults(card, { most }), ...summaryFaults(text)]).toEqual([]);
      expect(JSON.stringify(card.body)).toContain('"associatedInputs":"auto"');
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

test.each(hostileStrings)('%j stays text in every place of a form', (bad) => {
  const fields: Field[] = [
    { ...reason, label: bad, hint: bad, initial: bad, wrong: bad },
    { field: 'choice', name: 'x', label: bad, options: [{ text: bad, value: 'v' }], initial: bad },
  ];
  const { card, text } = renderForm({ ...isolate, fields, submit: { ...isolate.submit, text: bad } }, signPress);
  expect([...cardFaults(card, { trusts: () => false }), ...summaryFaults(text)]).toEqual([]);
});

test('longest fields: what stood in them goes before any field does', () => {
  const full = (name: string): Field => ({ ...reason, name, most: 3000, initial: '漢'.repeat(3000) });
  const fields = ['a', 'b', 'c', 'd'].map(full);
  const { card } = renderForm({ ...isolate, fields }, signPress);
  expect(cardFaults(card)).toEqual([]);
  expect(card.body.filter((one) => 'id' in one)).toHaveLength(4);
  expect(JSON.stringify(renderForm({ ...isolate, fields: fields.slice(0, 2) }, signPress).card)).toContain('漢漢');
});

describe('what comes back', () => {
  const long = 'x'.repeat(3000);
  test.each<[string, unknown, unknown]>([
    [
      'texts and choices',
      { press: 'p', form: true, 'field-reason': 'x', 'field-reverse': '4' },
      { reason: 'x', reverse: '4' },
    ],
    ['nothing typed, and a client that sends nothing', { press: 'p', form: true }, {}],
    ['nothing typed', { press: 'p', form: true, 'field-reason': '' }, { reason: '' }],
    ['a button without a form', { press: 'p' }, undefined],
    ['no data', undefined, undefined],
    ['a list', ['field-reason'], undefined],
    [
      'our own keys as names',
      { press: 'p', 'field-press': 'q', 'field-verb': 'back', 'field-action': 'x' },
      { press: 'q', verb: 'back', action: 'x' },
    ],
    ['other keys', { press: 'p', form: true, fields: { reason: 'x' }, reason: 'y', from: { id: 'z' } }, {}],
    ['no texts', { form: true, 'field-a': 1, 'field-b': true, 'field-c': null, 'field-d': ['x'], 'field-e': {} }, {}],
    ['odd names', { form: true, 'field-': 'x', 'field-a b': 'x', 'field-__proto__': 'x', 'FIELD-a': 'x' }, {}],
    ['the longest', { form: true, 'field-a': long }, { a: long }],
    ['too long', { form: true, 'field-a': `${long}x` }, {}],
    ['lines as Windows has them', { form: true, 'field-a': 'x\r\ny' }, { a: 'x\ny' }],
    ['half a character', { form: true, 'field-a': '\ud800' }, { a: '\ufffd' }],
  ])('%s', (_, data, fields) => {
    expect(readFields(data)).toEqual(fields);
  });

  test('any data is read without harm, and no more than so many', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (data) => {
        for (const value of Object.values(readFields(data) ?? {})) expect(typeof value).toBe('string');
      }),
    );
    const many = Object.fromEntries(
      Array.from({ length: 500 }, (_, at) => [
        `field-${'x'.repeat(at % 40)}${String.fromCharCode(97 + (at % 26))}`,
        'x',
      ]),
    );
    expect(Object.keys(readFields(many) ?? {})).toHaveLength(limits.fields);
  });
});
