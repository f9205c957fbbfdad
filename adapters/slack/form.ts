import type { types } from '@slack/bolt';
import type { Field, Form } from '../../src/cards/form.ts';
import type { SignPress } from '../../src/presses/press.ts';
import { cut } from '../one-line.ts';
import { type Block, renderPieces, words, wrongNote } from './blocks.ts';
import { foldMessage } from './fold.ts';
import { limits } from './limits.ts';
import { dialog, type ModalState } from './modal.ts';

/** By this our forms are known among all views that are submitted. */
export const formCallback = 'form';

/**
 * A form as a modal with inputs: its card, folded when it is long, then the fields, then the button. Slack keeps what was
 * typed when a view is replaced by one with the same ids, so the ids are the names of the fields.
 */
export function renderForm({ card, fields, submit }: Form, from: ModalState, signPress: SignPress): types.ModalView {
  // A form's state needs no press to ask again, and has to hold its own: nothing may push that out.
  const state = { ...from, press: '', submit: signPress(submit.press) };
  return {
    ...dialog([...foldMessage(renderPieces(card, signPress)), ...fields.flatMap(fieldBlocks)], state),
    callback_id: formCallback,
    submit: label(submit.text, limits.modalButton),
  };
}

/** A field is a block of its own; what was wrong with it stands above, so that it is read before it is typed again. */
function fieldBlocks(field: Field): (Block | types.InputBlock)[] {
  const element = field.field === 'text' ? textInput(field) : select(field);
  if (!element) return [];
  const { wrong } = field;
  const { hint, optional } = field.field === 'text' ? field : {};
  return [
    ...(wrong ? [wrongNote(wrong).block] : []),
    {
      type: 'input',
      block_id: field.name,
      label: label(field.label, limits.inputLabel),
      element,
      optional: optional ?? false,
      ...(hint && { hint: label(hint, limits.inputHint) }),
    },
  ];
}

function textInput({ name, long, most, initial }: Field & { field: 'text' }): types.PlainTextInput {
  const length = Math.max(1, Math.min(most, limits.inputText));
  const first = cut(typed(initial ?? ''), length);
  return {
    type: 'plain_text_input',
    action_id: name,
    multiline: long ?? false,
    max_length: length,
    ...(first && { initial_value: first }),
  };
}

/** Undefined when nothing that Slack takes can be chosen. */
function select({ name, options, initial }: Field & { field: 'choice' }): types.StaticSelect | undefined {
  const choices = options
    .filter(({ value }) => value.length > 0 && value.length <= limits.optionValue && value.isWellFormed())
    .slice(0, limits.selectOptions)
    .map(({ text, value }) => ({ text: label(text, limits.optionText), value }));
  if (choices.length === 0) return undefined;
  const first = choices.find(({ value }) => value === initial);
  return {
    type: 'static_select',
    action_id: name,
    options: choices,
    ...(first && { initial_option: first }),
  };
}

const label = (text: string, length: number): types.PlainTextElement => ({
  type: 'plain_text',
  text: words(text, length),
  emoji: false,
});

/** What stands in an input is shown as it is and never comes alive; only what cannot be seen goes. Lines stay. */
const typed = (text: string): string => text.toWellFormed().replace(/[^\P{Cc}\n]|\p{Cf}/gu, '');
