import { type SlackBot, silence, startSlackBot, until } from '../../support/slack-bot.ts';
import { messageOf } from '../../support/slack-deliveries.ts';
import { bot as us } from '../../support/slack-web-api.ts';

let bot: SlackBot;
beforeAll(async () => {
  bot = await startSlackBot(async () => silence);
});
afterAll(() => bot.stop());
beforeEach(() => {
  bot.told.length = 0;
});

type Facts = Record<string, unknown>;
const changed = (before: Facts, after: Facts, facts: Facts = {}) => ({
  type: 'message',
  subtype: 'message_changed',
  hidden: true,
  channel: 'C1',
  channel_type: 'channel',
  ts: '1690000009.000900',
  message: messageOf('', after),
  previous_message: messageOf('', before),
  ...facts,
});
const alert = {
  subtype: 'bot_message',
  bot_id: 'B9',
  user: undefined,
  text: 'New alert',
  blocks: [
    { type: 'header', text: { type: 'plain_text', text: 'Beacon' } },
    {
      type: 'section',
      text: { type: 'mrkdwn', text: 'from *198.51.100.7*' },
      fields: [{ type: 'mrkdwn', text: 'host a.example' }],
    },
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'to ' },
            { type: 'link', url: 'http://c2.example/x', text: 'here' },
          ],
        },
      ],
    },
    {
      type: 'actions',
      elements: [{ type: 'button', text: { type: 'plain_text', text: 'Open' }, url: 'https://siem.example' }],
    },
  ],
  attachments: [
    { title: 'Hash', text: 'd41d8cd98f00b204e9800998ecf8427e', fields: [{ title: 'File', value: 'a.exe' }] },
    { from_url: 'https://preview.example', text: 'unfurled' },
  ],
};

test.each<[string, Facts, string]>([
  ['a person in a public channel', messageOf('a'), 'a'],
  ['a private channel', messageOf('a', { channel_type: 'group' }), 'a'],
  ['a group conversation', messageOf('a', { channel_type: 'mpim' }), 'a'],
  ['/me', messageOf('a', { subtype: 'me_message' }), 'a'],
  ['a reply shown in the channel too', messageOf('a', { subtype: 'thread_broadcast', thread_ts: '1.1' }), 'a'],
  [
    'a mention that does not begin the message',
    messageOf(`ask <@${us.user}> later`),
    expect.stringContaining('later') as unknown as string,
  ],
  [
    'a bot that mentions us',
    messageOf(`<@${us.user}> hi`, { bot_id: 'B9' }),
    expect.stringContaining('hi') as unknown as string,
  ],
  [
    'an unfurl beside the text',
    messageOf('see', { attachments: [{ from_url: 'https://x.example', text: 'preview' }] }),
    'see',
  ],
  [
    'a forwarded message',
    messageOf('fyi', { attachments: [{ is_share: true, is_msg_unfurl: true, text: 'bad.example' }] }),
    'fyi\nbad.example',
  ],
])('%s is watched', async (_what, event, text) => {
  expect(await bot.event(event)).toBe(200);
  expect(bot.told).toMatchObject([{ kind: 'message', version: '', text }]);
});

test('an alert of another app is read whole, without its previews and buttons', async () => {
  await bot.event(messageOf('', alert));
  expect(bot.told).toMatchObject([{ kind: 'message', author: { id: 'B9', bot: true } }]);
  const { text } = bot.told[0] as { text: string };
  for (const part of [
    'New alert',
    'Beacon',
    '198.51.100.7',
    'a.example',
    'c2.example/x',
    'd41d8cd98f00b204e9800998ecf8427e',
    'a.exe',
  ]) {
    expect(text).toContain(part);
  }
  expect(text).not.toMatch(/siem\.example|unfurled|preview/);
});

test.each<[string, Facts]>([
  ['our own message', messageOf('a', { user: us.user })],
  ['our own message as a bot', messageOf('a', { subtype: 'bot_message', bot_id: us.bot })],
  ['our own message as an app', messageOf('a', { bot_id: 'B-other', app_id: us.app })],
  ['a join of somebody', messageOf('joined', { subtype: 'channel_join' })],
  ['a topic', messageOf('set the topic', { subtype: 'channel_topic' })],
  ['a count of replies', { ...messageOf(''), subtype: 'message_replied', message: messageOf('a') }],
  [
    'an unfurl added',
    changed({ text: 'a' }, { text: 'a', attachments: [{ from_url: 'https://x.example', text: 'p' }] }),
  ],
  ['a thread counter', changed({ text: 'a' }, { text: 'a', reply_count: 2, thread_ts: '1690000000.000100' })],
  ['an edit of our own', changed({ text: 'a', bot_id: us.bot }, { text: 'b', bot_id: us.bot })],
  [
    'a deletion of our own',
    {
      ...messageOf(''),
      subtype: 'message_deleted',
      deleted_ts: '1.1',
      previous_message: messageOf('x', { bot_id: us.bot }),
    },
  ],
])('%s is not told', async (_what, event) => {
  expect(await bot.event(event)).toBe(200);
  expect(bot.told).toEqual([]);
});

test('an edit of the text is told with its version, the same for each delivery', async () => {
  const edit = changed({ text: 'a' }, { text: 'b', edited: { user: 'U1', ts: '1690000005.000000' } });
  await bot.event(edit);
  await bot.event(edit);
  expect(bot.told).toMatchObject([
    { kind: 'message', text: 'b', version: '1690000005.000000', message: { id: '1690000000.000100' } },
    { version: '1690000005.000000' },
  ]);
});

test('an alert whose attachments change is told as an edit', async () => {
  await bot.event(
    changed({ bot_id: 'B9', attachments: [{ text: 'a' }] }, { bot_id: 'B9', attachments: [{ text: 'b' }] }),
  );
  expect(bot.told).toMatchObject([{ kind: 'message', text: 'b', version: '1690000009.000900' }]);
});

test.each<[string, Facts]>([
  [
    'message_deleted',
    {
      ...messageOf(''),
      ts: '9.9',
      subtype: 'message_deleted',
      deleted_ts: '1690000000.000100',
      previous_message: messageOf('x', { thread_ts: '1680000000.000100' }),
    },
  ],
  [
    'a tombstone',
    changed(
      { text: 'x', thread_ts: '1680000000.000100' },
      { subtype: 'tombstone', user: 'USLACKBOT', text: 'This message was deleted.' },
    ),
  ],
])('%s withdraws the message', async (_what, event) => {
  expect(await bot.event(event)).toBe(200);
  expect(bot.told).toMatchObject([
    { kind: 'withdrawal', message: { id: '1690000000.000100', place: { channel: 'C1', thread: '1680000000.000100' } } },
  ]);
});

test("a reply names its thread, a thread's first message does not", async () => {
  await bot.event(messageOf('a', { thread_ts: '1.1' }));
  await bot.event(messageOf('a', { thread_ts: '1690000000.000100' }));
  expect(bot.told.map((one) => one.kind === 'message' && one.message.place.thread)).toEqual(['1.1', undefined]);
});

test('a snippet beside a command is words of it, read from Slack only', async () => {
  bot.slack.files.set('a.txt', 'in the file: 45.83.10.7');
  const file = (url: string, facts: Facts = {}) => ({
    id: 'F0SNIPPET1',
    mode: 'snippet',
    url_private: url,
    preview: 'only the preview',
    ...facts,
  });
  const share = async (files: Facts[]) => {
    const before = bot.told.length;
    await bot.event(messageOf(`<@${us.user}> look`, { subtype: 'file_share', files }));
    await until(() => bot.told.length > before);
  };
  await share([file(`${bot.slack.url}/files/a.txt`)]);
  await share([file('https://evil.example/files/a.txt')]);
  await share([file('https://slack.com.evil.example/a.txt')]);
  await share([file('http://files.slack.com/a.txt')]);
  await share([file(`${bot.slack.url}/files/a.txt`, { mode: 'hosted' })]);
  expect(bot.told.map((one) => one.kind === 'command' && one.words)).toEqual([
    'look\nin the file: 45.83.10.7',
    'look\nonly the preview',
    'look\nonly the preview',
    'look\nonly the preview',
    'look',
  ]);
});

test('of many large snippets beside a command no more is read than of one', async () => {
  bot.slack.files.set('large.txt', 'x'.repeat(1024 * 1024));
  const files = Array.from({ length: 3 }, () => ({ mode: 'snippet', url_private: `${bot.slack.url}/files/large.txt` }));
  await bot.event(messageOf(`<@${us.user}> look`, { subtype: 'file_share', files }));
  await until(() => bot.told.length > 0);
  const [told] = bot.told;
  expect(told?.kind === 'command' && told.words.length).toBe('look\n'.length + 1024 * 1024);
});

test('what another installation may see is not ours', async () => {
  await bot.event(messageOf('a'), { authorizations: [{ team_id: 'T-other', user_id: 'U9', is_bot: true }] });
  expect(bot.told).toEqual([]);
});

test('the bot being added is told as a join, others being added as a change of who may read', async () => {
  await bot.event({ type: 'member_joined_channel', user: 'U1', channel: 'C1', event_ts: '5.5' });
  await bot.event({ type: 'member_joined_channel', user: us.user, channel: 'C1', event_ts: '5.6' });
  expect(bot.told).toMatchObject([
    { kind: 'room', became: 'others' },
    { kind: 'join', key: 'join:C1:5.6', place: { channel: 'C1' } },
  ]);
});

test('a message of nearly a megabyte is told', async () => {
  await bot.event(messageOf('x '.repeat(450_000)));
  expect(bot.told).toHaveLength(1);
});

test('a body over a mebibyte is refused unread', async () => {
  expect(await bot.event(messageOf('x'.repeat(1_100_000))).catch(() => 413)).toBe(413);
  await until(() => bot.told.length === 0);
});
