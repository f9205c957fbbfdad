import { text } from '../../../src/cards/card.ts';
import { notice } from '../../../src/cards/notice.ts';
import { Failure } from '../../../src/failure.ts';
import type { IncomingMark } from '../../../src/incoming.ts';
import type { Reply } from '../../../src/reply.ts';
import { type SlackBot, silence, startSlackBot, until } from '../../support/slack-bot.ts';
import { bot as us } from '../../support/slack-web-api.ts';

const ts = '1690000000.000100';
const reply = '1690000005.000500';
const card = notice({
  tone: 'refused',
  word: 'No',
  sentence: 'not so.',
  todo: [text('Try again.')],
  simulated: false,
  data: { kind: 'refusal', why: 'not-now' },
});
let bot: SlackBot;
let core: (incoming: unknown) => Promise<Reply>;
beforeAll(async () => {
  bot = await startSlackBot((incoming) => core(incoming));
  bot.slack.users.set('U2', { id: 'U2', profile: { display_name: 'Bob' } });
  bot.slack.users.set('UGUEST', { id: 'UGUEST', is_restricted: true });
  bot.slack.channels.set('C2', { is_channel: true, is_member: true, is_ext_shared: true });
  bot.slack.messages.push(
    {
      channel: 'C1',
      ts,
      user: 'U2',
      text: 'beacon at &lt;b&gt; <https://a.example/x|a.example>',
      thread_ts: ts,
      reply_count: 1,
    },
    { channel: 'C1', ts: reply, user: 'U2', text: 'and here', thread_ts: ts },
    {
      channel: 'C1',
      ts: '1690000006.000600',
      user: us.user,
      bot_id: us.bot,
      text: 'Malicious 45.83.10[.]7',
      blocks: [{ type: 'context', elements: [{ type: 'plain_text', text: 'Malicious 45.83.10[.]7' }] }],
    },
    { channel: 'C2', ts, user: 'U2', text: 'shared' },
  );
});
afterAll(() => bot.stop());
beforeEach(() => {
  core = async () => silence;
  bot.told.length = 0;
  bot.slack.calls.length = 0;
  bot.slack.responses.length = 0;
});

/** As Slack sends it. https://docs.slack.dev/reference/events/reaction_added */
const reacted = (facts: Record<string, unknown> = {}, item: Record<string, unknown> = {}) => ({
  type: 'reaction_added',
  user: 'U1',
  reaction: 'memo',
  item_user: 'U2',
  item: { type: 'message', channel: 'C1', ts, ...item },
  event_ts: '1690000010.000100',
  ...facts,
});
/** https://docs.slack.dev/reference/events/pin_added */
const pinned = (facts: Record<string, unknown> = {}) => ({
  type: 'pin_added',
  user: 'U1',
  channel_id: 'C1',
  item: {
    type: 'message',
    created: 1690000010,
    created_by: 'U1',
    channel: 'C1',
    message: {
      type: 'message',
      user: 'U2',
      text: 'as it was when it was pinned',
      ts,
      permalink: 'https://made-up.slack.com/x',
      pinned_to: ['C1'],
    },
  },
  item_user: 'U2',
  pin_count: '1',
  pinned_info: { channel: 'C1', pinned_by: 'U1', pinned_ts: 1690000010 },
  event_ts: '1690000010.000200',
  has_pins: true,
  ...facts,
});
/** https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
const shortcut = (facts: Record<string, unknown> = {}) => ({
  type: 'message_action',
  token: 'not-used',
  callback_id: 'add_to_incident',
  trigger_id: 'trigger-add',
  response_url: bot.slack.responseUrl('add'),
  team: { id: us.team, domain: 'made-up' },
  channel: { id: 'C1', name: 'ir-42' },
  user: { id: 'U1', name: 'ana' },
  message_ts: ts,
  message: { type: 'message', user: 'U2', ts, text: 'as the menu shows it' },
  ...facts,
});
const send = (payload: object) => bot.form({ payload: JSON.stringify(payload) });
const marks = () => bot.told.filter((one): one is IncomingMark => one.kind === 'mark');

test('a reaction is a mark of the message as it is now, read by one call', async () => {
  expect(await bot.event(reacted())).toBe(200);
  expect(marks()).toEqual([
    {
      kind: 'mark',
      key: `reaction:C1:${ts}:U1:1690000010.000100`,
      message: {
        place: { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false },
        id: ts,
      },
      how: 'reaction',
      person: { platform: 'slack', workspace: 'T1', id: 'U1', standing: 'member', groups: [] },
      text: 'beacon at <b>  https://a.example/x a.example ',
      author: { id: 'U2', name: 'Bob' },
      saidAt: 1690000000000,
      permalink: 'https://made-up.slack.com/archives/C1/p1690000000000100',
    },
  ]);
  const [call, ...more] = bot.slack.calls.filter(({ method }) => /history|replies/.test(method));
  expect(call).toMatchObject({
    method: 'conversations.history',
    args: { channel: 'C1', latest: ts, oldest: ts, inclusive: true, limit: '1' },
  });
  expect(more).toEqual([]);
});

test('a reply is found in its thread', async () => {
  expect(await bot.event(reacted({}, { ts: reply }))).toBe(200);
  expect(marks()).toMatchObject([
    {
      message: { place: { thread: ts }, id: reply },
      text: 'and here',
      permalink: `https://made-up.slack.com/archives/C1/p1690000005000500?thread_ts=${ts}&cid=C1`,
    },
  ]);
});

test('of a card of ours the words are marked, once', async () => {
  await bot.event(reacted({ item_user: us.user }, { ts: '1690000006.000600' }));
  expect(marks()).toMatchObject([{ text: 'Malicious 45.83.10[.]7', author: { id: us.user } }]);
});

test('a pinned message is a mark, of its words as they are now', async () => {
  expect(await bot.event(pinned())).toBe(200);
  expect(marks()).toMatchObject([
    { how: 'pin', text: 'beacon at <b>  https://a.example/x a.example ', person: { id: 'U1' } },
  ]);
});

test.each<[string, Record<string, unknown>]>([
  ['our own reaction', reacted({ user: us.user })],
  ['another reaction', reacted({ reaction: 'white_check_mark' })],
  ['a reaction on a file', reacted({}, { type: 'file', ts: undefined, channel: undefined, file: 'F1' })],
  ['our own pin', pinned({ user: us.user })],
  ['a pinned file', pinned({ item: { type: 'file', file: { id: 'F1' } } })],
  ['a message that is gone', reacted({}, { ts: '1600000000.000100' })],
  ['a reaction that was taken away', { ...reacted(), type: 'reaction_removed' }],
])('%s is none', async (_, event) => {
  expect(await bot.event(event)).toBe(200);
  expect(bot.told).toEqual([]);
  expect(bot.slack.callsOf('reactions.add')).toEqual([]);
});

test.each<[string, Record<string, unknown>]>([
  ['a guest', reacted({ user: 'UGUEST' })],
  ['somebody unknown', reacted({ user: 'UNOBODY' })],
  ['a room with outsiders', reacted({}, { channel: 'C2' })],
])('of %s no message is read', async (_, event) => {
  expect(await bot.event(event)).toBe(200);
  expect(bot.told).toEqual([]);
  expect(bot.slack.callsOf('conversations.history')).toEqual([]);
});

test.each([
  ['a reaction', () => bot.event(reacted())],
  ['a pin', () => bot.event(pinned())],
  ['the shortcut', () => send(shortcut())],
])('%s that is not stored is not acknowledged', async (_, deliver) => {
  core = async () => {
    throw new Failure('store-unavailable', 'away');
  };
  expect(await deliver()).toBe(503);
});

test('a reaction whose message cannot be read just now is not acknowledged', async () => {
  for (let at = 0; at < 3; at++) bot.slack.next('conversations.history', { status: 500, body: {} });
  expect(await bot.event(reacted())).toBe(503);
  expect(bot.told).toEqual([]);
});

test('one that may not be read is passed over', async () => {
  bot.slack.next('conversations.history', { body: { ok: false, error: 'missing_scope' } });
  expect(await bot.event(reacted())).toBe(200);
  expect(bot.told).toEqual([]);
});

test('what is wrong is told to who reacted, alone', async () => {
  core = async () => ({ kind: 'card', card, audience: 'asker', dialog: true });
  await bot.event(reacted());
  await until(() => bot.slack.callsOf('chat.postEphemeral').length > 0);
  expect(bot.slack.callsOf('chat.postEphemeral')[0]?.args).toMatchObject({
    channel: 'C1',
    user: 'U1',
    text: 'No: not so.\nTry again.',
  });
  expect(bot.slack.callsOf('chat.postMessage')).toEqual([]);
});

test('the shortcut brings the message along, and its answer is for the person alone', async () => {
  core = async () => ({ kind: 'card', card, audience: 'asker', dialog: true });
  expect(await send(shortcut())).toBe(200);
  expect(marks()).toMatchObject([
    { how: 'action', text: 'as the menu shows it', author: { id: 'U2', name: 'Bob' }, message: { id: ts } },
  ]);
  expect(bot.slack.callsOf('conversations.history')).toEqual([]);
  await until(() => bot.slack.responses.length > 0);
  expect(bot.slack.responses[0]).toMatchObject({ response_type: 'ephemeral', text: 'No: not so.\nTry again.' });
});

test.each([
  ['a reaction without an item', () => bot.event({ type: 'reaction_added', user: 'U1', reaction: 'memo' })],
  ['a pin without a channel', () => bot.event({ type: 'pin_added', user: 'U1' })],
  ['a shortcut without a message', () => send(shortcut({ message: undefined }))],
])('%s is nonsense', async (_, deliver) => {
  expect(await deliver()).toBe(400);
  expect(bot.told).toEqual([]);
});

describe('a receipt', () => {
  const place = {
    platform: 'slack',
    workspace: 'T1',
    channel: 'C1',
    kind: 'channel',
    outsiders: false,
    thread: ts,
  } as const;
  const post = () =>
    bot.adapter.post(
      place,
      { kind: 'receipt', on: ts, orElse: card },
      { id: 'noted', maybePosted: false, urgent: true },
    );

  test('is a reaction, also when it stands there already', async () => {
    expect(await post()).toEqual({ place, id: ts });
    bot.slack.next('reactions.add', { body: { ok: false, error: 'already_reacted' } });
    expect(await post()).toEqual({ place, id: ts });
    expect(bot.slack.callsOf('reactions.add')[0]?.args).toMatchObject({
      channel: 'C1',
      timestamp: ts,
      name: 'white_check_mark',
    });
    expect(bot.slack.callsOf('chat.postMessage')).toEqual([]);
  });

  test('is a card in the thread where Slack takes no reaction', async () => {
    bot.slack.next('reactions.add', { body: { ok: false, error: 'missing_scope' } });
    await post();
    expect(bot.slack.callsOf('chat.postMessage')[0]?.args).toMatchObject({ channel: 'C1', thread_ts: ts });
  });

  test('is tried again later when Slack is away', async () => {
    bot.slack.next('reactions.add', { status: 503, body: {} });
    await expect(post()).rejects.toMatchObject({ kind: 'platform-unavailable' });
  });
});
