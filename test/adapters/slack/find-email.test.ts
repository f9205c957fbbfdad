import { createSlackAdapter } from '../../../adapters/slack/index.ts';
import type { Adapter } from '../../../src/adapter.ts';
import { createListener } from '../../../src/listener.ts';
import { type Log, silentLog } from '../../../src/log.ts';
import { signPress } from '../../support/slack-bot.ts';
import { type FakeSlack, startFakeSlack } from '../../support/slack-web-api.ts';

const place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false } as const;
const everyScope =
  'app_mentions:read,channels:history,channels:read,chat:write,commands,users:read,users:read.email,files:read,files:write';

let slack: FakeSlack;
let adapter: Adapter;
let logged = '';
const keep = (facts: unknown, what: string) => {
  logged += `${JSON.stringify(facts)} ${what}\n`;
};
const log: Log = { debug: keep, info: keep, warn: keep, error: keep };
/** A person as `users.info` tells it (https://docs.slack.dev/reference/methods/users.info). */
const person = (id: string, email: string | undefined, facts: Record<string, unknown> = {}) =>
  slack.users.set(id, {
    id,
    team_id: 'T1',
    name: id.toLowerCase(),
    deleted: false,
    is_bot: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_email_confirmed: true,
    profile: { real_name: id, display_name: '', team: 'T1', ...(email ? { email } : {}) },
    ...facts,
  });

const open = async (scopes: string | undefined = everyScope): Promise<void> => {
  slack = await startFakeSlack();
  slack.scopes(scopes);
  adapter = createSlackAdapter({
    botToken: 'xoxb-test',
    signingSecret: 's',
    apiUrl: slack.apiUrl,
    route: createListener({ log: silentLog }).route,
    groups: [],
    signPress,
    log,
  });
  await adapter.start(async () => ({ kind: 'silence', reason: 'stored' }));
};
afterEach(async () => {
  await adapter.stop();
  await slack.close();
});

test('a full member has his address, asked for each time', async () => {
  await open();
  person('UANNA', ' Anna@Example.com ');
  expect(await adapter.emailOf('UANNA', place)).toEqual({ email: 'Anna@Example.com' });
  person('UANNA', 'new@example.com');
  expect(await adapter.emailOf('UANNA', place)).toEqual({ email: 'new@example.com' });
  expect(slack.callsOf('users.info')).toHaveLength(2);
});

test.each<[string, string | undefined, Record<string, unknown>, 'member' | 'address']>([
  ['a guest', 'g@example.com', { is_restricted: true }, 'member'],
  ['a guest of one channel', 'g@example.com', { is_ultra_restricted: true }, 'member'],
  ['somebody of another organisation', 'g@example.com', { team_id: 'T9', is_stranger: true }, 'member'],
  ['a bot', 'g@example.com', { is_bot: true }, 'member'],
  ['who has left', 'g@example.com', { deleted: true }, 'member'],
  ['who hides it', undefined, {}, 'address'],
  ['who has not confirmed it', 'g@example.com', { is_email_confirmed: false }, 'address'],
])('%s has none that counts, in either direction', async (_, email, facts, lacks) => {
  await open();
  person('UGUS', email, facts);
  expect(await adapter.emailOf('UGUS', place)).toEqual({ lacks });
  expect(await adapter.memberWith('g@example.com', place)).toBeUndefined();
});

test('nobody has none; when Slack does not answer it is a failure', async () => {
  await open();
  expect(await adapter.emailOf('UNOBODY', place)).toEqual({ lacks: 'member' });
  expect(await adapter.memberWith('nobody@example.com', place)).toBeUndefined();
  for (let tries = 0; tries < 3; tries++) {
    slack.next('users.info', { status: 500 });
    slack.next('users.lookupByEmail', { status: 500 });
  }
  await expect(adapter.emailOf('UNOBODY', place)).rejects.toMatchObject({ kind: 'platform-unavailable' });
  await expect(adapter.memberWith('a@example.com', place)).rejects.toMatchObject({ kind: 'platform-unavailable' });
});

test('who has an address is found by it', async () => {
  await open();
  person('UANNA', 'anna@example.com');
  expect(await adapter.memberWith('anna@example.com', place)).toBe('UANNA');
  expect(slack.callsOf('users.lookupByEmail').map(({ args }) => args)).toEqual([{ email: 'anna@example.com' }]);
});

test('without the scope nobody is asked for, and its name is told', async () => {
  await open(everyScope.replace('users:read.email,', ''));
  person('UANNA', 'anna@example.com');
  expect(await adapter.emailOf('UANNA', place)).toEqual({ lacks: 'permission', permission: 'users:read.email' });
  expect(await adapter.memberWith('anna@example.com', place)).toBeUndefined();
  expect(slack.calls.filter(({ method }) => method.startsWith('users.'))).toEqual([]);
  expect(adapter.state().reason).toContain('users:read.email');
});

test('no address stands in the log', () => {
  expect(logged).toContain('slack scopes missing');
  expect(logged).not.toMatch(/@example/);
});
