import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditableSettings } from '../src/auditable-settings.ts';
import { peopleNamed, readConfig, tellProblems } from '../src/config.ts';

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
    XDR_WEBHOOK_SECRET: 'too-short-a-secret',
    CHATOPS_ADMINS: 'slack:U123,bob',
    CHATOPS_WATCH: 'loud',
  });
  if (!('problems' in read)) throw new Error('it should not have been accepted');
  const told = tellProblems(read.problems);
  for (const name of ['SLACK_BOT_TOKEN', 'PORT', 'XDR_REGION', 'CHATOPS_SECRET', 'CHATOPS_ADMINS', 'CHATOPS_WATCH'])
    expect(told).toContain(name);
  expect(told).not.toContain('not-a-bot-token-but-secret');
  expect(told).toMatch(/XDR_WEBHOOK_SECRET must be at least 32/);
  expect(told).not.toContain('too-short-a-secret');
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

const folder = mkdtempSync(join(tmpdir(), 'xdr-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const policyFile = (text: string) => {
  files += 1;
  const path = join(folder, `policy-${files}.yaml`);
  writeFileSync(path, text);
  return path;
};

test('a client that acts is read when it is whole', () => {
  const client = { XDR_RESPONSE_CLIENT_ID: 'client-2', XDR_RESPONSE_CLIENT_PASSWORD: 'another made-up password' };
  expect(configOf({ ...xdr, ...slack }).response).toBeUndefined();
  expect(configOf({ ...xdr, ...slack, ...client }).response).toEqual({
    clientId: 'client-2',
    clientPassword: 'another made-up password',
  });
  for (const [given, missing] of [
    ['XDR_RESPONSE_CLIENT_ID', 'XDR_RESPONSE_CLIENT_PASSWORD'],
    ['XDR_RESPONSE_CLIENT_PASSWORD', 'XDR_RESPONSE_CLIENT_ID'],
  ] as const)
    expect(problemsOf({ ...xdr, ...slack, [given]: client[given] })).toEqual([missing]);
});

test('the terms of response actions are read from settings and file', () => {
  expect(configOf({ ...xdr, ...slack }).actions).toEqual({ file: undefined, approvals: 0, dryRun: false });
  const CHATOPS_POLICY = policyFile('version: 1\ndefault: { approvers: [slack:S0LEADS] }\n');
  const config = configOf({
    ...xdr,
    ...slack,
    CHATOPS_POLICY,
    CHATOPS_APPROVALS: '2',
    CHATOPS_DRY_RUN: '1',
    CHATOPS_ADMINS: 'slack:U0ADMIN',
  });
  expect(config.actions).toMatchObject({ approvals: 2, dryRun: true, file: { default: {} } });
  expect(peopleNamed(config).flatMap(({ identities }) => identities.map(({ id }) => id))).toEqual([
    'U0ADMIN',
    'S0LEADS',
  ]);
});

test.each<[string, Record<string, string>, RegExp]>([
  ['four approvals', { CHATOPS_APPROVALS: '4' }, /CHATOPS_APPROVALS must be between 0 and 3/],
  ['dry run in words', { CHATOPS_DRY_RUN: 'true' }, /CHATOPS_DRY_RUN can only be 1/],
  [
    'a policy that is not there',
    { CHATOPS_POLICY: join(folder, 'none.yaml') },
    /CHATOPS_POLICY names “.*none.yaml”, which cannot be read \(ENOENT\)/,
  ],
  ['a folder as policy', { CHATOPS_POLICY: folder }, /CHATOPS_POLICY names “.*”, which is no file/],
  [
    'a policy that is too long',
    { CHATOPS_POLICY: policyFile(`# ${'x'.repeat(70_000)}`) },
    /CHATOPS_POLICY names a file of 70002 bytes/,
  ],
  [
    'a policy that is not one',
    { CHATOPS_POLICY: policyFile('version: 1\ndefault:\n  approvals: 7\n') },
    /CHATOPS_POLICY .*policy-\d+\.yaml: line 3 \(default › approvals\) must be/,
  ],
])('%s is told', (_, set, sentence) => {
  // With another problem beside it: all are told at once.
  const read = readConfig({ ...xdr, ...slack, ...set, LOG_LEVEL: 'loud' });
  if (!('problems' in read)) throw new Error('it should not have been accepted');
  expect(tellProblems(read.problems)).toMatch(sentence);
  expect(tellProblems(read.problems)).toContain('LOG_LEVEL');
});

test('the settings that the audit compares are short, hold no secret, and change with what they are about', () => {
  const password = 'another made-up password';
  const set = { ...xdr, ...slack, CHATOPS_ADMINS: 'slack:U0ADMIN,anna=slack:U0ANNA' };
  const before = auditableSettings(configOf(set));
  expect(before).toMatchObject({
    CHATOPS_READERS: 'not set',
    CHATOPS_RESPONDERS: 'nobody',
    CHATOPS_ADMINS: 'anna=slack:U0ANNA,slack:U0ADMIN',
    CHATOPS_POLICY: 'built in',
    CHATOPS_DRY_RUN: 'off',
    XDR_RESPONSE_CLIENT_ID: 'as for reading: client-1',
  });
  const changed = (more: Record<string, string>) => {
    const after = auditableSettings(configOf({ ...set, ...more }));
    expect(JSON.stringify(after)).not.toMatch(/password|xoxb|secret"/);
    for (const text of Object.values(after)) expect(text.length).toBeLessThanOrEqual(400);
    return Object.keys(after).filter((name) => after[name] !== before[name]);
  };
  expect(changed({})).toEqual([]);
  expect(changed({ XDR_WEBHOOK_SECRET: `made-up-secret-${'x'.repeat(32)}` })).toEqual(['XDR_WEBHOOK_SECRET']);
  expect(changed({ CHATOPS_ADMINS: 'anna=slack:U0ANNA, slack:U0ADMIN' })).toEqual([]);
  expect(changed({ CHATOPS_ADMINS: 'slack:U0ADMIN' })).toEqual(['CHATOPS_ADMINS']);
  const many = Array.from({ length: 300 }, (_, n) => `slack:U0${n}`).join(',');
  expect(changed({ CHATOPS_RESPONDERS: many, CHATOPS_APPROVALS: '1' })).toEqual([
    'CHATOPS_RESPONDERS',
    'CHATOPS_APPROVALS',
  ]);
  expect(changed({ CHATOPS_POLICY: policyFile('version: 1'), CHATOPS_DRY_RUN: '1' })).toEqual([
    'CHATOPS_DRY_RUN',
    'CHATOPS_POLICY',
  ]);
  expect(changed({ XDR_RESPONSE_CLIENT_ID: 'client-2', XDR_RESPONSE_CLIENT_PASSWORD: password })).toEqual([
    'XDR_RESPONSE_CLIENT_ID',
  ]);
});
