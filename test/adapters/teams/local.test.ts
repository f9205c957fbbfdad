import { authenticateLocal } from '../../../adapters/teams/authenticate.ts';
import { createConnection, type TeamsSettings } from '../../../adapters/teams/connect.ts';
import { activityOf } from '../../support/open-id-server.ts';
import { startTeamsDoor, type TeamsDoor } from '../../support/teams-door.ts';

const settings: TeamsSettings = {
  appId: undefined,
  appPassword: undefined,
  tenantId: undefined,
  appType: 'SingleTenant',
  local: true,
  addresses: {},
};

let local: TeamsDoor;
beforeAll(async () => {
  local = await startTeamsDoor(settings);
});
afterAll(() => local.stop());
beforeEach(() => local.reset());

const here = (change: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  local.send(JSON.stringify(activityOf(change)), headers);

test.each(['http://localhost:56150/_connector', 'http://127.0.0.1:1/', 'http://[::1]:1/'])(
  'an activity from this machine needs no token: %s',
  async (address) => {
    expect(await here({ serviceUrl: address })).toMatchObject({ status: 200, body: '' });
    expect(local.taken).toMatchObject([{ serviceUrl: address }]);
  },
);

test.each([
  'https://smba.trafficmanager.net/emea/',
  'http://localhost.evil.example/',
  'http://127.0.0.1.evil.example/',
  'http://evil.example#localhost',
  'http://127.0.0.1@evil.example/',
])('an activity that wants to be answered elsewhere is refused: %s', async (address) => {
  expect(await here({ serviceUrl: address })).toMatchObject({ status: 401, body: '' });
  expect(local.taken).toEqual([]);
});

test.each<[string, Record<string, string>]>([
  ['x-forwarded-for', { 'x-forwarded-for': '203.0.113.5' }],
  ['forwarded', { forwarded: 'for=203.0.113.5' }],
])('what a tunnel passes on is refused: %s', async (_what, headers) => {
  expect(await here({ serviceUrl: 'http://localhost:1/' }, headers)).toMatchObject({ status: 401, body: '' });
  expect(local.taken).toEqual([]);
});

test('what a page in a browser can send unasked is not taken', async () => {
  const body = JSON.stringify(activityOf({ serviceUrl: 'http://localhost:1/' }));
  expect((await local.send(body, { 'content-type': 'text/plain' })).status).toBe(400);
  expect(local.taken).toEqual([]);
});

test.each([
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['10.0.0.7', false],
  ['::ffff:10.0.0.7', false],
  ['fe80::1', false],
  ['0.0.0.0', false],
  ['', false],
])('a sender at %s is let in: %s', async (remoteAddress, isIn) => {
  const request = { headers: {}, body: Buffer.from(''), url: new URL('http://localhost/'), remoteAddress };
  const sender = await authenticateLocal(request);
  expect(typeof sender === 'object').toBe(isIn);
});

test('with an app id, or without the setting, tokens are asked for on this machine too', async () => {
  const request = { headers: {}, body: Buffer.from(''), url: new URL('http://localhost/'), remoteAddress: '127.0.0.1' };
  const knock = (change: Partial<TeamsSettings>) => createConnection({ ...settings, ...change }).authenticate(request);
  expect(await knock({ appId: '11111111-2222-4333-8444-555555555555' })).toBe('no token');
  expect(typeof (await knock({ local: false }))).toBe('string');
});
