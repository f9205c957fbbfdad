import fc from 'fast-check';
import { hostile } from '../../support/hostile-strings.ts';
import { activityOf, type OpenIdServer, serviceUrl, startOpenIdServer } from '../../support/open-id-server.ts';
import { startTeamsDoor, type TeamsDoor } from '../../support/teams-door.ts';

let microsoft: OpenIdServer;
let door: TeamsDoor;
beforeAll(async () => {
  microsoft = await startOpenIdServer();
  door = await startTeamsDoor(microsoft.settings);
});
afterAll(() => Promise.all([door.stop(), microsoft.stop()]));
beforeEach(() => door.reset());

test.each([
  ['nothing', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['a list of activities', JSON.stringify([activityOf()])],
  ['text', '"message"'],
  ['a number', '5'],
  ['half of it', JSON.stringify(activityOf()).slice(0, -1)],
  ['no object', '{}'],
  ['a deep nest', '['.repeat(200_000)],
  ['a deep nest that ends', `{"type":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
])('signed nonsense is a bad request: %s', async (_what, body) => {
  expect(await door.post(body)).toMatchObject({ status: 400, body: '' });
  expect(door.taken).toEqual([]);
});

test.each<Record<string, unknown>>([
  { type: undefined },
  { type: null },
  { type: '' },
  { type: 5 },
  { channelId: undefined },
  { channelId: 'webchat' },
  { channelId: 'AseChannel' },
  { serviceUrl: undefined },
  { serviceUrl: { href: serviceUrl } },
  { serviceUrl: 'no address' },
  { serviceUrl: 'file:///etc/passwd' },
  { conversation: undefined },
  { conversation: 'a:personal' },
  { conversation: {} },
  { conversation: { id: 5 } },
  { conversation: { id: 'a', conversationType: {} } },
  { from: undefined },
  { from: 'Ann' },
  { from: [] },
  { from: { id: 1 } },
  { from: { id: '29:ann', aadObjectId: 7 } },
  { recipient: 'XDR' },
  { text: { html: 'x' } },
  { timestamp: 'soon' },
  { timestamp: 5 },
  { localTimestamp: 'never' },
  { channelData: 'x' },
  { channelData: [] },
  { attachments: {} },
  { attachments: ['x'] },
  { attachments: [{ contentType: 1 }] },
  { entities: [null] },
  { membersAdded: [{}] },
  { replyToId: 4 },
])('an activity of wrong types is a bad request: %p', async (change) => {
  expect(await door.deliver(change)).toMatchObject({ status: 400, body: '' });
  expect(door.taken).toEqual([]);
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
  'JSON under another name is a bad request: %s',
  async (type) => {
    expect((await door.post(JSON.stringify(activityOf()), { 'content-type': type })).status).toBe(400);
  },
);

test('no signed bytes bring the bot down', async () => {
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes)),
    fc.json().map((text) => new TextEncoder().encode(text)),
  );
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(body, async (bytes) => {
      statuses.add((await door.post(bytes)).status);
    }),
    { numRuns: 100 },
  );
  expect([...statuses]).toEqual([400]);
  expect(door.taken).toEqual([]);
});

const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), hostile, fc.constantFrom('__proto__', 'msteams', null));
const fields = fc.dictionary(
  fc.constantFrom(
    ...Object.keys(activityOf()),
    'value',
    'entities',
    'attachments',
    'membersAdded',
    'action',
    '__proto__',
  ),
  value,
  { maxKeys: 5 },
);

test('no signed activity brings the bot down, and what is taken has its types', async () => {
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(fields, async (change) => {
      const body = JSON.stringify({ ...activityOf(), ...change });
      const { status, body: answer } = await door.post(body);
      statuses.add(status);
      if (status !== 401) expect(answer).toBe('');
    }),
    { numRuns: 120 },
  );
  expect([200, 400, 401, 501]).toEqual(expect.arrayContaining([...statuses]));
  for (const { type, from, conversation, serviceUrl: from_ } of door.taken) {
    expect([type, from_]).toEqual([expect.any(String), serviceUrl]);
    expect([from, conversation]).toEqual([
      expect.objectContaining({ id: expect.any(String) }),
      expect.objectContaining({ id: expect.any(String) }),
    ]);
  }
  expect((await door.deliver()).status).toBe(200);
});
