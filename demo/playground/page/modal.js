import { element, putDrawn } from './element.js';
import { describeInputs, readInputs, refill, showErrors } from './inputs.js';

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

  const draw = (next) => {
    let sending = false;
    const send = async (event) => {
      event.preventDefault();
      if (sending) return;
      sending = true;
      const button = event.currentTarget.querySelector('button[type="submit"]');
      button.setAttribute('aria-busy', 'true');
      const errors = await hands.submit(next, readInputs(dialog));
      sending = false;
      button.removeAttribute('aria-busy');
      if (view === next) showErrors(dialog, errors ?? {});
    };
    const title = element('h2', { id: 'modal-title', tabindex: '-1' }, next.title);
    const close = element('button', { type: 'button', class: 'icon-button', onclick: hands.close }, next.close);
    const blocks = element('div', { class: 'blocks', tabindex: '0', role: 'region', 'aria-label': next.title });
    return element(
      'form',
      { onsubmit: send },
      element('header', {}, title, close),
      putDrawn(blocks, next.html),
      next.submit && element('footer', {}, element('button', { type: 'submit', class: 'button primary' }, next.submit)),
    );
  };

  return (next) => {
    if (!next) {
      if (dialog.open) {
        dialog.close();
        const back = opener?.isConnected ? opener : hands.home();
        back?.focus();
      }
      shown = '';
      view = null;
      return;
    }
    if (shown === `${next.id} ${next.hash}`) return;
    const before = view?.id === next.id ? readInputs(dialog) : {};
    shown = `${next.id} ${next.hash}`;
    view = next;
    dialog.replaceChildren(draw(next));
    describeInputs(dialog);
    refill(dialog, before);
    if (!dialog.open) {
      opener = document.activeElement;
      dialog.showModal();
    }
    dialog.querySelector('#modal-title').focus();
  };
}
