import { element } from './element.js';

/** The inputs of a modal: what stands in them, what describes them, what is wrong with them. */

const controls = (dialog) => [...dialog.querySelectorAll('[data-block]')].filter((each) => !each.matches('button'));

/** What stands in them, as Slack's `view.state.values` holds it: by block and action. */
export function readInputs(dialog) {
  const values = {};
  for (const control of controls(dialog)) {
    const { block, action } = control.dataset;
    values[block] = { ...values[block], [action]: read(control) };
  }
  return values;
}

function read(control) {
  if (control.matches('.choices')) {
    const chosen = [...control.querySelectorAll('input:checked')].map(({ value }) => ({ value }));
    const radio = control.querySelector('input[type="radio"]');
    return radio
      ? { type: 'radio_buttons', selected_option: chosen[0] ?? null }
      : { type: 'checkboxes', selected_options: chosen };
  }
  if (control.matches('select'))
    return { type: 'static_select', selected_option: control.value ? { value: control.value } : null };
  return { type: 'plain_text_input', value: control.value || null };
}

/** As in Slack, a modal that is changed keeps what was typed in inputs of the same block and action. */
export function refill(dialog, before) {
  for (const control of controls(dialog)) {
    const known = before[control.dataset.block]?.[control.dataset.action];
    if (known?.type === 'plain_text_input' && control.matches('input, textarea')) control.value = known.value ?? '';
    if (known?.type === 'static_select' && control.matches('select') && known.selected_option)
      control.value = known.selected_option.value;
  }
}

/** Ties each hint to its control; the ids are made here, since the server's drawing has none. */
export function describeInputs(dialog) {
  for (const [i, input] of [...dialog.querySelectorAll('.block-input')].entries()) {
    const hint = input.querySelector('.input-hint');
    if (!hint) continue;
    hint.id = `input-hint-${i}`;
    describe(input, hint.id);
  }
}

/** What the bot found wrong, below each input of that block; the first of them gets the focus. */
export function showErrors(dialog, errors) {
  for (const old of dialog.querySelectorAll('.input-error')) old.remove();
  for (const control of controls(dialog)) control.removeAttribute('aria-invalid');
  const wrong = controls(dialog).filter(({ dataset }) => errors[dataset.block]);
  for (const [i, control] of wrong.entries()) {
    const input = control.closest('.block-input') ?? control;
    const id = `input-error-${i}`;
    input.append(element('p', { class: 'input-error', role: 'alert', id }, errors[control.dataset.block]));
    control.setAttribute('aria-invalid', 'true');
    describe(input, id);
  }
  wrong[0]?.focus();
}

function describe(input, id) {
  const control = input.querySelector('[data-block]') ?? input;
  const before = control.getAttribute('aria-describedby')?.split(' ') ?? [];
  control.setAttribute('aria-describedby', [...new Set([...before, id])].join(' '));
}
