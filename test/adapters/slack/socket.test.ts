import type { Answer } from '../../../src/reply.ts';
import { type SlackBot, silence, startSlackBot, until } from '../../support/slack-bot.ts';
import { eventBody, messageOf, pressBody, slashBody } from '../../support/slack-deliveries.ts';
import { bot as us } from '../../support/slack-web-api.ts';

let core: Answer;
let bot: SlackBot;
beforeEach(async () => {
  core = async () => silence;
  bot = await startSlackBot((incoming) => core(incoming), { appToken: 'xapp-test', signingSecret: undefined });
});
afterEach(() => bot.stop());

const peer = () => bot.slack.sockets.at(-1)!;
const acknowledged = (id: string) => () => peer().received.some((answer) => answer['envelope_id'] === id);

test('the app token opens the connection and the bot token does the rest', () => {
  expect(bot.slack.callsOf('apps.connections.open').map(({ token }) => token)).toEqual(['xapp-test']);
  expect(bot.slack.callsOf('auth.test').map(({ token }) => token)).toEqual(['xoxb-test']);
});

test('events, commands and presses are taken from envelopes and acknowledged', async () => {
  peer().send({ type: 'events_api', envelope_id: 'E1', payload: eventBody(messageOf('see 45.83.10.7')) });
  peer().send({ type: 'slash_commands', envelope_id: 'E2', payload: slashBody('help') });
  peer().send({ type: 'interactive', envelope_id: 'E3', payload: pressBody('signed') });
  await until(() => bot.told.length === 3);
  for (const id of ['E1', 'E2', 'E3']) await until(acknowledged(id));
  expect(bot.told.map(({ kind }) => kind).sort()).toEqual(['command', 'message', 'press']);
});

test('malformed envelopes do no harm', async () => {
  for (const nonsense of [
    '{',
    'null',
    '5',
    '{"type":"events_api","payload":null}',
    '{"type":"events_api","payload":{"event":{}}}',
    '{"type":"interactive","envelope_id":"N1","payload":null}',
  ]) {
    peer().send(nonsense);
  }
  peer().send({ type: 'events_api', envelope_id: 'E4', payload: eventBody(messageOf('still here')) });
  await until(acknowledged('E4'));
  expect(acknowledged('N1')()).toBe(false);
});

test('a lost connection comes back, also when Slack has no address for a while', async () => {
  bot.slack.next('apps.connections.open', { body: { ok: false, error: 'internal_error' } });
  bot.slack.next('apps.connections.open', { hang: true });
  peer().destroy();
  await until(() => bot.adapter.state().state === 'degraded');
  await until(() => bot.slack.sockets.length === 2 && bot.adapter.state().state === 'ok');
  peer().send({ type: 'events_api', envelope_id: 'E5', payload: eventBody(messageOf('back', { user: 'U1' })) });
  await until(acknowledged('E5'));
});

test('while it is not connected it says that it hears nothing', async () => {
  expect(bot.adapter.state()).toEqual({ state: 'ok' });
  peer().destroy();
  await until(() => bot.adapter.state().state === 'degraded');
  expect(bot.adapter.state()).toMatchObject({ hears: false });
  await until(() => bot.adapter.state().state === 'ok');
  expect(bot.adapter.state()).not.toHaveProperty('hears');
});

test('Slack asks to reconnect and the bot does', async () => {
  peer().send({ type: 'disconnect', reason: 'refresh_requested' });
  await until(() => bot.slack.sockets.length === 2 && bot.adapter.state().state === 'ok');
});

test('our own messages are not told', async () => {
  peer().send({ type: 'events_api', envelope_id: 'E6', payload: eventBody(messageOf('mine', { user: us.user })) });
  await until(acknowledged('E6'));
  expect(bot.told).toEqual([]);
});

test('stopping waits for what is being stored, and takes nothing new', async () => {
  let store = () => {};
  core = () =>
    new Promise((resolve) => {
      store = () => resolve(silence);
    });
  peer().send({ type: 'events_api', envelope_id: 'E7', payload: eventBody(messageOf('first')) });
  await until(() => bot.told.length === 1);
  const stopping = bot.adapter.stop();
  peer().send({ type: 'events_api', envelope_id: 'E8', payload: eventBody(messageOf('second')) });
  await new Promise((resolve) => setTimeout(resolve, 50));
  store();
  await stopping;
  expect(bot.told).toHaveLength(1);
  expect(peer().received.map((answer) => answer['envelope_id'])).toEqual(['E7']);
});
