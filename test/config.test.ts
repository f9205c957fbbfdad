import { readConfig, tellProblems } from '../src/config.ts';

const xdr = { XDR_CLIENT_ID: 'client-1', XDR_CLIENT_PASSWORD: 'a made-up password' };
const slack = { SLACK_BOT_TOKEN: 'xoxb-made-up', SLACK_SIGNING_SECRET: 'a made-up secret' };
const problemsOf = (environment: Record<string, string>, options = {}) => {
  const read = readConfig(environment, options);
  return 'problems' in read ? read.problems.map((one) => one.setting) : [];
};
const configOf = (environment: Record<string, string>, options = {}) => {
  const read = readConfig(environment, options);
  if ('problems' in read) throw new Error(tellProblems(read.problems));
  return read.config;
};

test('nothing configured at all is demo mode', () => {
  expect(configOf({})).toMatchObject({
    demo: true,
    slack: undefined,
    watch: { mode: 'quiet', urls: 'path', email: 'domain' },
  });
});

test('an empty value counts as not set', () => {
  expect(configOf({ SLACK_BOT_TOKEN: '', XDR_REGION: '' })).toMatchObject({ demo: true, xdr: { region: 'us' } });
});

test('Slack without XDR credentials is an error, not demo mode', () => {
  expect(problemsOf(slack)).toEqual(['XDR_CLIENT_ID', 'XDR_CLIENT_PASSWORD']);
});

test('XDR without a platform is told so', () => {
  expect(problemsOf(xdr)).toEqual(['SLACK_BOT_TOKEN']);
});

const guid = '00000000-0000-4000-8000-000000000001';
const teams = { MicrosoftAppId: guid, MicrosoftAppPassword: 'a made-up secret', MicrosoftAppTenantId: guid };
const framework = Object.fromEntries(
  [
    'ToChannelFromBotLoginUrl',
    'ToBotFromChannelOpenIdMetadataUrl',
    'ToBotFromEmulatorOpenIdMetadataUrl',
    'OAuthUrl',
    'ToChannelFromBotOAuthScope',
    'ToBotFromChannelTokenIssuer',
    'CallerId',
  ].map((name) => [name, `https://${name.toLowerCase()}.example`]),
);

test.each<[string, Record<string, string>, string[]]>([
  ['whole', teams, []],
  ['with Slack', { ...teams, ...slack }, []],
  ['without a tenant', { ...teams, MicrosoftAppTenantId: '' }, ['MicrosoftAppTenantId']],
  ['without a secret', { ...teams, MicrosoftAppPassword: '' }, ['MicrosoftAppPassword']],
  ['a managed identity', { ...teams, MicrosoftAppPassword: '', MicrosoftAppType: 'UserAssignedMSI' }, []],
  ['of a type that Microsoft gave up', { ...teams, MicrosoftAppType: 'MultiTenant' }, ['MicrosoftAppType']],
  ['an id that is none', { ...teams, MicrosoftAppId: 'xdr' }, ['MicrosoftAppId']],
  ['a secret alone', { MicrosoftAppPassword: 'x' }, ['MicrosoftAppId', 'MicrosoftAppTenantId']],
  ['local', { TEAMS_LOCAL: '1' }, []],
  ['local and with an app id', { ...teams, TEAMS_LOCAL: '1' }, ['TEAMS_LOCAL']],
  ['a government cloud', { ...teams, ChannelService: 'https://botframework.azure.us' }, []],
  ['addresses of its own', { ...teams, ...framework }, []],
  ['one address of its own', { ...teams, ...framework, OAuthUrl: '' }, ['OAuthUrl']],
  [
    'keys of trust over http',
    { ...teams, ...framework, ToBotFromChannelOpenIdMetadataUrl: 'http://keys.example' },
    ['ToBotFromChannelOpenIdMetadataUrl'],
  ],
])('Teams %s', (_, set, problems) => {
  expect(problemsOf({ ...xdr, ...set })).toEqual(problems);
});

test('Teams without XDR credentials is an error, not demo mode', () => {
  expect(problemsOf(teams)).toEqual(['XDR_CLIENT_ID', 'XDR_CLIENT_PASSWORD']);
});

test("the Bot Framework's own settings are passed through by name", () => {
  expect(configOf({ ...xdr, ...teams, ...framework }).teams).toMatchObject({
    appId: guid,
    appType: 'SingleTenant',
    local: false,
    addresses: framework,
  });
  expect(configOf({ ...xdr, ...slack }).teams).toBeUndefined();
});

test('the bot token needs a way for events to come in', () => {
  expect(problemsOf({ ...xdr, SLACK_BOT_TOKEN: 'xoxb-made-up' })).toEqual(['SLACK_SIGNING_SECRET']);
  expect(problemsOf({ ...xdr, SLACK_BOT_TOKEN: 'xoxb-made-up', SLACK_APP_TOKEN: 'xapp-made-up' })).toEqual([]);
});

test('all problems are told at once, by name, and no value of a secret is shown', () => {
  const read = readConfig({
    ...xdr,
    SLACK_BOT_TOKEN: 'not-a-bot-token-but-secret',
    PORT: 'eighty',
    XDR_REGION: 'mars',
    CHATOPS_SECRET: 'c2hvcnQ=',
    CHATOPS_ADMINS: 'slack:U123,bob',
    CHATOPS_WATCH: 'loud',
  });
  if (!('problems' in read)) throw new Error('it should not have been accepted');
  const told = tellProblems(read.problems);
  for (const name of ['SLACK_BOT_TOKEN', 'PORT', 'XDR_REGION', 'CHATOPS_SECRET', 'CHATOPS_ADMINS', 'CHATOPS_WATCH'])
    expect(told).toContain(name);
  expect(told).not.toContain('not-a-bot-token-but-secret');
  expect(told).not.toContain('c2hvcnQ=');
});

test('several replicas need one secret', () => {
  expect(problemsOf({ ...xdr, ...slack, DATABASE_URL: 'postgresql://db/x' })).toEqual(['CHATOPS_SECRET']);
});

test('the terminal needs XDR credentials unless it is a demonstration', () => {
  expect(problemsOf({}, { terminal: true })).toEqual(['XDR_CLIENT_ID', 'XDR_CLIENT_PASSWORD']);
  expect(problemsOf({}, { terminal: true, demo: true })).toEqual([]);
});

test.each([
  ['http://xdr.example.com', ['XDR_VISIBILITY_URL']],
  ['ftp://xdr.example.com', ['XDR_VISIBILITY_URL']],
  ['https://visibility{region}.example.com/iroh/', []],
  ['visibility.example.com', []],
  ['http://127.0.0.1:8320', []],
])('XDR at %s: the password travels in clear to this machine alone', (url, problems) => {
  expect(problemsOf({ ...xdr, ...slack, XDR_VISIBILITY_URL: url })).toEqual(problems);
});
