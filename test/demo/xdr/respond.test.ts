import { HANG, htmlAnswer, jsonAnswer, RESET, TRUNCATED } from '../../../demo/xdr/fault.ts';
import { brokenOffers } from '../../../demo/xdr/offers-hostile.ts';
import { MODULE_FAILURES } from '../../../demo/xdr/opinion.ts';
import { failWith, refuse, runThen, slowly } from '../../../demo/xdr/triggers.ts';
import { validateRequest, validateResponse } from '../../support/cisco-contract.ts';
import { startSimulatedXdr } from '../../support/simulated-xdr.ts';
import { xdrCaller } from '../../support/xdr-caller.ts';

const NOW = Date.UTC(2026, 2, 2, 9, 15);
const { url, xdr, stop } = await startSimulatedXdr({ now: () => NOW });
const call = xdrCaller(url);
const BASE = '/iroh/iroh-response';
const LIST = `${BASE}/respond/observables`;
const bad = { type: 'domain', value: 'internetbadguys.com' };
type Action = { id: string; module: string; title: string; url: string };
type Listing = { data: Action[]; errors?: { module: string; code: string }[] };
let token: string;

beforeEach(async () => {
  xdr.reset();
  token = await call.token(xdr.client('responder'));
});
afterAll(stop);

const list = async (...observables: { type: string; value: string }[]) =>
  (await call.post(LIST, token, observables)).body as Listing;
const block = async () => (await list(bad)).data.find(({ id }) => id === 'block')!;
const trigger = (action: string, signal?: AbortSignal) =>
  call.send(`${BASE}${action}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    ...(signal ? { signal } : {}),
  });

/** Looks again and again, for at most three seconds. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600 && !holds(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
}

test.each([
  ['domain', 'internetbadguys.com', 'block unblock add-to-feed remove-from-feed 01SIMULATED0WORKFLOW0ID000000001'],
  [
    'url',
    "http://evil.example/it's?a=b&c=d",
    'block unblock add-to-feed remove-from-feed 01SIMULATED0WORKFLOW0ID000000001',
  ],
  [
    'ip',
    '192.0.2.7',
    'amp-isolate-host amp-unisolate-host add-to-feed remove-from-feed 01SIMULATED0WORKFLOW0ID000000001',
  ],
  [
    'sha256',
    '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
    'amp-add-sha256-scd amp-remove-sha256-scd amp-add-sha256-scd amp-remove-sha256-scd 01SIMULATED0WORKFLOW0ID000000001',
  ],
  ['hostname', 'ws-042.example.com', 'amp-isolate-host amp-unisolate-host 01SIMULATED0WORKFLOW0ID000000001'],
  ['mac_address', '02:00:5e:10:00:42', 'amp-isolate-host amp-unisolate-host'],
  ['registry_key', 'HKLM\\Software\\Evil', ''],
])(
  'what can be done about a %s is offered, as described, and each of it can be triggered',
  async (type, value, ids) => {
    const { body } = await call.post(LIST, token, [{ type, value }]);
    const { data } = body as Listing;
    expect(data.map(({ id }) => id).join(' ')).toBe(ids);
    expect(new Set(data.map((each) => each.url)).size).toBe(data.length);
    expect(validateResponse('POST', LIST, 200, body)).toEqual([]);
    for (const { url: action } of data) {
      expect(await trigger(action)).toMatchObject({ status: 200, body: { data: { status: 'success' } } });
      // Parameters that differ by module are in no description.
      const faults = validateRequest('POST', BASE + action).filter(
        (fault) => !/^query (list|action-id|indicator_id)\?$/.test(fault),
      );
      expect(faults).toEqual([]);
    }
    expect(xdr.executions().map((each) => each.url)).toEqual(data.map((each) => each.url));
  },
);

test('the hostile story has offers that no client may follow beside one that is in order', async () => {
  const observable = { type: 'domain', value: 'hostile.example.net' };
  const feed = xdr.modules.find(({ name }) => name === 'Example Threat Feed')!;
  const { data } = await list(observable);
  const broken = brokenOffers(feed, observable).map((each) => each['url']);
  expect(data.map((each) => each.url)).toEqual(expect.arrayContaining(broken));
  const share = data.find(({ id }) => id === 'share')!;
  expect(share.module).toContain('<!everyone>');
  expect((await trigger(share.url)).body).toEqual({ data: { status: 'success' } });
});

test('modules that fail stand in errors, and what they would offer cannot be triggered', async () => {
  const { url: action } = await block();
  xdr.setModule('Umbrella', { failure: MODULE_FAILURES.notAuthorised });
  const { data, errors } = await list(bad);
  expect(errors).toMatchObject([{ module: 'Umbrella', code: 'authorization error' }]);
  expect(data.some(({ module }) => module === 'Umbrella')).toBe(false);
  const { body } = await trigger(action);
  expect(body).toMatchObject({ data: { status: 'failure' }, errors: [{ module: 'Umbrella' }] });
  expect(validateResponse('POST', BASE + action, 200, body)).toEqual([]);
  expect(xdr.executionCount()).toBe(0);
});

test('an execution is kept with who asked for it, until the reset', async () => {
  const { url: action } = await block();
  await trigger(action);
  expect(xdr.executions()).toEqual([
    {
      url: action,
      observable: bad,
      actionId: 'block',
      moduleId: xdr.modules.find(({ name }) => name === 'Umbrella')!.id,
      at: NOW,
      clientId: xdr.client('responder').id,
    },
  ]);
  expect([xdr.executionCount(action), xdr.executionCount('/another')]).toEqual([1, 0]);
  xdr.reset();
  expect(xdr.executions()).toEqual([]);
});

test.each([
  ['another list', (action: string) => action.replace('c001', 'c009')],
  ['no list', (action: string) => action.replace(/list=[^&]+&/, '')],
  ['a parameter too many', (action: string) => `${action}&more=1`],
  ['an action that nobody offers', (action: string) => action.replace('amp-add', 'amp-burn')],
])('%s is a failure inside a 200, and nothing is carried out', async (_what, change) => {
  const { data } = await list({ type: 'sha256', value: 'a'.repeat(64) });
  const answer = await trigger(change(data[0]!.url));
  expect(answer).toMatchObject({ status: 200, body: { data: { status: 'failure' } } });
  expect(xdr.executionCount()).toBe(0);
});

test('a module is found by the name that examples of 2020 have, one that is not there is a 404', async () => {
  const query = 'observable_type=domain&observable_value=internetbadguys.com';
  expect((await trigger(`/respond/trigger/Umbrella/block?${query}`)).body).toEqual({ data: { status: 'success' } });
  expect((await trigger(`/respond/trigger/Nobody/block?${query}`)).status).toBe(404);
  expect((await trigger('/respond/trigger/Umbrella/block')).status).toBe(400);
  expect(xdr.executionCount()).toBe(1);
});

test.each([
  ['fails in its own words', failWith('The list is full.'), 200, 0],
  ['refuses', refuse(jsonAnswer(403)), 403, 0],
  ['breaks before it runs', refuse(jsonAnswer(500)), 500, 0],
  ['resets before it runs', refuse(RESET), 0, 0],
  ['runs and answers 500', runThen(jsonAnswer(500)), 500, 1],
  ['runs and answers HTML', runThen(htmlAnswer(200)), 200, 1],
  ['runs and is cut off', runThen(TRUNCATED), 0, 1],
  ['runs and resets', runThen(RESET), 0, 1],
  ['runs late', slowly(50), 200, 1],
] as const)('a trigger that %s: executions are what was carried out', async (_what, behaviour, status, count) => {
  const { url: action } = await block();
  xdr.setTrigger('Umbrella', behaviour);
  const answer = await trigger(action).catch(() => ({ status: 0 }));
  expect([answer.status, xdr.executionCount(action)]).toEqual([status, count]);
  expect(xdr.calls.count('trigger')).toBe(1);
  xdr.setTrigger('Umbrella', undefined);
  expect((await trigger(action)).status).toBe(200);
});

test('one that hangs has run, and is in the log while it hangs', async () => {
  const { url: action } = await block();
  xdr.setTrigger('block', runThen(HANG));
  const gone = new AbortController();
  const hanging = trigger(action, gone.signal).catch(() => 'gone');
  await until(() => xdr.executionCount() === 1);
  expect(xdr.calls.list('trigger')).toMatchObject([{ status: 0 }]);
  gone.abort();
  expect(await hanging).toBe('gone');
  expect(xdr.calls.count('trigger')).toBe(1);
});

test('a slow one runs though its caller has gone', async () => {
  const { url: action } = await block();
  xdr.setTrigger('block', slowly(800));
  await expect(trigger(action, AbortSignal.timeout(400))).rejects.toThrow();
  expect(xdr.executionCount()).toBe(0);
  await until(() => xdr.executionCount() === 1);
});

test('faults of the service come before anything is carried out, unless they spoil an answer', async () => {
  const { url: action } = await block();
  xdr.faults.next('trigger', jsonAnswer(503));
  expect((await trigger(action)).status).toBe(503);
  expect(xdr.executionCount()).toBe(0);
  xdr.faults.next('trigger', TRUNCATED);
  await trigger(action).catch(() => {});
  expect(xdr.executionCount()).toBe(1);
});
