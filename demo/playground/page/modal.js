import { element, putDrawn } from './element.js';

/**
 * Shows the modal that the bot opened, in the browser's own dialog: it keeps the focus inside and closes by Escape.
 * @param {HTMLDialogElement} dialog
 * @param {{ press: Function, submit: Function, close: Function, home: () => HTMLElement | null }} hands
 */
export function wireModal(dialog, hands) {
  let shown = '';
  let view = null;
  let opener = null;

  dialog.addEventListener('cancel', (event) => {
    event.preventDefault(); // the server closes it, so that the bot is told
    hands.close();
  });
  dialog.addEventListener('click', (event) => {
    const control = event.target.closest('button[data-action]');
    if (control && dialog.contains(control)) hands.press(view, control);
  });

  const collect = () => {
    const values = {};
    for (const control of dialog.querySelectorAll('[data-block]')) {
      const { block, action } = control.dataset;
      if (control.matches('button')) continue;
      values[block] = { ...values[block], [action]: read(control) };
    }
    return values;
  };

  return (next) => {
    if (!next) {
      if (dialog.open) {
        dialog.close();
        const back = opener?.isConnected ? opener : hands.home();
        back?.focus();
      }
      shown = '';
      return;
    }
    if (shown === `${next.id} ${next.hash}`) return;
    shown = `${next.id} ${next.hash}`;
    view = next;
    const errors = element('p', { class: 'form-errors', role: 'alert', hidden: true });
    const form = element(
      'form',
      {
        onsubmit: async (event) => {
          event.preventDefault();
          const found = await hands.submit(next, collect());
          errors.hidden = !found;
          errors.textContent = found ? Object.values(found).join(' ') : '';
        },
      },
      element(
        'header',
        {},
        element('h2', { id: 'modal-title', tabindex: '-1' }, next.title),
        element('button', { type: 'button', class: 'icon-button', onclick: hands.close }, next.close),
      ),
      putDrawn(element('div', { class: 'blocks', tabindex: '0', role: 'region', 'aria-label': next.title }), next.html),
      errors,
      next.submit && element('footer', {}, element('button', { type: 'submit', class: 'button primary' }, next.submit)),
    );
    dialog.replaceChildren(form);
    if (!dialog.open) {
      opener = document.activeElement;
      dialog.showModal();
    }
    dialog.querySelector('#modal-title').focus();
  };
}

/** One input as Slack's `view.state.values` holds it. */
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
