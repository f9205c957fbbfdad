import { announce } from './announce.js';
import { drawChannels } from './channels.js';
import { wireComposer } from './composer.js';
import { closeDrawers, drawerIsOpen, hideDrawers } from './drawers.js';
import { byId, keepInStep } from './element.js';
import { introOf } from './intro.js';
import { drawMessage, editInPlace } from './messages.js';
import { wireModal } from './modal.js';
import { hideNotice, showNotice } from './notice.js';
import { drawRail } from './rail.js';
import { act, fetchView } from './server.js';

/** What the page looks at. */
const look = { as: '', channel: '', thread: '' };
/** Threads that open by themselves when the bot answers: those of messages sent from here. */
const awaited = new Set();
let view = null;
let asking = new AbortController();

async function doing(what, orElse) {
  try {
    hideNotice();
    const done = await act({ as: view.me, ...what });
    return done ?? {};
  } catch (error) {
    showNotice(error.message);
    return orElse;
  }
}

/** Asks for the view, shows it, asks again: for ever. */
async function follow() {
  let stamp = '';
  for (;;) {
    const wanted = JSON.stringify(look);
    asking = new AbortController();
    let next;
    try {
      next = await fetchView(look, stamp, asking.signal);
    } catch {
      stamp = '';
      if (asking.signal.aborted) continue;
      showNotice('The playground does not answer. Trying again …');
      await new Promise((resolve) => setTimeout(resolve, 2000));
      continue;
    }
    if (wanted !== JSON.stringify(look)) {
      stamp = '';
      continue;
    }
    show(next);
    stamp = JSON.stringify(look) === wanted ? next.stamp : ''; // showing it may have opened a thread
  }
}

function goTo(change) {
  Object.assign(look, change);
  asking.abort();
}

function show(next) {
  const before = view;
  view = next;
  look.as = next.me;
  look.channel = next.channel?.id ?? '';
  hideNotice('The playground does not');
  const keepEnd = atEnd(byId('messages'));
  drawChannels(next, { visit, become: (as) => goTo({ as, thread: '' }) });
  drawHead(next);
  drawList(byId('messages'), next.messages, false);
  drawThread(next);
  if (keepEnd) scrollToEnd(byId('messages')); // an opening thread has made the lines shorter
  drawRail(next, attempt);
  byId('new-incident').hidden = !next.newIncident;
  // A modal of an earlier visit is closed, as Slack's are when its page is loaded anew.
  if (before?.me !== next.me && next.modal) doing({ do: 'close-modal', all: true });
  else showModal(next.modal);
  const sameChannel = before?.channel?.id === next.channel?.id && before?.me === next.me;
  if (sameChannel) announce(before, next);
  openAwaited(next);
}

function visit(channel) {
  hideDrawers();
  goTo({ channel, thread: '' });
  byId('message-box').focus();
}

function drawHead({ channel }) {
  const sign = { public: '#', private: '', direct: '' }[channel.kind];
  byId('channel-title').textContent = `${sign}${channel.label}`;
  byId('top-title').textContent = `${sign}${channel.label}`;
  byId('channel-topic').textContent = channel.topic;
  byId('invite').hidden = channel.botIn;
  byId('intro-title').textContent = channel.kind === 'direct' ? 'You and XDR' : `Welcome to ${sign}${channel.label}`;
  byId('intro-text').textContent = introOf(channel);
  const box = byId('message-box');
  box.placeholder = `Message ${sign}${channel.label}`;
  byId('message-box-label').textContent = `Message to ${channel.label}`;
}

function drawList(list, messages, inThread) {
  const wasAtEnd = atEnd(list);
  const place = { channel: view.channel.id };
  const hands = {
    inThread,
    shortcuts: view.channel.botIn || view.channel.kind === 'public' ? view.shortcuts : [],
    marks: view.channel.botIn,
    reply: ({ ts }) => openThread(ts, true),
    use: ({ ts }, name) => doing({ do: 'shortcut', ...place, ts, name }),
    react: ({ ts }, reaction) => doing({ do: 'react', ...place, ts, reaction }),
    pin: ({ ts }) => doing({ do: 'pin', ...place, ts }),
    dismiss: ({ ts }) => doing({ do: 'dismiss', ...place, ts }),
    remove: ({ ts }) =>
      doing({ do: 'remove', ...place, ts }).then(() => byId(inThread ? 'thread-box' : 'message-box').focus()),
    edit: (message, button) =>
      editInPlace(button.closest('li'), message, async (text) => {
        if (!(await doing({ do: 'edit', ...place, ts: message.ts, text }))) throw new Error('not saved');
      }),
  };
  keepInStep(
    list,
    messages,
    ({ ts }) => ts,
    (message) => `${view.me} ${message.revision} ${view.channel.botIn}`,
    (message) => drawMessage(message, hands),
  );
  const first = list.dataset.place !== `${view.me} ${view.channel.id} ${look.thread}`;
  list.dataset.place = `${view.me} ${view.channel.id} ${look.thread}`;
  if (wasAtEnd || first) scrollToEnd(list);
}

function atEnd(list) {
  const { scrollHeight, scrollTop, clientHeight } = list.parentElement;
  return scrollHeight - scrollTop - clientHeight < 80;
}

function scrollToEnd(list) {
  list.parentElement.scrollTop = list.parentElement.scrollHeight;
}

function drawThread({ thread, channel }) {
  const panel = byId('thread');
  panel.hidden = !thread;
  document.body.classList.toggle('shows-thread', Boolean(thread));
  if (!thread) {
    if (look.thread) look.thread = '';
    return;
  }
  byId('thread-place').textContent = channel.label;
  drawList(byId('thread-messages'), thread.messages, true);
}

let threadOpener = null;
function openThread(ts, moveFocus) {
  threadOpener = document.activeElement?.closest('li')?.dataset.ts ?? null;
  awaited.delete(ts);
  goTo({ thread: ts });
  if (moveFocus) whenShown = () => byId('thread-box').focus();
}
let whenShown = null;
function closeThread() {
  goTo({ thread: '' });
  const opener =
    threadOpener && byId('messages').querySelector(`[data-ts="${CSS.escape(threadOpener)}"] button[data-tool]`);
  (opener ?? byId('message-box')).focus();
}

/** The bot answered in the thread of something sent from here: show it, without taking the focus. */
function openAwaited({ messages, thread }) {
  if (whenShown && thread) {
    whenShown();
    whenShown = null;
  }
  const answered = messages.findLast(({ ts, replies }) => awaited.has(ts) && replies > 0);
  if (!answered) return;
  awaited.delete(answered.ts);
  if (byId('thread-box').value.trim() === '' && look.thread !== answered.ts) openThread(answered.ts, false);
}

async function attempt(id) {
  hideDrawers();
  const { channel, ts } = await doing({ do: 'attempt', id }, {});
  if (ts) awaited.add(ts);
  openAwaited(view);
  if (channel && channel !== look.channel) goTo({ channel, thread: '' });
}

byId('new-incident').onclick = () => doing({ do: 'new-incident' });

const showModal = wireModal(byId('modal'), {
  press: (modal, control) => press({ do: 'press-in-modal', view: modal.id }, control),
  submit: async (modal, values) => (await doing({ do: 'submit', view: modal.id, values }, {})).errors,
  close: () => doing({ do: 'close-modal' }),
  home: () => pressedControl() ?? byId('message-box'),
});

/** Where the focus goes back to when a dialog closes, also when the message was drawn anew meanwhile. */
let lastPressed = { list: '', ts: '', action: '' };
const pressedControl = () =>
  lastPressed.ts === ''
    ? null
    : byId(lastPressed.list)
        .querySelector(`[data-ts="${CSS.escape(lastPressed.ts)}"]`)
        ?.querySelector(`[data-action="${CSS.escape(lastPressed.action)}"]`);

function press(where, control) {
  const { block, action, confirm: question } = control.dataset;
  if (question && !window.confirm(question)) return;
  const choice = control.matches('select') ? control.value : undefined;
  control.setAttribute('aria-busy', 'true');
  doing({ ...where, block, action, ...(choice && { choice }) }).finally(() => control.removeAttribute('aria-busy'));
}

for (const list of [byId('messages'), byId('thread-messages')]) {
  const pressed = (event, selector) => {
    const control = event.target.closest(selector);
    const ts = control?.closest('li.message')?.dataset.ts;
    if (!ts) return;
    lastPressed = { list: list.id, ts, action: control.dataset.action };
    press({ do: 'press', channel: view.channel.id, ts }, control);
  };
  list.addEventListener('click', (event) => pressed(event, 'button[data-action]'));
  list.addEventListener('change', (event) => pressed(event, 'select[data-action]'));
}

async function send(text, thread, file) {
  const said = { text, ...(thread && { thread }), ...(file && { file }) };
  const sent = await doing({ do: 'say', channel: view.channel.id, ...said });
  if (sent?.ts && !thread) awaited.add(sent.ts);
  openAwaited(view);
  return sent;
}
wireComposer(byId('composer'), (text, file) => send(text, '', file));
wireComposer(byId('thread-composer'), (text, file) => send(text, look.thread, file));
byId('close-thread').addEventListener('click', closeThread);
byId('invite').addEventListener('click', () => doing({ do: 'invite', channel: view.channel.id }));
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || byId('modal').open) return;
  if (drawerIsOpen()) {
    closeDrawers();
  } else if (!byId('thread').hidden && byId('thread').contains(document.activeElement)) closeThread();
});

byId('message-box').focus();
follow();
