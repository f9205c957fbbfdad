import { createSlackAdapter, type SlackAdapterParts } from '../../../adapters/slack/index.ts';
import { neededScopes, usefulScopes } from '../../../adapters/slack/scopes.ts';
import { silentLog } from '../../../src/log.ts';
import { signPress, silence } from '../../support/slack-bot.ts';
import { type FakeSlack, startFakeSlack } from '../../support/slack-web-api.ts';

let slack: FakeSlack;
beforeEach(async () => {
  slack = await startFakeSlack();
});
afterEach(() => slack.close());

const start = async (parts: Partial<SlackAdapterParts> = {}) => {
  const adapter = createSlackAdapter({
    botToken: 'xoxb-secret',
    signingSecret: 's',
    apiUrl: slack.apiUrl,
    route: () => {},
    groups: [],
    signPress,
    log: silentLog,
    ...parts,
  });
  await adapter.start(async () => silence);
  return adapter;
};
const all = [...neededScopes, ...usefulScopes];

test('a wrong bot token is a clear failure without the token', async () => {
  slack.next('auth.test', { body: { ok: false, error: 'invalid_auth' } });
  const failure = await start().catch((error: unknown) => error);
  expect(failure).toMatchObject({ kind: 'platform-refused', message: expect.stringContaining('SLACK_BOT_TOKEN') });
  expect(JSON.stringify([failure, String(failure)])).not.toContain('xoxb-secret');
});

test('missing scopes are named', async () => {
  slack.scopes(all.filter((scope) => !['chat:write', 'users:read'].includes(scope)).join(','));
  await expect(start()).rejects.toMatchObject({
    kind: 'platform-refused',
    message: expect.stringContaining('chat:write, users:read'),
  });
});

test('scopes that one can do without leave the bot degraded, by name', async () => {
  slack.scopes(neededScopes.join(','));
  const adapter = await start();
  expect(adapter.state()).toEqual({ state: 'degraded', reason: expect.stringContaining('reactions:write') });
});

test('all scopes are well', async () => {
  slack.scopes(all.join(','));
  expect((await start()).state()).toEqual({ state: 'ok' });
});

test('a Slack that cannot be reached is told', async () => {
  await expect(start({ apiUrl: 'http://127.0.0.1:1/api/' })).rejects.toMatchObject({
    kind: 'platform-unavailable',
    message: expect.stringContaining('reached'),
  });
});

test.each([
  ['invalid_auth', 'platform-refused'],
  ['not_allowed_token_type', 'platform-refused'],
  ['internal_error', 'platform-unavailable'],
])('an app token refused with %s is a clear failure', async (error, kind) => {
  slack.next('apps.connections.open', { body: { ok: false, error } });
  await expect(start({ appToken: 'xapp-secret' })).rejects.toMatchObject({
    kind,
    message: expect.stringContaining('SLACK_APP_TOKEN'),
  });
});

test('without a way in it does not start', async () => {
  await expect(start({ signingSecret: undefined })).rejects.toMatchObject({
    message: expect.stringContaining('SLACK_SIGNING_SECRET'),
  });
});
