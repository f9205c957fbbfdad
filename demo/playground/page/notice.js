import { byId } from './element.js';

const notice = byId('notice');

/** One line over the page: what did not work. */
export function showNotice(words) {
  // An open dialog covers all that is not in it.
  (byId('modal').open ? byId('modal') : document.body).append(notice);
  notice.textContent = words;
  notice.hidden = false;
}

/** With a beginning: only if what is shown begins so. */
export function hideNotice(beginning = '') {
  if (!notice.textContent.startsWith(beginning)) return;
  notice.hidden = true;
  notice.textContent = '';
}
