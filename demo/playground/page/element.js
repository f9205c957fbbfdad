/**
 * Makes an element. Strings become text, never HTML.
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] `on…` are listeners; `false`, `null` and `undefined` are left out
 * @param {...(Node | string | null | undefined | false)} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const byId = (id) => document.getElementById(id);

// The one place where HTML enters: what the server drew from blocks, every string escaped there.
const drawn = window.trustedTypes?.createPolicy('drawn-by-the-server', { createHTML: (html) => html });

/** @param {Element} into */
export function putDrawn(into, html) {
  into.innerHTML = drawn ? drawn.createHTML(html) : html;
  return into;
}

/** Brings a list in step with data: keeps elements whose `data-stamp` is right, so that focus and scrolling stay. */
export function keepInStep(list, items, keyOf, stampOf, make) {
  const old = new Map([...list.children].map((child) => [child.dataset.key, child]));
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const focusKey = focused?.closest('[data-key]')?.dataset.key;
  const focusName = focused && nameOf(focused);
  let before = list.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const stamp = stampOf(item);
    const known = old.get(key);
    old.delete(key);
    if (known && known.dataset.stamp === stamp) {
      if (known === before) before = before.nextElementSibling;
      else list.insertBefore(known, before);
      continue;
    }
    const made = make(item);
    made.dataset.key = key;
    made.dataset.stamp = stamp;
    if (known === before && before) before = before.nextElementSibling;
    if (known) known.replaceWith(made);
    else list.insertBefore(made, before);
    if (known && key === focusKey)
      [...made.querySelectorAll('button, select, input')].find((each) => nameOf(each) === focusName)?.focus();
  }
  for (const gone of old.values()) gone.remove();
}

/** What tells one control of a message from its others. */
const nameOf = (control) => control.dataset.action ?? control.dataset.tool ?? control.textContent;
