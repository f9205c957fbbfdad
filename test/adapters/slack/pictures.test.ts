import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { neededScopes, usefulScopes } from '../../../adapters/slack/scopes.ts';
import type { Answer, Reply } from '../../../src/reply.ts';
import { type SlackBot, startSlackBot, until } from '../../support/slack-bot.ts';
import { messageOf, slashBody } from '../../support/slack-deliveries.ts';
import { bot as us } from '../../support/slack-web-api.ts';
import { dot, picture, pictureCard } from '../picture-cards.ts';

const card = pictureCard(picture());
const toAll: Reply = { kind: 'card', card, audience: 'room' };
const toAsker: Reply = { kind: 'card', card, audience: 'asker' };
const dialog: Reply = { kind: 'card', card, audience: 'asker', dialog: true };

let core: Answer;
let bot: SlackBot;
beforeEach(async () => {
  core = async () => toAll;
  bot = await startSlackBot((incoming) => core(incoming), { patience: 1_000 });
});
afterEach(async () => {
  expect(bot.slack.faults).toEqual([]);
  await bot.stop();
});

const calls = (method: string) => bot.slack.callsOf(method).map(({ args }) => args);
const said = (args: Record<string, unknown> | undefined) => JSON.stringify(args ?? {});
const image = {
  type: 'image',
  slack_file: { id: 'F0UPLOAD1' },
  alt_text: 'Graph: evil[.]example resolved to 192.0.2[.]1.',
};
const mention = messageOf(`<@${us.user}> details evil.example`);

test('in a room the card stands at once, and its picture comes into it when Slack has worked it up', async () => {
  await bot.event(mention);
  await until(() => calls('chat.update').length === 1);
  expect(said(calls('chat.postMessage')[0])).not.toContain('image');
  expect(said(calls('chat.postMessage')[0])).toContain('192.0.2[.]1');
  await until(() => said(bot.slack.messages[0]).includes('slack_file'));
  expect(bot.slack.messages[0]?.['blocks']).toContainEqual(image);
  expect(calls('chat.update')).toHaveLength(1);
  expect(bot.slack.uploads.get('F0UPLOAD1')?.bytes.equals(dot)).toBe(true);
  expect(calls('files.getUploadURLExternal')).toEqual([{ filename: 'relations.png', length: String(dot.length) }]);
  // Nobody but the bot sees the file before a message shows it.
  expect(calls('files.completeUploadExternal')[0]).toEqual({
    files: [{ id: 'F0UPLOAD1', title: 'Relations of evil[.]example' }],
  });
});

test('what only the asker sees has its picture in the direct messages with him', async () => {
  core = async () => toAsker;
  await bot.form(slashBody('details evil.example', { response_url: bot.slack.responseUrl() }));
  await until(() => calls('chat.postMessage').length === 1);
  expect(said(bot.slack.responses[0])).toContain('The picture of it comes in our direct messages.');
  expect(calls('chat.postMessage')[0]).toMatchObject({ channel: 'U1' });
  expect(calls('chat.postMessage')[0]?.['blocks']).toContainEqual(image);
  expect(calls('chat.postMessage')[0]).not.toHaveProperty('thread_ts');
});

test('a dialog says where its picture comes, and a page that is turned sends it no second time', async () => {
  core = async () => dialog;
  await bot.press('signed');
  await until(() => calls('chat.postMessage').length === 1);
  expect(said(calls('views.open')[0])).toContain('in our direct messages');
  expect(said(calls('views.open')[0])).not.toContain('slack_file');
  expect(calls('chat.postMessage')[0]).toMatchObject({ channel: 'U1' });
  const view = calls('views.open')[0]!['view'] as { private_metadata: string };
  await bot.press('', {
    channel: undefined,
    message: undefined,
    container: { type: 'view', view_id: 'V1' },
    view: { id: 'V1', private_metadata: view.private_metadata },
    actions: [{ type: 'button', action_id: 'page-1', value: '1' }],
  });
  await until(() => calls('views.update').length === 1);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(calls('files.getUploadURLExternal')).toHaveLength(1);
});

test.each([
  ['files.getUploadURLExternal', { body: { ok: false, error: 'missing_scope', needed: 'files:write' } }],
  ['files.completeUploadExternal', { body: { ok: false, error: 'internal_error' } }],
  ['upload', { status: 500 }],
])('when %s fails, the card stands and says so', async (method, answer) => {
  bot.slack.next(method, answer);
  await bot.event(mention);
  await until(() => calls('chat.update').length === 1);
  expect(said(calls('chat.update')[0])).toContain('The picture could not be sent to Slack just now.');
  expect(said(calls('chat.update')[0])).toContain('192.0.2[.]1');
});

test('a message that Slack refuses for its picture is sent without it, and keeps all its lines', async () => {
  bot.slack.next('chat.update', { body: { ok: false, error: 'invalid_blocks' } });
  await bot.event(mention);
  await until(() => calls('chat.update').length === 2);
  expect(said(calls('chat.update')[1])).toContain('Slack did not take the picture.');
  expect(said(calls('chat.update')[1])).toContain('192.0.2[.]1');
});

test('an upload address that is not of Slack gets nothing', async () => {
  let asked = 0;
  const other = createServer((_, response) => {
    asked++;
    response.end('OK');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  bot.slack.next('files.getUploadURLExternal', {
    body: { ok: true, upload_url: `http://127.0.0.1:${port}/upload`, file_id: 'F0UPLOAD9' },
  });
  await bot.event(mention);
  await until(() => calls('chat.update').length === 1);
  expect(said(calls('chat.update')[0])).toContain('could not be sent');
  expect([asked, calls('files.completeUploadExternal')]).toEqual([0, []]);
  await new Promise((resolve) => other.close(resolve));
});

test('without the scope nothing is tried, and the card names it', async () => {
  bot.slack.scopes([...neededScopes, ...usefulScopes].filter((scope) => scope !== 'files:write').join(','));
  await bot.adapter.start((incoming) => core(incoming)).catch(() => {});
  await bot.event(mention);
  await until(() => calls('chat.postMessage').length === 1);
  expect(said(calls('chat.postMessage')[0])).toContain('lacks the Slack scope files:write');
  expect(calls('files.getUploadURLExternal')).toEqual([]);
});

test('where the bot is no member, the card in the room says so, without a picture', async () => {
  bot.slack.channels.set('C1', { is_channel: true, is_member: false });
  await bot.form(slashBody('details evil.example', { response_url: bot.slack.responseUrl() }));
  await until(() => bot.slack.responses.length === 1);
  expect(said(bot.slack.responses[0])).toContain('is shown where I am a member');
});
