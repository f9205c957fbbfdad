import { CHANNELS, PEOPLE } from '../../../../demo/playground/sample-workspace.ts';
import { rateLimited } from '../../../../demo/playground/slack/faults.ts';
import { type Stage, startPlayground, TOKEN } from '../support/start-playground.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startPlayground();
});
afterEach(() => stage.close());

const soc = CHANNELS['soc-alerts'];

test('auth.test tells who the bot is, and its scopes in a header', async () => {
  const response = await fetch(`${stage.playground.apiUrl()}auth.test`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect(await response.json()).toMatchObject({ ok: true, user_id: PEOPLE.bot, team_id: stage.playground.team });
  expect(response.headers.get('x-oauth-scopes')).toContain('chat:write');
});

test.each([
  ['no token', 'auth.test', {}, '', 'not_authed'],
  ['a wrong token', 'auth.test', {}, 'xoxb-other', 'invalid_auth'],
  ['an unknown method', 'chat.shout', {}, TOKEN, 'unknown_method'],
  ['an unknown channel', 'chat.postMessage', { channel: 'C0NOWHERE', text: 'x' }, TOKEN, 'channel_not_found'],
  ['a channel without the bot', 'chat.postMessage', { channel: CHANNELS.general, text: 'x' }, TOKEN, 'not_in_channel'],
  ['nothing to say', 'chat.postMessage', { channel: soc }, TOKEN, 'no_text'],
  ['40,001 characters', 'chat.postMessage', { channel: soc, text: 'x'.repeat(40_001) }, TOKEN, 'msg_too_long'],
  ['bad blocks', 'chat.postMessage', { channel: soc, blocks: [{}] }, TOKEN, 'invalid_blocks'],
  ['blocks that are no JSON', 'chat.postMessage', { channel: soc, blocks: '[{' }, TOKEN, 'invalid_blocks_format'],
  [
    'metadata without a type',
    'chat.postMessage',
    { channel: soc, text: 'x', metadata: {} },
    TOKEN,
    'invalid_metadata_schema',
  ],
  ['a vanished message', 'chat.update', { channel: soc, ts: '1.000001', text: 'x' }, TOKEN, 'message_not_found'],
  ['a vanished message', 'chat.delete', { channel: soc, ts: '1.000001' }, TOKEN, 'message_not_found'],
  ['a vanished thread', 'conversations.replies', { channel: soc, ts: '1.000001' }, TOKEN, 'thread_not_found'],
  [
    'somebody outside',
    'chat.postEphemeral',
    { channel: soc, user: PEOPLE.guest, text: 'x' },
    TOKEN,
    'user_not_in_channel',
  ],
  [
    'history of a channel without the bot',
    'conversations.history',
    { channel: CHANNELS.general },
    TOKEN,
    'not_in_channel',
  ],
  ['an unknown person', 'users.info', { user: 'U0NOBODY' }, TOKEN, 'user_not_found'],
  ['an unknown group', 'usergroups.users.list', { usergroup: 'S0NONE' }, TOKEN, 'no_such_subteam'],
  [
    'a made-up trigger',
    'views.open',
    {
      trigger_id: 'x',
      view: { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [{ type: 'divider' }] },
    },
    TOKEN,
    'invalid_trigger_id',
  ],
  ['a scope that the manifest does not name', 'team.info', {}, TOKEN, 'missing_scope'],
  ['Socket Mode', 'apps.connections.open', {}, TOKEN, 'not_allowed_token_type'],
])('%s: %s is refused', async (_, method, args, token, error) => {
  expect(await stage.call(method, args, token)).toMatchObject({ ok: false, error });
});

test('a post can be changed, marked, read back with its metadata, and deleted', async () => {
  const metadata = { event_type: 'card', event_payload: { id: 'k1' } };
  const { ts } = await stage.call('chat.postMessage', { channel: soc, text: 'one', metadata });
  await stage.call('chat.update', { channel: soc, ts, text: 'two' });
  expect(await stage.call('reactions.add', { channel: soc, timestamp: ts, name: 'eyes' })).toEqual({ ok: true });
  expect(await stage.call('reactions.add', { channel: soc, timestamp: ts, name: 'eyes' })).toMatchObject({
    error: 'already_reacted',
  });
  const history = { channel: soc, limit: 1, include_all_metadata: true };
  expect(await stage.call('conversations.history', history)).toMatchObject({
    has_more: true,
    messages: [{ text: 'two', metadata, edited: {}, bot_id: 'B0XDRBOT001', reactions: [{ name: 'eyes', count: 1 }] }],
  });
  expect(await stage.call('chat.delete', { channel: soc, ts })).toMatchObject({ ok: true });
  expect(await stage.call('conversations.history', history)).not.toMatchObject({ messages: [{ ts }] });
});

test('a message is pinned once, and unpinned once', async () => {
  const { ts: timestamp } = await stage.call('chat.postMessage', { channel: soc, text: 'card' });
  const pin = (method: string) => stage.call(method, { channel: soc, timestamp });
  expect(await pin('pins.add')).toEqual({ ok: true });
  expect(await pin('pins.add')).toMatchObject({ error: 'already_pinned' });
  expect(await pin('pins.remove')).toEqual({ ok: true });
  expect(await pin('pins.remove')).toMatchObject({ error: 'no_pin' });
});

test('a channel is made once under a name, and people are invited to it', async () => {
  const made = await stage.call('conversations.create', { name: 'ir-1', is_private: true });
  expect(made).toMatchObject({ ok: true, channel: { name: 'ir-1', is_member: true, is_private: true } });
  expect(await stage.call('conversations.create', { name: 'ir-1', is_private: true })).toMatchObject({
    error: 'name_taken',
  });
  const channel = (made['channel'] as { id: string }).id;
  expect(await stage.call('conversations.invite', { channel, users: 'UNOBODY' })).toMatchObject({
    error: 'user_not_found',
  });
});

test('forms are understood like JSON', async () => {
  const response = await fetch(`${stage.playground.apiUrl()}chat.postMessage`, {
    method: 'POST',
    body: new URLSearchParams({ token: TOKEN, channel: soc, blocks: JSON.stringify([{ type: 'divider' }]) }),
  });
  expect(await response.json()).toMatchObject({ ok: true, message: { blocks: [{ type: 'divider' }] } });
});

test("nobody else's message can be changed", async () => {
  const [first] = stage.playground.messages('soc-alerts');
  expect(await stage.call('chat.update', { channel: soc, ts: first?.ts, text: 'x' })).toMatchObject({
    error: 'cant_update_message',
  });
  expect(await stage.call('chat.delete', { channel: soc, ts: first?.ts })).toMatchObject({
    error: 'cant_delete_message',
  });
});

test('a post to a thread whose first message vanished lands in the channel', async () => {
  const message = await stage.playground.say('soc-alerts', PEOPLE.analyst, 'soon gone');
  await stage.playground.remove('soc-alerts', message!.ts, PEOPLE.analyst);
  const posted = await stage.call('chat.postMessage', { channel: soc, text: 'late', thread_ts: message?.ts });
  expect(posted).toMatchObject({ ok: true });
  expect(posted['message']).not.toHaveProperty('thread_ts');
});

test('faults that were set come once each', async () => {
  stage.playground.faults.next('chat.postMessage', rateLimited(7));
  const send = () =>
    fetch(`${stage.playground.apiUrl()}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: soc, text: 'x' }),
    });
  const limited = await send();
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
  expect((await send()).status).toBe(200);
});

test('people differ by standing, and a person stands for the conversation with him', async () => {
  const info = async (user: string) => (await stage.call('users.info', { user }))['user'];
  expect(await info(PEOPLE.analyst)).toMatchObject({
    is_bot: false,
    is_restricted: false,
    team_id: stage.playground.team,
  });
  expect(await info(PEOPLE.guest)).toMatchObject({ is_restricted: true });
  expect(await info(PEOPLE.stranger)).toMatchObject({ team_id: 'T0ELSEWHERE' });
  expect(await info(PEOPLE.alertBot)).toMatchObject({ is_bot: true });
  const { channel } = await stage.call('chat.postMessage', { channel: PEOPLE.guest, text: 'x' });
  expect(await stage.call('conversations.info', { channel })).toMatchObject({
    channel: { is_im: true, user: PEOPLE.guest },
  });
});

test('a long paste becomes a snippet that only the token opens', async () => {
  const typed = 'evil.com\n'.repeat(2000);
  await stage.playground.say('soc-alerts', PEOPLE.analyst, typed);
  await stage.playground.idle();
  const [event] = stage.events('message');
  const [file] = event!['files'] as { id: string; url_private_download: string }[];
  expect(event).toMatchObject({ subtype: 'file_share', text: '' });
  const get = (token: string) => fetch(file!.url_private_download, { headers: { authorization: `Bearer ${token}` } });
  expect(await (await get(TOKEN)).text()).toBe(typed.trim());
  expect(await (await get('xoxb-other')).text()).toContain('Sign in');
  expect(await stage.call('files.info', { file: file?.id })).toMatchObject({ ok: true, content: typed.trim() });
});

test('a file that is posted is there for who has the token, byte for byte', async () => {
  const bytes = Buffer.from([0x4d, 0x5a, 0, 255, 10]);
  await stage.playground.say('soc-alerts', PEOPLE.analyst, 'look', undefined, { name: 'a.exe', bytes });
  await stage.playground.idle();
  const [event] = stage.events('message');
  const [file] = event!['files'] as { id: string; url_private_download: string }[];
  expect(event).toMatchObject({ subtype: 'file_share', text: 'look' });
  expect(file).toMatchObject({ name: 'a.exe', mode: 'hosted', size: 5, is_external: false });
  expect(JSON.stringify(file)).not.toContain('preview');
  const get = (token: string) => fetch(file!.url_private_download, { headers: { authorization: `Bearer ${token}` } });
  expect(Buffer.from(await (await get(TOKEN)).arrayBuffer())).toEqual(bytes);
  expect(await (await get('xoxb-other')).text()).toContain('Sign in');
  expect(await stage.call('files.info', { file: file?.id })).toMatchObject({ file: { mode: 'hosted', size: 5 } });
});

test('a fault can last, for one method or for all, until it is taken off', async () => {
  const { faults } = stage.playground;
  const post = () => stage.call('chat.postMessage', { channel: soc, text: 'x' });
  const stopPosts = faults.always('chat.postMessage', rateLimited(1));
  for (const _ of [1, 2]) expect(await post()).toMatchObject({ error: 'ratelimited' });
  expect(await stage.call('auth.test')).toMatchObject({ ok: true });
  stopPosts();
  expect(await post()).toMatchObject({ ok: true });
  const stopAll = faults.always('*', { kind: 'error', status: 503, error: 'service_unavailable' });
  expect(await stage.call('auth.test')).toMatchObject({ error: 'service_unavailable' });
  stopAll();
  expect(await stage.call('auth.test')).toMatchObject({ ok: true });
});

test('a call can hang until its caller gives up, and an answer can be lost behind the work', async () => {
  const { faults } = stage.playground;
  const send = (text: string) =>
    fetch(`${stage.playground.apiUrl()}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: soc, text }),
      signal: AbortSignal.timeout(300),
    });
  faults.next('chat.postMessage', { kind: 'hang' });
  await expect(send('hung')).rejects.toThrow();
  faults.next('chat.postMessage', { kind: 'lost' });
  await expect(send('lost')).rejects.toThrow();
  const said = stage.playground.messages('soc-alerts').map(({ text }) => text);
  expect(said).toContain('lost');
  expect(said).not.toContain('hung');
});

test('history goes from the newest back, a thread from the oldest on, both in pages between two times', async () => {
  const root = await stage.playground.say('soc-alerts', PEOPLE.analyst, 'root');
  for (const text of ['one', 'two', 'three']) await stage.playground.say('soc-alerts', PEOPLE.analyst, text, root?.ts);
  await stage.playground.say('soc-alerts', PEOPLE.analyst, 'after');
  const texts = (answer: Record<string, unknown>) => (answer['messages'] as { text: string }[]).map(({ text }) => text);
  const history = await stage.call('conversations.history', { channel: soc, oldest: root?.ts, inclusive: true });
  expect(texts(history)).toEqual(['after', 'root']);
  const asked = { channel: soc, ts: root?.ts, limit: 2, oldest: root?.ts };
  const first = await stage.call('conversations.replies', asked);
  expect(texts(first)).toEqual(['one', 'two']);
  const { next_cursor: cursor } = first['response_metadata'] as { next_cursor: string };
  expect(texts(await stage.call('conversations.replies', { ...asked, cursor }))).toEqual(['three']);
  expect(texts(await stage.call('conversations.history', { channel: soc, latest: root?.ts }))).not.toContain('root');
});
