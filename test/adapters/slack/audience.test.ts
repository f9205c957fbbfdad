import type { Place } from '../../../src/incoming.ts';
import { type SlackBot, startSlackBot } from '../../support/slack-bot.ts';

const open = { is_channel: true, is_private: false, is_member: true, name: 'soc' };
const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: true };

let bot: SlackBot;
beforeEach(async () => {
  bot = await startSlackBot();
});
afterEach(() => bot.stop());
const audience = () => bot.adapter.audience!;

test('a public channel is open to the workspace, by its name', async () => {
  bot.slack.channels.set('C2', open);
  expect(await audience().openRoom({ ...place, channel: 'C2' })).toEqual({ circle: 'T1', name: 'soc' });
});

test.each([
  ['private', { is_private: true }],
  ['of which it is not said whether it is private', { is_private: undefined }],
  ['a private group', { is_group: true }],
  ['a direct message', { is_im: true }],
  ['a direct message of several', { is_mpim: true }],
  ['shared with others', { is_ext_shared: true }],
  ['about to be shared with others', { is_pending_ext_shared: true }],
  ['shared within the organisation', { is_org_shared: true }],
  ['shared', { is_shared: true }],
  ['without a name', { name: undefined }],
])('a conversation that is %s is open to nobody', async (_, facts) => {
  bot.slack.channels.set('C2', { ...open, ...facts });
  expect(await audience().openRoom({ ...place, channel: 'C2' })).toBeUndefined();
});

test('a conversation that Slack does not show us is open to nobody, and nobody reads in it', async () => {
  expect(await audience().openRoom({ ...place, channel: 'C404' })).toBeUndefined();
  expect(await audience().circlesOf({ ...place, channel: 'C404' })).toEqual([]);
});

test('who reads where only full members are is of the workspace; with a guest or a shared channel nobody is', async () => {
  bot.slack.channels.set('C1', { ...open, is_private: true });
  expect(await audience().circlesOf(place)).toEqual(['T1']);
  bot.slack.users.set('UGUEST', { id: 'UGUEST', is_restricted: true });
  for (const [channel, facts, members] of [
    ['C2', {}, ['U1', 'UGUEST']],
    ['C3', { is_ext_shared: true }, ['U1']],
    ['C4', { is_org_shared: true }, ['U1']],
  ] as const) {
    bot.slack.channels.set(channel, { ...open, ...facts });
    bot.slack.members.set(channel, [...members]);
    expect(await audience().circlesOf({ ...place, channel })).toEqual([]);
  }
});

test('Slack is asked once in a minute for one channel, also for one that is not there', async () => {
  bot.slack.channels.set('C2', open);
  for (const channel of ['C2', 'C2', 'C404', 'C2', 'C404']) await audience().openRoom({ ...place, channel });
  expect(bot.slack.callsOf('conversations.info')).toHaveLength(2);
});
