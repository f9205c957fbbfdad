import { byId } from './element.js';

/** On narrow screens channels and suggestions are drawers beside the messages. */
export function hideDrawers() {
  document.body.classList.remove('shows-channels', 'shows-rail');
  for (const each of ['open-channels', 'open-rail']) byId(each).setAttribute('aria-expanded', 'false');
}

export function closeDrawers() {
  const button = document.body.classList.contains('shows-channels') ? 'open-channels' : 'open-rail';
  hideDrawers();
  byId(button).focus();
}

/** Whether one of them is open. */
export const drawerIsOpen = () =>
  document.body.classList.contains('shows-channels') || document.body.classList.contains('shows-rail');

for (const [button, shows, drawer] of [
  ['open-channels', 'shows-channels', 'channels'],
  ['open-rail', 'shows-rail', 'rail'],
]) {
  byId(button).addEventListener('click', () => {
    const open = !document.body.classList.contains(shows);
    hideDrawers();
    document.body.classList.toggle(shows, open);
    byId(button).setAttribute('aria-expanded', String(open));
    if (open) byId(drawer).querySelector('button')?.focus();
  });
}
