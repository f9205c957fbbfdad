import { neededScopes, usefulScopes } from '../../../adapters/slack/scopes.ts';
import { largestFile } from '../../../src/cards/file.ts';
import type { Place } from '../../../src/incoming.ts';
import type { Answer, Reply } from '../../../src/reply.ts';
import { type SlackBot, startSlackBot, until } from '../../support/slack-bot.ts';
import { messageOf, slashBody } from '../../support/slack-deliveries.ts';
import { bot as us } from '../../support/slack-web-api.ts';
import { file, fileCard } from '../file-cards.ts';
import { dot, picture } from '../picture-cards.ts';

const card = fileCard(file());
const toAll: Reply = { kind: 'card', card, audience: 'room' };

let core: Answer;
let bot: SlackBot;
beforeEach(async () => {
  core = async () => toAll;
  bot = await startSlackBot((incoming) => core(incoming), { patience: 1_000 });
});
afterEach(() => bot.stop());

const calls = (method: string) => bot.slack.callsOf(method).map(({ args }) => args);
const said = (what: unknown) => JSON.stringify(what ?? {});
const shares = () => bot.slack.messages.filter((message) => message['subtype'] === 'file_share');
const mention = messageOf(`<@${us.user}> room export csv`);
const inDirect: Place = { platform: 'slack', workspace: 'T1', channel: 'DU1', kind: 'direct', outsiders: false };
const inChannel: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false };

test('the card stands at once and names the file, which comes into its thread, whole and without words', async () => {
  await bot.event(mention);
  await until(() => shares().length === 1);
  expect(said(calls('chat.postMessage')[0])).toContain('incident-room-2026-11-30.csv, 24 bytes');
  const id = 'F0UPLOAD1';
  const { bytes } = file();
  expect(calls('files.getUploadURLExternal')).toEqual([
    { filename: 'incident-room-2026-11-30.csv', length: String(bytes.length) },
  ]);
  expect(bot.slack.uploads.get(id)?.bytes.equals(bytes)).toBe(true);
  expect(calls('files.completeUploadExternal')).toEqual([
    {
      files: [{ id, title: 'incident-room-2026-11-30.csv' }],
      channel_id: 'C1',
      thread_ts: bot.slack.messages[0]!['thread_ts'],
    },
  ]);
  expect(calls('chat.update')).toEqual([]);
});

test('below a card of the channel itself the file begins its thread; in direct messages it stands below', async () => {
  const post = { kind: 'card', card } as const;
  const ref = await bot.adapter.post(inChannel, post, { id: 'k', maybePosted: false });
  expect(shares()[0]).toMatchObject({ channel: 'C1', thread_ts: ref === 'gone' ? '' : ref.id });
  await bot.adapter.post(inDirect, post, { id: 'd', maybePosted: false });
  expect(shares()[1]).toMatchObject({ channel: 'DU1' });
  expect(shares()[1]).not.toHaveProperty('thread_ts');
});

test('what only the asker sees has its file in the direct messages with him, below a card that names it', async () => {
  core = async () => ({ kind: 'card', card, audience: 'asker' });
  await bot.form(slashBody('room export csv', { response_url: bot.slack.responseUrl() }));
  await until(() => shares().length === 1);
  expect(said(bot.slack.responses[0])).toContain('The file comes in our direct messages.');
  expect(calls('chat.postMessage')[0]).toMatchObject({ channel: 'U1' });
  expect(shares()[0]).toMatchObject({ channel: 'DU1' });
});

test('a dialog says where its file comes, and a page that is turned sends it no second time', async () => {
  core = async () => ({ kind: 'card', card, audience: 'asker', dialog: true });
  await bot.press('signed');
  await until(() => shares().length === 1);
  expect(said(calls('views.open')[0])).toContain('in our direct messages');
  const view = calls('views.open')[0]!['view'] as { private_metadata: string };
  await bot.press('', {
    channel: undefined,
    message: undefined,
    container: { type: 'view', view_id: 'V1' },
    view: { id: 'V1', private_metadata: view.private_metadata },
    actions: [{ type: 'button', action_id: 'page-1', value: '1' }],
  });
  await until(() => calls('views.update').length === 1);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(shares()).toHaveLength(1);
});

test('a card with a picture and a file gets both', async () => {
  core = async () => ({ kind: 'card', card: { ...card, parts: [...card.parts, picture()] }, audience: 'room' });
  await bot.event(mention);
  await until(() => shares().length === 1);
  expect(said(bot.slack.messages[0])).toContain('slack_file');
  expect(bot.slack.uploads.get('F0UPLOAD1')?.bytes.equals(dot)).toBe(true);
});

test.each([
  ['files.getUploadURLExternal', { body: { ok: false, error: 'missing_scope', needed: 'files:write' } }, 'files:write'],
  ['files.getUploadURLExternal', { body: { ok: false, error: 'file_uploads_disabled' } }, 'administers'],
  ['files.completeUploadExternal', { body: { ok: false, error: 'internal_error' } }, 'did not say whether'],
  ['files.completeUploadExternal', { body: { ok: false, error: 'invalid_arguments' } }, 'Ask again in a minute.'],
  ['upload', { status: 413 }, 'Ask for less of it.'],
  ['upload', { status: 500 }, 'Ask again in a minute.'],
])('when %s answers %j, the card stands, and below it stands what to do', async (method, answer, words) => {
  bot.slack.next(method, answer);
  await bot.event(mention);
  await until(() => bot.slack.messages.length === 2);
  const [first, second] = bot.slack.messages;
  expect(said(first)).toContain('Exported');
  expect(said(second)).toContain('Not sent: incident-room-2026-11-30.csv.');
  expect(said(second)).toContain(words);
  expect(second!['thread_ts']).toBe(first!['thread_ts']);
});

test.each([
  ['too large', new Uint8Array(largestFile + 1), 'larger than 5.0 MB. Ask for less'],
  ['empty', new Uint8Array(), 'is empty'],
])('a file that is %s is not sent, and the card says why', async (_, bytes, words) => {
  core = async () => ({ kind: 'card', card: fileCard(file({ bytes })), audience: 'room' });
  await bot.event(mention);
  await until(() => bot.slack.messages.length === 1);
  expect(said(bot.slack.messages[0])).toContain(words);
  expect(calls('files.getUploadURLExternal')).toEqual([]);
});

test('without the scope nothing is tried, and the card names it', async () => {
  bot.slack.scopes([...neededScopes, ...usefulScopes].filter((scope) => scope !== 'files:write').join(','));
  await bot.adapter.start((incoming) => core(incoming)).catch(() => {});
  await bot.event(mention);
  await until(() => bot.slack.messages.length === 1);
  expect(said(bot.slack.messages[0])).toContain('lacks the Slack scope files:write');
  expect(calls('files.getUploadURLExternal')).toEqual([]);
});

test('where the bot is no member, the card in the room says how to have the file', async () => {
  bot.slack.channels.set('C1', { is_channel: true, is_member: false });
  await bot.form(slashBody('room export csv', { response_url: bot.slack.responseUrl() }));
  await until(() => bot.slack.responses.length === 1);
  expect(said(bot.slack.responses[0])).toContain('Invite me, and ask again.');
});

describe('after a crash', () => {
  const post = { kind: 'card', card } as const;
  const again = () => bot.adapter.post(inChannel, post, { id: 'k', maybePosted: true });

  test('a file that was shared is not shared again', async () => {
    const ref = await bot.adapter.post(inChannel, post, { id: 'k', maybePosted: false });
    expect(await again()).toEqual(ref);
    expect(shares()).toHaveLength(1);
  });

  test('one that was not shared yet is', async () => {
    bot.slack.next('upload', { status: 500 });
    await bot.adapter.post(inChannel, post, { id: 'k', maybePosted: false });
    expect(shares()).toHaveLength(0);
    await again();
    expect(shares()).toHaveLength(1);
  });

  test('a file whose name Slack keeps back is taken for it', async () => {
    await bot.adapter.post(inChannel, post, { id: 'k', maybePosted: false });
    Object.assign(shares()[0]!, { files: [{ id: 'F0UPLOAD1', file_access: 'check_file_info' }] });
    await again();
    expect(shares()).toHaveLength(1);
  });

  test('a file of the same name below an earlier card of the thread, or of somebody, is not taken for it', async () => {
    const thread = { ...inChannel, thread: '1690000000.000100' };
    await bot.adapter.post(thread, post, { id: 'earlier', maybePosted: false });
    bot.slack.next('upload', { status: 500 });
    await bot.adapter.post(thread, post, { id: 'k', maybePosted: false });
    expect(shares()).toHaveLength(1);
    const { ts } = bot.slack.messages.at(-1) as { ts: string };
    const theirs = { user: 'U1', text: '', files: [{ id: 'F1', name: file().name }] };
    bot.slack.messages.push({ channel: 'C1', thread_ts: thread.thread, ts: (Number(ts) + 0.5).toFixed(6), ...theirs });
    await bot.adapter.post(thread, post, { id: 'k', maybePosted: true });
    expect(shares()).toHaveLength(2);
  });

  test('one of which Slack cannot say it is not shared again, and that is said', async () => {
    await bot.adapter.post(inChannel, post, { id: 'k', maybePosted: false });
    for (let n = 0; n < 3; n++)
      bot.slack.next('conversations.replies', { body: { ok: false, error: 'internal_error' } });
    await again();
    expect(shares()).toHaveLength(1);
    expect(said(bot.slack.messages.at(-1))).toContain('Not sent:');
  });
});
