import type { Field, Form } from '../../src/cards/form.ts';
import type { SignPress } from '../../src/presses/press.ts';
import { cut, oneLine } from '../one-line.ts';
import { backAction, type Rendered, renderCard, shortOf, styles, withoutButtons } from './adaptive-card.ts';
import { literal, toned, unmarked } from './card-text.ts';
import { bytesOf } from './fold.ts';
import { fieldId } from './form-fields.ts';
import { limits } from './limits.ts';

/** `back`: it stands in place of a card, to which a button leads back. `short`: as little as can be said above the fields. */
export type FormView = Readonly<{ back?: boolean; short?: boolean; most?: number }>;

/**
 * A form as an Adaptive Card: what will happen, inputs, and one button that sends them. Its inputs are merged into the
 * button's data by the client, under ids that are none of our own keys.
 * https://learn.microsoft.com/adaptive-cards/authoring-cards/input-validation
 */
export function renderForm(form: Form, signPress: SignPress, view: FormView = {}): Rendered {
  const { back = false, short = false, most = short ? limits.extensionBytes : limits.cardBytes } = view;
  const buttons = buttonsOf(form, signPress, back);
  const room = most * shareOfFields - bytesOf(buttons);
  const whole = form.fields.map((field) => elementsOf(field, true));
  // What stands in a field at first is the first to go, then the last fields.
  const fields = bytesOf(whole) <= room ? whole : fitting(form.fields, room);
  const card = withoutButtons(form.card);
  return renderCard(short ? shortOf(card) : card, signPress, { most, below: [...fields.flat(), ...buttons] });
}

/** Of a card's bytes at most so much is for the fields: what will happen is read first. */
const shareOfFields = 0.7;

function fitting(fields: readonly Field[], room: number): object[][] {
  let left = room;
  return fields
    .map((field) => elementsOf(field, false))
    .filter((elements) => {
      left -= bytesOf(elements);
      return left >= 0;
    });
}

/** Words of an input, which some clients read as markdown. */
const words = (text: string, length: number): string => cut(narrow(unmarked(literal(text))).trim(), length) || '…';

/** No client breaks a long word in a label or beside a sign: it is cut where the card is narrow. What it means stands whole in the card. */
const narrow = (text: string): string => text.replace(/\S+/g, (word) => cut(word, limits.valueText));

const needed = { isRequired: true, errorMessage: 'This is needed.' } as const;

function elementsOf(field: Field, withInitial: boolean): object[] {
  const common = { id: fieldId(field.name), label: words(field.label, limits.fieldWords) };
  if (field.field === 'choice') {
    const choices = field.options
      .filter(({ value }) => value !== '' && value.length <= limits.optionValue && value.isWellFormed())
      .slice(0, limits.options)
      .map(({ text, value }) => ({ title: words(text, limits.optionText), value }));
    if (choices.length === 0) return [];
    const initial = choices.some(({ value }) => value === field.initial) ? { value: field.initial } : {};
    const set = { type: 'Input.ChoiceSet', ...common, style: 'compact', wrap: true, choices, ...initial };
    return [{ ...set, ...(field.optional ? {} : needed) }, ...wrongBeneath(field.wrong)];
  }
  const { hint, long, optional, most, initial, wrong } = field;
  const value = withInitial && initial !== undefined ? typed(initial, long === true, most) : '';
  // Inside a field it goes when something is typed, and one line shows its beginning alone.
  const beneath = hint !== undefined && hint !== '' && (value !== '' || (!long && hint.length > limits.hintInside));
  const input = {
    type: 'Input.Text',
    ...common,
    ...(hint && !beneath && { placeholder: words(hint, limits.fieldWords) }),
    ...(long && { isMultiline: true }),
    maxLength: Math.min(most, limits.typed),
    ...(value && { value }),
    ...(optional ? {} : needed),
  };
  return [input, ...(beneath ? [hintBeneath(hint)] : []), ...wrongBeneath(wrong)];
}

const hintBeneath = (hint: string): object => ({
  type: 'RichTextBlock',
  spacing: 'Small',
  inlines: [{ type: 'TextRun', text: words(hint, limits.hint), isSubtle: true, size: 'Small' }],
});

function wrongBeneath(wrong: string | undefined): object[] {
  if (!wrong) return [];
  return [
    {
      type: 'RichTextBlock',
      spacing: 'Small',
      inlines: toned('failed', cut(narrow(literal(wrong)), limits.wrong)),
    },
  ];
}

/** What stands in an input is no markup to any client; it is only made fit to be seen. */
const typed = (text: string, long: boolean, most: number): string => {
  const lines = long ? text.split(/\r?\n/) : [text];
  return cut(lines.map((line) => oneLine(line, limits.typed)).join('\n'), Math.min(most, limits.typed));
};

/** Where both buttons would not stand whole side by side on a phone, each has a row. */
function buttonsOf({ submit }: Form, signPress: SignPress, back: boolean): object[] {
  const title = words(submit.text, limits.submitText);
  const named = {
    title,
    tooltip: title,
    style: styles[submit.style ?? 'primary'],
    associatedInputs: 'auto',
    data: { press: signPress(submit.press), form: true },
  };
  const send = { type: 'Action.Execute', verb: 'press', ...named, fallback: { type: 'Action.Submit', ...named } };
  const row = (...actions: object[]) => ({ type: 'ActionSet', actions });
  if (!back) return [row(send)];
  const width = title.length + backAction.title.length + 2 * limits.buttonFrame;
  return width <= limits.rowText ? [row(send, backAction)] : [row(send), { ...row(backAction), spacing: 'Small' }];
}
