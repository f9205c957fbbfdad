import { element, putDrawn } from './element.js';

const clock = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit' });

/**
 * One message as a list item.
 * @param {any} message as the server describes it
 * @param {{ inThread: boolean, shortcuts: string[], marks: boolean, edit: Function, reply: Function, remove: Function, use: Function, react: Function, pin: Function, dismiss: Function }} hands
 */
export function drawMessage(message, hands) {
  const time = new Date(Number(message.ts) * 1000);
  const body = message.tombstone
    ? element('p', { class: 'tombstone' }, 'This message was deleted.')
    : putDrawn(element('div', { class: 'blocks' }), message.html);
  return element(
    'li',
    { class: `message${message.onlyYou ? ' only-you' : ''}${message.ours ? ' ours' : ''}`, 'data-ts': message.ts },
    element(
      'span',
      { class: `avatar tint-${message.ours ? 'bot' : message.tint}`, 'aria-hidden': 'true' },
      initials(message.author),
    ),
    element(
      'article',
      { 'aria-label': `${message.author}, ${clock.format(time)}` },
      message.onlyYou && element('p', { class: 'privacy' }, 'Only visible to you'),
      message.pinned && element('p', { class: 'privacy' }, 'Pinned'),
      element(
        'header',
        {},
        element('strong', {}, message.author),
        message.standing && element('span', { class: 'badge' }, message.standing),
        element('time', { datetime: time.toISOString() }, clock.format(time)),
      ),
      body,
      message.edited && !message.tombstone && element('span', { class: 'edited' }, '(edited)'),
      reactions(message),
      message.replies > 0 &&
        !hands.inThread &&
        element(
          'button',
          { type: 'button', class: 'replies', 'data-tool': 'replies', onclick: () => hands.reply(message) },
          `${message.replies} ${message.replies === 1 ? 'reply' : 'replies'}`,
        ),
      !message.tombstone && tools(message, hands),
    ),
  );
}

const initials = (name) =>
  name
    .split(' ')
    .map((word) => word[0])
    .slice(0, 2)
    .join('');

function reactions(message) {
  if (message.reactions.length === 0) return null;
  return element(
    'ul',
    { class: 'reactions', 'aria-label': 'Reactions' },
    ...message.reactions.map(({ name, html, count, by }) =>
      element(
        'li',
        { title: `${by}: ${name.replaceAll('_', ' ')}` },
        putDrawn(element('span', {}), html),
        element('span', {}, String(count)),
      ),
    ),
  );
}

/** What can be done with a message. The buttons are always there for keys and screen readers, and seen on demand. */
function tools(message, hands) {
  const tool = (name, label, act) =>
    element(
      'button',
      { type: 'button', 'data-tool': name, 'aria-label': `${label}: message of ${message.author}`, onclick: act },
      label,
    );
  if (message.onlyYou)
    return element(
      'div',
      { class: 'tools' },
      tool('dismiss', 'Dismiss', () => hands.dismiss(message)),
    );
  return element(
    'div',
    { class: 'tools' },
    !hands.inThread && tool('reply', 'Reply', () => hands.reply(message)),
    ...hands.shortcuts.map((name, at) => tool(at === 0 ? 'check' : `use-${at}`, name, () => hands.use(message, name))),
    hands.marks && tool('note', 'React :memo:', () => hands.react(message, 'memo')),
    hands.marks && !message.pinned && tool('pin', 'Pin', () => hands.pin(message)),
    message.mine && tool('edit', 'Edit', (event) => hands.edit(message, event.currentTarget)),
    message.mine && tool('delete', 'Delete', () => hands.remove(message)),
  );
}

/** Turns a message into a form to change it, in place. Enter saves, Escape gives up. */
export function editInPlace(item, message, save) {
  const blocks = item.querySelector('.blocks');
  if (!blocks || item.querySelector('.editing')) return;
  const box = element('textarea', { rows: '3', 'aria-label': 'Edit your message' });
  box.value = message.typed;
  const end = () => {
    form.remove();
    blocks.hidden = false;
    item.querySelector('[data-tool="edit"]')?.focus();
  };
  const form = element(
    'form',
    {
      class: 'editing',
      onsubmit: (event) => {
        event.preventDefault();
        save(box.value).then(end, () => box.focus());
      },
      onkeydown: (event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          end();
        } else if (event.key === 'Enter' && !event.shiftKey && event.target === box) {
          event.preventDefault();
          form.requestSubmit();
        }
      },
    },
    box,
    element(
      'div',
      {},
      element('button', { type: 'button', class: 'button', onclick: end }, 'Cancel'),
      element('button', { type: 'submit', class: 'button primary' }, 'Save'),
    ),
  );
  blocks.hidden = true;
  blocks.after(form);
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}
