import fc from 'fast-check';
import type { Card } from '../../../src/cards/card.ts';
import { Failure } from '../../../src/failure.ts';
import type { Answer } from '../../../src/reply.ts';
import { type SlackBot, silence, startSlackBot, until } from '../../support/slack-bot.ts';
import { messageOf, signed, slashBody } from '../../support/slack-deliveries.ts';

const card: Card = {
  headline: 'Malicious: 45.83.10[.]7',
  simulated: true,
  parts: [{ part: 'heading', tone: 'malicious', word: 'Malicious', spans: [{ span: 'value', text: '45.83.10[.]7' }] }],
};

let core: Answer = async () => silence;
let bot: SlackBot;
beforeAll(async () => {
  bot = await startSlackBot((incoming) => core(incoming));
});
afterAll(() => bot.stop());
beforeEach(() => {
  core = async () => silence;
  bot.told.length = 0;
  bot.slack.calls.length = 0;
  bot.slack.responses.length = 0;
});

test('a message becomes a value and is acknowledged', async () => {
  expect(await bot.event(messageOf('see 45.83.10.7'))).toBe(200);
  expect(bot.told).toEqual([
    {
      kind: 'message',
      message: {
        place: { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: true },
        id: '1690000000.000100',
      },
      version: '',
      text: 'see 45.83.10.7',
      author: { id: 'U1', bot: false },
    },
  ]);
});

test('what cannot be stored is not acknowledged', async () => {
  core = async () => {
    throw new Failure('store-unavailable', 'down');
  };
  expect(await bot.event(messageOf('see 45.83.10.7'))).toBe(503);
  expect(
    await bot.event({ type: 'message', subtype: 'message_deleted', channel: 'C1', ts: '2', deleted_ts: '1' }),
  ).toBe(503);
});

test('what Slack says it did not deliver is told to the core, and only then acknowledged', async () => {
  const notice = (minute: unknown) => {
    const body = JSON.stringify({ type: 'app_rate_limited', team_id: 'T1', minute_rate_limited: minute });
    return bot.post(body, 'application/json');
  };
  expect((await notice(1_690_000_020)).status).toBe(200);
  expect(bot.told).toEqual([{ kind: 'gap', platform: 'slack', from: 1_690_000_020_000, until: 1_690_000_080_000 }]);
  expect((await notice('soon')).status).toBe(400);
  core = async () => {
    throw new Failure('store-unavailable', 'no database');
  };
  expect((await notice(1_690_000_080)).status).toBe(503);
});

test('the acknowledgement waits for the store', async () => {
  let store = () => {};
  core = () =>
    new Promise((resolve) => {
      store = () => resolve(silence);
    });
  let acknowledged = false;
  const delivery = bot.event(messageOf('see 45.83.10.7')).then(() => {
    acknowledged = true;
  });
  await until(() => bot.told.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(acknowledged).toBe(false);
  store();
  await delivery;
});

test('a slash command is acknowledged before it is worked and answered in the channel', async () => {
  let finish = () => {};
  core = () =>
    new Promise((resolve) => {
      finish = () => resolve({ kind: 'card', card, audience: 'room' });
    });
  expect(await bot.form(slashBody('enrich 45.83.10.7'))).toBe(200);
  await until(() => bot.told.length === 1);
  expect(bot.slack.callsOf('chat.postMessage')).toEqual([]);
  finish();
  await until(() => bot.slack.callsOf('chat.postMessage').length === 1);
  expect(bot.slack.callsOf('chat.postMessage')[0]!.args).toMatchObject({
    channel: 'C1',
    unfurl_links: false,
    unfurl_media: false,
  });
});

test.each([
  ['null', 'application/json'],
  ['[]', 'application/json'],
  ['"x"', 'application/json'],
  ['{"type":"event_callback"}', 'application/json'],
  ['{"type":"event_callback","event":null}', 'application/json'],
  ['{"type":"event_callback","event":{"type":"message"}}', 'application/json'],
  ['{"type":"event_callback","event":{"type":"message","ts":1,"channel":{}}}', 'application/json'],
  [
    '{"type":"event_callback","authorizations":[null],"event":{"type":"message","ts":"1","channel":"C1"}}',
    'application/json',
  ],
  [
    '{"type":"event_callback","event":{"type":"message","item":"x","ts":"1","channel":"C1"},"authorizations":5}',
    'application/json',
  ],
  ['{', 'application/json'],
  ['payload=null', 'application/x-www-form-urlencoded'],
  ['payload=%7B', 'application/x-www-form-urlencoded'],
  ['payload=%7B%22type%22%3A%22block_actions%22%7D', 'application/x-www-form-urlencoded'],
  [
    'payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A%5B%5D%2C%22user%22%3A1%7D',
    'application/x-www-form-urlencoded',
  ],
  ['command=%2Fxdr', 'application/x-www-form-urlencoded'],
  ['a=b', 'application/x-www-form-urlencoded'],
  ['<x/>', 'text/xml'],
])('signed nonsense %s is a bad request', async (body, type) => {
  expect((await bot.post(body, type)).status).toBe(400);
  expect(bot.told).toEqual([]);
});

test('the handshake is answered, with a charset in the content type too', async () => {
  const response = await bot.post('{"type":"url_verification","challenge":"abc"}', 'application/json; charset=UTF-8');
  expect([response.status, await response.text()]).toEqual([200, 'abc']);
});

const now = () => Math.floor(Date.now() / 1000);
test.each([
  ['a wrong secret', () => signed('{}', 'application/json', now(), 'other')],
  ['another body', () => signed('{ }', 'application/json')],
  ['an old timestamp', () => signed('{}', 'application/json', now() - 301)],
  ['a future timestamp', () => signed('{}', 'application/json', now() + 302)],
  ['no timestamp', () => ({ 'x-slack-request-timestamp': '' })],
  ['a timestamp that is no number', () => ({ 'x-slack-request-timestamp': '1e3' })],
  ['no signature', () => ({ 'x-slack-signature': '' })],
  [
    'another version',
    () => ({ 'x-slack-signature': signed('{}', 'application/json')['x-slack-signature'].replace('v0', 'v1') }),
  ],
])('%s is refused with a bare 401', async (_what, headers) => {
  const response = await bot.post('{}', 'application/json', headers());
  expect([response.status, await response.text()]).toEqual([401, '']);
});

const fuzzed = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 0, -1, '', 'C1', 'U1', '1.1', '<@U0BOT> help', '\u0000'),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('fields'),
  ),
  fields: fc.dictionary(
    fc.constantFrom(
      'type',
      'subtype',
      'text',
      'user',
      'channel',
      'channel_type',
      'ts',
      'thread_ts',
      'message',
      'previous_message',
      'deleted_ts',
      'files',
      'blocks',
      'attachments',
      'elements',
      'bot_id',
      'edited',
      'item',
      'actions',
      'view',
      'container',
      '__proto__',
    ),
    tie('value'),
    { maxKeys: 8 },
  ),
}));

test('no signed body brings the bot down', async () => {
  const type = fc.constantFrom(
    'message',
    'app_mention',
    'member_joined_channel',
    'block_actions',
    'message_action',
    'view_submission',
  );
  await fc.assert(
    fc.asyncProperty(type, fuzzed.fields, fuzzed.fields, async (kind, fields, event) => {
      const status = await bot.event({ ...(event as object), type: kind }, fields as Record<string, unknown>);
      expect([200, 400]).toContain(status);
      const payload = JSON.stringify({ ...(fields as object), type: kind });
      expect([200, 400]).toContain(await bot.form({ payload }));
    }),
    { numRuns: 150 },
  );
  expect(await bot.event(messageOf('still here'))).toBe(200);
});
