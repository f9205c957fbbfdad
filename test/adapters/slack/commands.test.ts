import type { Card } from '../../../src/cards/card.ts';
import { Failure } from '../../../src/failure.ts';
import type { IncomingCommand } from '../../../src/incoming.ts';
import type { Answer, Reply } from '../../../src/reply.ts';
import { type SlackBot, silence, startSlackBot, until } from '../../support/slack-bot.ts';
import { messageOf, slashBody } from '../../support/slack-deliveries.ts';
import { bot as us } from '../../support/slack-web-api.ts';

const card: Card = {
  headline: 'Answer',
  simulated: false,
  parts: [{ part: 'text', spans: [{ span: 'text', text: 'Answer' }] }],
};
const toAll: Reply = { kind: 'card', card, audience: 'room' };
const toAsker: Reply = { kind: 'card', card, audience: 'asker' };
const patience = 1_000;
/** Longer than the adapter waits before it says "Looking …". */
const slowly =
  (reply: Reply): Answer =>
  () =>
    new Promise((resolve) => setTimeout(() => resolve(reply), 1.5 * patience));

let core: Answer;
let bot: SlackBot;
beforeEach(async () => {
  core = async () => toAll;
  bot = await startSlackBot((incoming) => core(incoming), { groups: ['S1', 'S2'], patience });
});
afterEach(() => bot.stop());

const command = () => bot.told[0] as IncomingCommand;
const posted = (method: string) => bot.slack.callsOf(method).map(({ args }) => args);
const mention = `<@${us.user}>`;

test('a mention that begins a message is a command, answered in its thread', async () => {
  await bot.event(messageOf(`${mention} enrich hxxp://a[.]example`));
  await until(() => posted('chat.postMessage').length === 1);
  expect(command()).toMatchObject({
    kind: 'command',
    from: 'mention',
    words: 'enrich hxxp://a[.]example',
    botIsMember: true,
  });
  expect(posted('chat.postMessage')[0]).toMatchObject({ channel: 'C1', thread_ts: '1690000000.000100' });
});

test('a mention and its message have one key', async () => {
  await bot.event(messageOf(`${mention} help`));
  await bot.event({ ...messageOf(`${mention} help`), type: 'app_mention', channel_type: undefined });
  await until(() => bot.told.length === 2);
  const [one, other] = bot.told as IncomingCommand[];
  expect(one!.key).toBe(other!.key);
  expect(one).toEqual(other);
});

test('a direct message is a command', async () => {
  bot.slack.channels.set('D1', { is_im: true, user: 'U1' });
  await bot.event(messageOf('enrich 1.2.3.4', { channel: 'D1', channel_type: 'im' }));
  await until(() => posted('chat.postMessage').length === 1);
  expect(command()).toMatchObject({
    from: 'direct',
    words: 'enrich 1.2.3.4',
    place: { kind: 'direct', outsiders: false },
  });
  expect(posted('chat.postMessage')[0]!['thread_ts']).toBeUndefined();
});

test('the answer to a slash command is for the asker alone when the core says so', async () => {
  core = async () => toAsker;
  await bot.form(slashBody('status', { response_url: bot.slack.responseUrl() }));
  await until(() => bot.slack.responses.length === 1);
  expect(bot.slack.responses[0]).toMatchObject({ response_type: 'ephemeral', replace_original: false });
  expect(posted('chat.postMessage')).toEqual([]);
});

test('where the bot is no member it answers through the response address', async () => {
  await bot.form(slashBody('enrich 1.2.3.4', { channel_id: 'C-foreign', response_url: bot.slack.responseUrl() }));
  await until(() => bot.slack.responses.length === 1);
  expect(command()).toMatchObject({ botIsMember: false, place: { outsiders: true } });
  expect(bot.slack.responses[0]).toMatchObject({ response_type: 'in_channel' });
});

test('an expired response address is made up for where the bot is a member', async () => {
  core = async () => toAsker;
  bot.slack.next('response_url', { status: 404, body: 'expired_url' });
  await bot.form(slashBody('status', { response_url: bot.slack.responseUrl() }));
  await until(() => posted('chat.postEphemeral').length === 1);
  expect(posted('chat.postEphemeral')[0]).toMatchObject({ channel: 'C1', user: 'U1' });
});

test('a response address elsewhere is never called', async () => {
  core = async () => toAsker;
  await bot.form(slashBody('status', { response_url: 'http://127.0.0.1:1/response/x' }));
  await until(() => posted('chat.postEphemeral').length === 1);
  expect(bot.slack.responses).toEqual([]);
});

test('a slow public answer is announced and then put in the same message', async () => {
  core = slowly(toAll);
  await bot.form(slashBody('enrich 1.2.3.4', { response_url: bot.slack.responseUrl() }));
  await until(() => bot.told.length === 1);
  await until(() => posted('chat.update').length === 1);
  expect(posted('chat.postMessage').map(({ text }) => text)).toEqual(['Looking …']);
  expect(bot.slack.messages).toMatchObject([{ text: expect.stringContaining('Answer') }]);
});

test('a slow private answer is announced to the asker alone', async () => {
  core = slowly(toAsker);
  await bot.form(slashBody('enrich 1.2.3.4 --private', { response_url: bot.slack.responseUrl() }));
  await until(() => bot.told.length === 1);
  await until(() => bot.slack.responses.length === 2);
  expect(bot.slack.responses.map(({ text }) => text)).toEqual(['Looking …', expect.stringContaining('Answer')]);
  expect(posted('chat.postMessage')).toEqual([]);
});

test('an announcement is taken back when there is nothing to say or only to the asker', async () => {
  core = slowly(toAsker);
  await bot.event(messageOf(`${mention} secrets`));
  await until(() => bot.told.length === 1);
  await until(() => posted('chat.postEphemeral').length === 1);
  expect(posted('chat.postMessage')).toHaveLength(1);
  expect(bot.slack.messages).toEqual([]);
});

test('a command that the core could not take is answered, not lost in silence', async () => {
  core = async () => {
    throw new Error('boom');
  };
  await bot.form(slashBody('enrich x', { response_url: bot.slack.responseUrl() }));
  await until(() => bot.slack.responses.length === 1);
  expect(bot.slack.responses[0]).toMatchObject({
    response_type: 'ephemeral',
    text: expect.stringContaining('Try again'),
  });
});

test('silence says nothing', async () => {
  core = async () => silence;
  await bot.form(slashBody('enrich x', { response_url: bot.slack.responseUrl() }));
  await until(() => bot.told.length === 1);
  await bot.adapter.stop();
  expect([bot.slack.responses, posted('chat.postMessage')]).toEqual([[], []]);
});

test('the shortcut checks the text of a message privately', async () => {
  await bot.form({
    payload: JSON.stringify({
      type: 'message_action',
      callback_id: 'check_in_xdr',
      trigger_id: 't1',
      response_url: bot.slack.responseUrl(),
      team: { id: us.team },
      user: { id: 'U1' },
      channel: { id: 'C1', name: 'general' },
      message: messageOf('see <http://bad.example|bad.example> &amp; more'),
    }),
  });
  await until(() => bot.told.length === 1);
  expect(command()).toMatchObject({
    from: 'shortcut',
    words: 'enrich --private see bad.example & more',
    key: 'shortcut:t1',
  });
});

test.each<[string, Record<string, unknown>, string]>([
  ['a full member', {}, 'member'],
  ['a guest', { is_restricted: true }, 'guest'],
  ['a single-channel guest', { is_ultra_restricted: true }, 'guest'],
  ['somebody of another workspace', { team_id: 'T-other' }, 'stranger'],
  ['a stranger', { is_stranger: true }, 'stranger'],
  ['a bot', { is_bot: true }, 'bot'],
  ['somebody who left', { deleted: true }, 'stranger'],
])('%s has that standing', async (_who, facts, standing) => {
  bot.slack.users.set('U1', { id: 'U1', ...facts });
  await bot.form(slashBody('help'));
  await until(() => bot.told.length === 1);
  expect(command().person).toMatchObject({ id: 'U1', standing, groups: [] });
});

test('whoever cannot be looked up is a stranger', async () => {
  await bot.form(slashBody('help', { user_id: 'U-nobody' }));
  await until(() => bot.told.length === 1);
  expect(command().person.standing).toBe('stranger');
});

test.each<[string, Record<string, unknown>, string | undefined]>([
  ['the name that he shows', { real_name: 'Ana Reyes', profile: { display_name: 'ana' } }, 'ana'],
  ['his real name', { real_name: 'Ana Reyes', profile: { display_name: '' } }, 'Ana Reyes'],
  ['his real name, wherever it stands', { profile: { real_name: 'Ana Reyes' } }, 'Ana Reyes'],
  ['no name', {}, undefined],
])('a person has %s', async (_what, facts, name) => {
  bot.slack.users.set('U1', { id: 'U1', ...facts });
  await bot.form(slashBody('help'));
  await until(() => bot.told.length === 1);
  expect(command().person.name).toBe(name);
});

test('who somebody is now is asked anew, and what Slack says then is remembered', async () => {
  bot.slack.usergroups.set('S1', ['U1']);
  await bot.form(slashBody('help'));
  await until(() => bot.told.length === 1);
  expect(command().person).toMatchObject({ standing: 'member', groups: ['S1'] });
  bot.slack.usergroups.set('S1', []);
  const { place } = command();
  expect(await bot.adapter.personNow('U1', place)).toMatchObject({ standing: 'member', groups: [] });
  bot.slack.users.set('U1', { id: 'U1', is_restricted: true, profile: { display_name: 'ana' } });
  const now = { platform: 'slack', workspace: us.team, id: 'U1', standing: 'guest', groups: [], name: 'ana' };
  expect(await bot.adapter.personNow('U1', place)).toEqual(now);
  const asked = posted('users.info').length;
  await bot.form(slashBody('help'));
  await until(() => bot.told.length === 2);
  expect((bot.told[1] as IncomingCommand).person).toEqual(now);
  expect(posted('users.info')).toHaveLength(asked);
});

test('whoever cannot be looked up now is a stranger of no group, also when he was known before', async () => {
  bot.slack.usergroups.set('S1', ['U1']);
  await bot.form(slashBody('help'));
  await until(() => bot.told.length === 1);
  bot.slack.next('users.info', { body: { ok: false, error: 'user_not_found' } });
  for (const _ of ['S1', 'S2'])
    bot.slack.next('usergroups.users.list', { body: { ok: false, error: 'missing_scope' } });
  expect(await bot.adapter.personNow('U1', command().place)).toEqual({
    platform: 'slack',
    workspace: us.team,
    id: 'U1',
    standing: 'stranger',
    groups: [],
  });
});

test.each<[string, string[]]>([
  ['grant <@U2|ana> respond', ['U2']],
  ['grant <@U2> and <@W3|bo>, not <@U2>', ['U2', 'W3']],
  [`grant <@${us.user}|xdr> <@U2|ana>`, ['U2']],
  ['grant &lt;@U2&gt; @ana <!subteam^S1|@soc> <#C1|general> <!here>', []],
])('the people whom a slash command mentions are told: %s', async (text, mentioned) => {
  await bot.form(slashBody(text));
  await until(() => bot.told.length === 1);
  expect(command().mentioned).toEqual(mentioned);
});

test('the people whom a message to the bot mentions are told, without the bot', async () => {
  bot.slack.channels.set('D1', { is_im: true, user: 'U1' });
  await bot.event(messageOf(`${mention} revoke <@U2> of <@U3>, ${mention}`));
  await until(() => bot.told.length === 1);
  await bot.event(messageOf('grant <@U4> respond', { channel: 'D1', channel_type: 'im', ts: '1690000001.000100' }));
  await until(() => bot.told.length === 2);
  const [one, other] = bot.told as IncomingCommand[];
  expect([one!.mentioned, other!.mentioned]).toEqual([['U2', 'U3'], ['U4']]);
  expect(one!.words.replace(/\s+/g, ' ')).toBe('revoke of ,');
});

test('user groups of the settings are known, and asked for once', async () => {
  bot.slack.usergroups.set('S2', ['U1']);
  for (let times = 0; times < 3; times++) await bot.form(slashBody('help'));
  await until(() => bot.told.length === 3);
  expect(command().person.groups).toEqual(['S2']);
  expect(posted('usergroups.users.list').length).toBe(2);
  expect(posted('users.info').length).toBe(1);
});

test.each<[string, Record<string, unknown>, string[], boolean]>([
  ['full members only', {}, ['U1', us.user], false],
  ['a guest', {}, ['U1', 'U-guest'], true],
  ['people of another company', { is_ext_shared: true }, ['U1'], true],
  ['an invitation to another company', { is_pending_ext_shared: true }, ['U1'], true],
  ['more members than are looked through', {}, Array.from({ length: 100 }, () => 'U1'), true],
])('a channel with %s', async (_what, facts, members, outsiders) => {
  bot.slack.users.set('U-guest', { id: 'U-guest', is_restricted: true });
  bot.slack.users.set(us.user, { id: us.user, is_bot: true });
  bot.slack.channels.set('C1', { is_member: true, ...facts });
  bot.slack.members.set('C1', members);
  await bot.form(slashBody('help'));
  await until(() => bot.told.length === 1);
  expect(command().place.outsiders).toBe(outsiders);
});

test('whether people from outside may read is asked of Slack, however long it takes; when it does not say, nobody guesses', async () => {
  const place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false } as const;
  bot.slack.users.set('U-guest', { id: 'U-guest', is_restricted: true });
  bot.slack.users.set(us.user, { id: us.user, is_bot: true });
  bot.slack.channels.set('C1', { is_member: true });
  bot.slack.members.set('C1', ['U1', us.user]);
  bot.slack.next('conversations.members', { delay: 2_000 });
  expect((await bot.adapter.placeNow(place)).outsiders).toBe(false);
  bot.slack.channels.set('C2', { is_member: true });
  bot.slack.members.set('C2', ['U1', 'U-guest']);
  expect((await bot.adapter.placeNow({ ...place, channel: 'C2' })).outsiders).toBe(true);
  bot.slack.channels.set('C3', { is_member: true });
  bot.slack.next('conversations.info', { body: { ok: false, error: 'channel_not_found' } });
  await expect(bot.adapter.placeNow({ ...place, channel: 'C3' })).rejects.toBeInstanceOf(Failure);
});

test('a channel whose members come on more than one page counts as one with outsiders', async () => {
  bot.slack.channels.set('C1', { is_member: true });
  const page = { ok: true, members: ['U1'], response_metadata: { next_cursor: 'more' } };
  bot.slack.next('conversations.members', { body: page });
  await bot.form(slashBody('help'));
  await until(() => bot.told.length === 1);
  expect(command().place.outsiders).toBe(true);
});

test('a mention proves membership where the conversation cannot be looked up', async () => {
  await bot.event(messageOf(`${mention} help`, { channel: 'G-unreadable', channel_type: 'group' }));
  await until(() => posted('chat.postMessage').length === 1);
  expect(command()).toMatchObject({ botIsMember: true, place: { kind: 'channel', outsiders: true } });
});

test('a bot that was removed meanwhile still answers through the response address', async () => {
  bot.slack.next('chat.postMessage', { body: { ok: false, error: 'not_in_channel' } });
  await bot.form(slashBody('enrich 1.2.3.4', { response_url: bot.slack.responseUrl() }));
  await until(() => bot.slack.responses.length === 1);
  expect(bot.slack.responses[0]).toMatchObject({ response_type: 'in_channel' });
});

test('members that Slack is slow to tell count as outsiders for now', async () => {
  bot.slack.next('conversations.members', { delay: 3_000 });
  await bot.form(slashBody('help'));
  await until(() => bot.told.length === 1);
  expect(command()).toMatchObject({ botIsMember: true, place: { outsiders: true } });
});
