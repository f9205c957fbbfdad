import { CHANNELS, PEOPLE } from '../../../../demo/playground/sample-workspace.ts';
import { type Handed, type Stage, startPlayground } from '../support/start-playground.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startPlayground();
});
afterEach(() => stage.close());

const soc = CHANNELS['soc-alerts'];
const { analyst, admin } = PEOPLE;
const plain = (text: string) => ({ type: 'plain_text', text });
const modal = (more = {}) => ({ type: 'modal', title: plain('Hello'), blocks: [{ type: 'divider' }], ...more });
const seenBy = (user: string) => stage.playground.messages('soc-alerts', user).map(({ text }) => text);
const withButton = {
  channel: soc,
  text: 'card',
  blocks: [{ type: 'actions', elements: [{ type: 'button', text: plain('Go'), value: 'signed' }] }],
};

test('a command comes as a form, and its acknowledgement is seen by the asker alone', async () => {
  stage.answerWith(() => ({ status: 200, body: 'working on it' }));
  await stage.playground.command('soc-alerts', analyst, 'enrich a <b> & c');
  expect(stage.handed[0]?.body).toMatchObject({
    command: '/xdr',
    text: 'enrich a &lt;b&gt; &amp; c',
    user_id: analyst,
    channel_id: soc,
  });
  expect(seenBy(analyst)).toContain('working on it');
  expect(seenBy(admin)).not.toContain('working on it');
});

test('in a command a mention comes with the id and name of the person, an address as a link', async () => {
  await stage.playground.command('soc-alerts', analyst, 'grant @adam respond, see evil.com');
  expect(stage.handed[0]?.body['text']).toBe(`grant <@${admin}|adam> respond, see <http://evil.com|evil.com>`);
});

test('a response address answers five times, in the room if asked to', async () => {
  await stage.playground.command('soc-alerts', analyst, 'help');
  const url = String(stage.handed[0]?.body['response_url']);
  const answer = (body: object) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  expect((await answer({ text: 'to you' })).status).toBe(200);
  expect((await answer({ text: 'to all', response_type: 'in_channel' })).status).toBe(200);
  expect((await answer({ blocks: [{}] })).status).toBe(400);
  expect(seenBy(admin)).toContain('to all');
  expect(seenBy(admin)).not.toContain('to you');
  for (const _ of [4, 5]) await answer({ text: 'again' });
  expect((await answer({ text: 'too often' })).status).toBe(404);
});

test('Slack itself says so when the bot fails, knows the command no more, or stands in a thread', async () => {
  stage.answerWith(() => ({ status: 500 }));
  await stage.playground.command('soc-alerts', analyst, 'help');
  expect(seenBy(analyst).at(-1)).toBe('/xdr failed with the error "dispatch_failed"');
  await stage.playground.say('soc-alerts', analyst, '/other');
  expect(seenBy(analyst).at(-1)).toBe('/other is not a valid command.');
  const [first] = stage.playground.messages('soc-alerts');
  await stage.playground.say('soc-alerts', analyst, '/xdr help', first?.ts);
  expect(seenBy(analyst).at(-1)).toBe('/xdr is not supported in threads. Sorry!');
});

test('a press carries the button, the message and a trigger that opens one modal', async () => {
  const { ts } = await stage.call('chat.postMessage', withButton);
  const opened: unknown[] = [];
  stage.answerWith(async ({ kind, body }: Handed) => {
    const trigger = { trigger_id: body['trigger_id'], view: modal() };
    if (kind === 'form') opened.push(await stage.call('views.open', trigger), await stage.call('views.open', trigger));
    return { status: 200 };
  });
  await stage.playground.press('soc-alerts', String(ts), analyst, 'Go');
  expect(stage.handed.at(-1)?.body).toMatchObject({
    type: 'block_actions',
    user: { id: analyst },
    channel: { id: soc },
    container: { message_ts: ts, is_ephemeral: false },
    message: { ts, bot_id: 'B0XDRBOT001' },
    actions: [{ type: 'button', value: 'signed', block_id: 'b0', action_id: 'a0' }],
  });
  expect(opened).toMatchObject([
    { ok: true, view: { callback_id: '' } },
    { ok: false, error: 'exchanged_trigger_id' },
  ]);
  expect(stage.playground.modal(analyst)).toMatchObject({ title: 'Hello' });
  expect(stage.playground.modal(admin)).toBeUndefined();
});

test('a modal is changed under its hash only', async () => {
  const { ts } = await stage.call('chat.postMessage', withButton);
  let view: { id: string; hash: string } | undefined;
  stage.answerWith(async ({ kind, body }) => {
    if (kind === 'form')
      view = (await stage.call('views.open', { trigger_id: body['trigger_id'], view: modal() }))['view'] as typeof view;
    return { status: 200 };
  });
  await stage.playground.press('soc-alerts', String(ts), analyst, 'Go');
  const update = (hash: string | undefined, title: string) =>
    stage.call('views.update', { view_id: view?.id, hash, view: modal({ title: plain(title) }) });
  expect(await update('1.old', 'Stale')).toMatchObject({ error: 'hash_conflict' });
  expect(await update(view?.hash, 'Fresh')).toMatchObject({ ok: true });
  expect(stage.playground.modal(analyst)?.title).toBe('Fresh');
});

const input = (name: string, element: object, more = {}) => ({
  type: 'input',
  block_id: name,
  label: plain(name),
  element: { action_id: name, ...element },
  ...more,
});
const form = (more = {}) =>
  modal({
    submit: plain('Send'),
    private_metadata: 'kept',
    callback_id: 'form',
    blocks: [
      input('reason', { type: 'plain_text_input', initial_value: 'as before' }),
      input('note', { type: 'plain_text_input' }, { optional: true }),
      input('hours', {
        type: 'static_select',
        options: ['2', '4'].map((value) => ({ text: plain(value), value })),
        initial_option: { text: plain('2'), value: '2' },
      }),
    ],
    ...more,
  });

/** Opens a modal for the analyst, and another above it if there is one. */
async function openModals(...views: object[]): Promise<void> {
  for (const [at, view] of views.entries()) {
    const { ts } = await stage.call('chat.postMessage', withButton);
    stage.answerWith(async ({ kind, body }) => {
      const method = at === 0 ? 'views.open' : 'views.push';
      if (kind === 'form') await stage.call(method, { trigger_id: body['trigger_id'], view });
      return { status: 200 };
    });
    await stage.playground.press('soc-alerts', String(ts), analyst, 'Go');
  }
}
const acknowledge = (answer: object) =>
  stage.answerWith(() => ({ status: 200, contentType: 'application/json', body: JSON.stringify(answer) }));

test('a form carries what was typed and chosen, and closes when the bot says nothing', async () => {
  await openModals(modal(), form());
  stage.answerWith(() => ({ status: 200 }));
  await stage.playground.submit(analyst, { reason: 'because', hours: '4' });
  expect(stage.handed.at(-1)?.body).toMatchObject({
    type: 'view_submission',
    user: { id: analyst },
    view: {
      callback_id: 'form',
      private_metadata: 'kept',
      state: {
        values: {
          reason: { reason: { type: 'plain_text_input', value: 'because' } },
          note: { note: { type: 'plain_text_input', value: null } },
          hours: { hours: { type: 'static_select', selected_option: { value: '4' } } },
        },
      },
    },
  });
  expect(stage.playground.modal(analyst)?.title).toBe('Hello');
});

test('the answer to a form closes all modals, changes its own, lays one upon it, or names what is wrong', async () => {
  await openModals(modal(), form({ title: plain('Form') }));
  acknowledge({ response_action: 'errors', errors: { reason: 'Say more.' } });
  expect(await stage.playground.submit(analyst, {})).toEqual({ reason: 'Say more.' });
  expect(stage.playground.modal(analyst)?.title).toBe('Form');
  const hashes = [stage.handed.at(-1)?.body['view'] as { hash: string }];
  acknowledge({ response_action: 'update', view: form({ title: plain('Again') }) });
  expect(await stage.playground.submit(analyst, {})).toBeUndefined();
  expect(stage.playground.modal(analyst)?.title).toBe('Again');
  acknowledge({ response_action: 'push', view: form({ title: plain('Above') }) });
  await stage.playground.submit(analyst, {});
  hashes.push(stage.handed.at(-1)?.body['view'] as { hash: string });
  expect(hashes[0]!.hash).not.toBe(hashes[1]!.hash);
  expect(stage.playground.modal(analyst)?.title).toBe('Above');
  acknowledge({ response_action: 'clear' });
  await stage.playground.submit(analyst, {});
  expect(stage.playground.modal(analyst)).toBeUndefined();
});

test('a form that the bot does not acknowledge stays open, and the person is told', async () => {
  await openModals(form());
  stage.answerWith(() => ({ status: 503 }));
  await expect(stage.playground.submit(analyst, {})).rejects.toThrow(
    'The app did not answer. Nothing is lost: try again.',
  );
  expect(stage.playground.modal(analyst)?.title).toBe('Hello');
  acknowledge({ response_action: 'update', view: form({ private_metadata: 'x'.repeat(3001) }) });
  await expect(stage.playground.submit(analyst, {})).rejects.toThrow('invalid_arguments');
});

test('the message shortcut carries the message', async () => {
  const [first] = stage.playground.messages('soc-alerts');
  await stage.playground.shortcut('soc-alerts', first!.ts, analyst);
  expect(stage.handed[0]?.body).toMatchObject({
    type: 'message_action',
    callback_id: 'check_in_xdr',
    channel: { id: soc },
    message: { ts: first?.ts, text: first?.text },
  });
});
