import { Failure } from '../../../src/failure.ts';
import { activityOf, type OpenIdServer, startOpenIdServer } from '../../support/open-id-server.ts';
import { startTeamsDoor, type TeamsDoor } from '../../support/teams-door.ts';

let microsoft: OpenIdServer;
let door: TeamsDoor;
beforeAll(async () => {
  microsoft = await startOpenIdServer();
  door = await startTeamsDoor(microsoft.settings);
});
afterAll(() => Promise.all([door.stop(), microsoft.stop()]));
beforeEach(() => door.reset());

test('an activity is handed on as the SDK has it, and acknowledged with a bare 200', async () => {
  expect(await door.deliver({ futureField: { a: [1] }, replyToId: null })).toMatchObject({ status: 200, body: '' });
  expect(door.taken).toEqual([
    {
      ...activityOf(),
      timestamp: new Date('2026-11-29T18:00:00.123Z'),
      rawTimestamp: '2026-11-29T18:00:00.123Z',
      localTimestamp: new Date('2026-11-29T18:00:00.123Z'),
      rawLocalTimestamp: '2026-11-29T19:00:00.123+01:00',
      futureField: { a: [1] },
      callerId: 'urn:botframework:azure',
    },
  ]);
});

test('the acknowledgement waits until the activity is taken', async () => {
  let store = () => {};
  let asked = () => {};
  const reached = new Promise<void>((resolve) => {
    asked = resolve;
  });
  door.takeBy(
    () =>
      new Promise((resolve) => {
        store = () => resolve(undefined);
        asked();
      }),
  );
  let acknowledged = false;
  const delivery = door.deliver().then((answer) => {
    acknowledged = true;
    return answer;
  });
  await reached;
  await new Promise((resolve) => setTimeout(resolve, 50));
  const early = acknowledged;
  store();
  expect((await delivery).status).toBe(200);
  expect(early).toBe(false);
});

test('what cannot be stored gets no 2xx, and the log no word of it', async () => {
  door.takeBy(async () => {
    throw new Failure('store-unavailable', 'no database');
  });
  expect(await door.deliver()).toMatchObject({ status: 503, body: '' });
  expect(await door.deliver({ type: 'invoke', name: 'adaptiveCard/action' })).toMatchObject({ status: 503, body: '' });
  door.takeBy(() => {
    throw new Error('thrown, not rejected');
  });
  expect(await door.deliver()).toMatchObject({ status: 503, body: '' });
  expect(door.lines).toHaveLength(3);
  expect(door.lines[0]).toContain('"error":"no database"');
  expect(door.lines.join()).not.toContain('45.83.10.7');
});

test('before it is open and after it is closed nothing is taken', async () => {
  door.close();
  expect(await door.deliver()).toMatchObject({ status: 503, body: '' });
  expect((await door.send('{}')).status).toBe(401);
  expect(door.taken).toEqual([]);
  door.open();
  expect((await door.deliver()).status).toBe(200);
});

test.each([
  [{ status: 200, body: { type: 'AdaptiveCard', text: '“ü”' } }, '{"type":"AdaptiveCard","text":"“ü”"}'],
  [{ status: 200, body: null }, 'null'],
  [{ status: 400, body: { error: { code: 'BadRequest' } } }, '{"error":{"code":"BadRequest"}}'],
  [{ status: 202 }, ''],
  [{ status: 400 }, ''],
])('an invoke is answered with what was resolved: %j', async (answer, body) => {
  door.takeBy(async () => answer);
  const answered = await door.deliver({ type: 'invoke', name: 'adaptiveCard/action', value: {} });
  expect(answered).toMatchObject({ status: answer.status, body });
  if (body) expect(answered.type).toBe('application/json; charset=utf-8');
});

test('a field that nobody reads may hold anything, however deep', async () => {
  const nest = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const body = JSON.stringify(activityOf()).replace(/}$/, `,"value":${nest}}`);
  expect(await door.post(body)).toMatchObject({ status: 200, body: '' });
});

test('an invoke that nobody knows is not implemented, and bare', async () => {
  expect(await door.deliver({ type: 'invoke', name: 'something/new' })).toMatchObject({ status: 501, body: '' });
});

test('a delivery that wants its replies in the answer is answered like any other', async () => {
  expect(await door.deliver({ deliveryMode: 'expectReplies' })).toMatchObject({ status: 200, body: '' });
});
