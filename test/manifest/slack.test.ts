import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { webApi } from '@slack/bolt';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import { roomEvents } from '../../adapters/slack/read-room-change.ts';
import { neededScopes, usefulScopes } from '../../adapters/slack/scopes.ts';
import { readWay, renderManifest } from '../../manifest/print.ts';

type Manifest = Extract<webApi.AppsManifestValidateArguments['manifest'], object>;
type Scope = NonNullable<NonNullable<NonNullable<Manifest['oauth_config']>['scopes']>['bot']>[number];

const root = path.resolve(import.meta.dirname, '../..');
const ways = [{ way: 'socket' }, { way: 'http', address: 'https://bot.example' }] as const;
const schemaFile = path.resolve(root, '..', 'shared/reference/schemas/slack-app-manifest.1.0.0.schema.json');
const scopes: readonly Scope[] = [...neededScopes, ...usefulScopes];

/** Scopes that each Web API method of ours needs (https://docs.slack.dev/reference/methods); a list: one for each kind of conversation. */
const scopesOf: Record<string, readonly Scope[]> = {
  'auth.test': [],
  'apps.connections.open': [],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.delete': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.unfurl': ['links:write'],
  'conversations.create': ['groups:write'],
  'conversations.invite': ['groups:write'],
  'conversations.info': ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
  'conversations.members': ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'pins.add': ['pins:write'],
  'pins.remove': ['pins:write'],
  'reactions.add': ['reactions:write'],
  'reactions.remove': ['reactions:write'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'users.lookupByEmail': ['users:read.email'],
  'views.open': [],
  'views.push': [],
  'views.update': [],
};
/** …and those that deliveries and files need. */
const scopesOfDeliveries: readonly Scope[] = [
  'app_mentions:read',
  'commands',
  'files:read',
  'links:read',
  'pins:read',
  'reactions:read',
];

const sources = readdirSync(path.join(root, 'adapters/slack'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(path.join(root, 'adapters/slack', name), 'utf8'))
  .join('\n');

if (!existsSync(schemaFile)) console.log('skipped: the published manifest schema is not here');

test.each(ways)('the manifest for $way is one that Slack takes', (way) => {
  const manifest: unknown = parse(renderManifest(way));
  if (!existsSync(schemaFile)) return;
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));
  validate(manifest);
  expect(validate.errors ?? []).toEqual([]);
});

test('its scopes are those the adapter asks about', () => {
  const manifest: Manifest = parse(renderManifest({ way: 'socket' }));
  expect([...(manifest.oauth_config?.scopes?.bot ?? [])].sort()).toEqual([...scopes].sort());
});

test('mentions in a command come with the id of the person', () => {
  const manifest: Manifest = parse(renderManifest({ way: 'socket' }));
  expect(manifest.features?.slash_commands).toMatchObject([{ command: '/xdr', should_escape: true }]);
});

test('every method that is called is known, and every scope has a use', () => {
  const called = new Set([...sources.matchAll(/client\s*\.((?:\w+\.)+\w+)\(/g)].map((found) => found[1]!));
  called.delete('webClient');
  const methods = [...called].filter((name) => name in scopesOf || /^[a-z]+(\.[a-zA-Z]+)+$/.test(name));
  expect(methods.filter((method) => !(method in scopesOf))).toEqual([]);
  const used = new Set([...methods.flatMap((method) => scopesOf[method] ?? []), ...scopesOfDeliveries]);
  expect([...used].sort()).toEqual([...scopes].sort());
});

test('every event subscribed to has a listener', () => {
  const manifest: Manifest = parse(renderManifest({ way: 'socket' }));
  const events = manifest.settings?.event_subscriptions?.bot_events ?? [];
  const listened = [...roomEvents, ...[...sources.matchAll(/app\.event\('(\w+)'/g)].map((found) => found[1]!)];
  expect([...new Set(events.map((event) => event.split('.')[0]!))].sort()).toEqual(listened.sort());
  expect(events.filter((event) => event.startsWith('message'))).toEqual([
    'message.channels',
    'message.groups',
    'message.im',
    'message.mpim',
  ]);
});

test("over HTTP every address is the bot's, over Socket Mode there is none", () => {
  const http = parse(renderManifest({ way: 'http', address: 'https://bot.example' }));
  const address = 'https://bot.example/slack/events';
  expect(http.settings).toMatchObject({
    socket_mode_enabled: false,
    event_subscriptions: { request_url: address },
    interactivity: { request_url: address },
  });
  expect(http.features.slash_commands).toMatchObject([{ command: '/xdr', url: address }]);
  expect(renderManifest({ way: 'socket' })).not.toMatch(/^\s+(request_)?url:/m);
});

test.each<[string[], ReturnType<typeof readWay>]>([
  [['--socket'], { way: 'socket' }],
  [['--http', 'https://bot.example'], { way: 'http', address: 'https://bot.example' }],
  [['--http', 'http://bot.example'], undefined],
  [['--http'], undefined],
  [['--http', 'bot'], undefined],
  [[], undefined],
  [['--socket', 'x'], undefined],
])('%j is read', (words, way) => {
  expect(readWay(words)).toEqual(way);
});
