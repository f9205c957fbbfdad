import { createEmulator, type Emulator } from 'emulate';
import type { Adapter } from '../../../adapters/adapter.ts';
import { createSlackAdapter } from '../../../adapters/slack/index.ts';
import type { Card } from '../../../src/cards/card.ts';
import type { Place } from '../../../src/incoming.ts';
import { silentLog } from '../../../src/log.ts';
import { signPress, silence } from '../../support/slack-bot.ts';

/** An independent Slack (npm `emulate`): what the adapter posts is read back through somebody else's Web API. */
let slack: Emulator;
let adapter: Adapter;
let channel: string;
let root: string;
const token = 'xoxb-test-token';

const ask = async (method: string, args: Record<string, string>): Promise<Record<string, unknown>> => {
  const response = await fetch(`${slack.url}/api/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(args).toString(),
  });
  return (await response.json()) as Record<string, unknown>;
};
type Message = { ts: string; text: string; thread_ts?: string; blocks?: unknown[] };
const thread = async () => (await ask('conversations.replies', { channel, ts: root }))['messages'] as Message[];

const card = (words: string): Card => ({
  headline: words,
  simulated: true,
  parts: [{ part: 'heading', tone: 'malicious', word: 'Malicious', spans: [{ span: 'value', text: words }] }],
});
const post = (words: string) => ({ kind: 'card', card: card(words) }) as const;
const place = (): Place => ({
  platform: 'slack',
  workspace: 'T1',
  channel,
  kind: 'channel',
  outsiders: true,
  thread: root,
});

beforeAll(async () => {
  slack = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        team: { name: 'Ops', domain: 'ops' },
        users: [{ name: 'alice', real_name: 'Alice A', email: 'alice@example.com' }],
        channels: [{ name: 'incidents' }],
        oauth_apps: [
          {
            app_id: 'A1',
            client_id: '1.2',
            client_secret: 's',
            name: 'Ops',
            redirect_uris: ['http://127.0.0.1:1/x'],
            scopes: 'chat:write',
            bot_name: 'opsbot',
            bot_id: 'B0BOT',
            bot_user_id: 'U0BOT',
          },
        ],
        tokens: [
          {
            token,
            type: 'bot',
            user_id: 'U0BOT',
            bot_id: 'B0BOT',
            bot_user_id: 'U0BOT',
            app_id: 'A1',
            scopes: ['chat:write', 'channels:read', 'channels:history', 'users:read', 'reactions:write'],
          },
        ],
        strict_scopes: true,
      },
    },
  });
  const channels = (await ask('conversations.list', {}))['channels'] as { id: string; name: string }[];
  channel = channels.find(({ name }) => name === 'incidents')!.id;
  root = (await ask('chat.postMessage', { channel, text: 'see 45.83.10.7' }))['ts'] as string;
  adapter = createSlackAdapter({
    botToken: token,
    signingSecret: 's',
    apiUrl: `${slack.url}/api/`,
    route: () => {},
    groups: [],
    signPress,
    log: silentLog,
  });
  await adapter.start(async () => silence);
});
afterAll(async () => {
  await adapter.stop();
  await slack.close();
});

test('a card is posted in its thread, changed and taken away', async () => {
  const ref = await adapter.post(place(), post('45.83.10[.]7'), { id: 'k1', maybePosted: false });
  if (ref === 'gone') throw new Error('not posted');
  expect((await thread()).at(-1)).toMatchObject({
    ts: ref.id,
    thread_ts: root,
    text: expect.stringContaining('45.83.10[.]7'),
  });
  await adapter.update(ref, card('45.83.10[.]8'));
  expect((await thread()).at(-1)?.text).toContain('45.83.10[.]8');
  await adapter.remove(ref);
  expect((await thread()).map(({ ts }) => ts)).toEqual([root]);
  await adapter.remove(ref);
});

test('a sign is a reaction on the message', async () => {
  await adapter.post(place(), { kind: 'sign', sign: 'unknown', on: root }, { id: 'k2', maybePosted: false });
  expect(JSON.stringify(await thread())).toContain('grey_question');
});

test('a channel that is not there is told', async () => {
  await expect(
    adapter.post({ ...place(), channel: 'C-none' }, post('x'), { id: 'k3', maybePosted: false }),
  ).rejects.toMatchObject({ kind: 'place-gone' });
});
