import { Failure } from '../../src/failure.ts';
import { silentLog } from '../../src/log.ts';
import type { ActionRequest } from '../../src/response-actions/action-request.ts';
import type { ActionRequests } from '../../src/response-actions/action-requests.ts';
import { createCarrierOf } from '../../src/response-actions/carrier.ts';
import { createExecuteAction } from '../../src/response-actions/execute-action.ts';
import { createPolicy } from '../../src/response-actions/policy.ts';

const policy = createPolicy({ file: undefined, approvals: 0, dryRun: false });
const place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false } as const;
const action = {
  id: 'block',
  title: 'Block',
  categories: [],
  module: 'Umbrella',
  moduleId: 'm',
  url: '/respond/trigger/m/block?observable_type=ip&observable_value=45.83.10.7',
};
const approved: ActionRequest = {
  id: 'r1',
  state: 'approved',
  version: 2,
  requester: { platform: 'slack', workspace: 'T1', id: 'UANNA', human: 'slack:UANNA' },
  place,
  observable: { type: 'ip', value: '45.83.10.7' },
  action,
  origin: 'asked',
  terms: policy.termsOf(action, place),
  reason: 'r',
  approvals: [],
  createdAt: 0,
  lookedAt: 0,
  expiresAt: 15 * 60_000,
  changedAt: 0,
};

/** One approved request in a store that can be away, and whose writing can take long; any number of processes. */
function open() {
  let request = approved;
  const store = { away: false, now: 0, onExecuting: () => {}, calls: 0 };
  const whenThere = () => {
    if (store.away) throw new Failure('store-unavailable', 'away');
  };
  const decide = (async (_, by) => {
    whenThere();
    const decision = by(request, { others: [], answered: undefined, changedAt: 0, first: undefined });
    if ('refused' in decision) return { request, refused: decision.refused };
    request = { ...request, ...decision.to, changedAt: store.now } as ActionRequest;
    if (decision.to.state === 'executing') store.onExecuting();
    return { request };
  }) as ActionRequests['decide'];
  const process = () =>
    createExecuteAction({
      requests: {
        read: async () => {
          whenThere();
          return request;
        },
        decide,
      },
      carrierOf: createCarrierOf({
        trigger: async () => {
          store.calls += 1;
          store.away = true;
          return { outcome: 'done' };
        },
        missing: async () => [],
        clientId: 'client',
        pausedUntil: () => undefined,
        performers: {},
      }),
      secrets: { read: async () => undefined },
      listActions: async () => ({ actions: [], gaps: [], skipped: 0 }),
      hindrance: async () => undefined,
      policy,
      show: async () => {},
      newReference: () => 'K7PXR3',
      log: silentLog,
      now: () => store.now,
      storeAgain: [1, 1],
    });
  return {
    store,
    process,
    request: () => request,
    become: (to: Partial<ActionRequest>) => {
      request = { ...request, ...to };
    },
  };
}

test('an outcome that cannot be stored for long is kept, and stored when the store is back', async () => {
  const { store, process, request } = open();
  const execute = process();
  await expect(execute('r1')).rejects.toMatchObject({ kind: 'store-unavailable' });
  await expect(execute('r1')).rejects.toMatchObject({ kind: 'store-unavailable' });
  store.away = false;
  expect(request().state).toBe('executing');
  expect(await execute('r1')).toEqual({ state: 'done' });
  expect(request().result).toMatchObject({ reference: 'K7PXR3' });
  expect(store.calls).toBe(1);
});

test('another process calls it unknown and makes no call; who made it puts the true outcome in its place', async () => {
  const { store, process, request } = open();
  const execute = process();
  await execute('r1').catch(() => {});
  store.away = false;
  expect(await process()('r1')).toEqual({ state: 'unknown' });
  expect(await execute('r1')).toEqual({ state: 'done' });
  expect(request().state).toBe('done');
  expect(store.calls).toBe(1);
});

test.each([
  ['up to 30 seconds makes it', 30_000, 1],
  ['longer does not make it, and says that it was not run', 30_001, 0],
])('a process that is held up before the call for %s', async (_, held, calls) => {
  const { store, process, request } = open();
  store.onExecuting = () => {
    store.now += held;
  };
  await process()('r1').catch(() => {});
  expect(store.calls).toBe(calls);
  if (calls === 0) expect(request()).toMatchObject({ state: 'failed', result: { notRun: true } });
});

test('nor does it make the call when others have called it unknown and closed it meanwhile', async () => {
  const { store, process, become } = open();
  store.onExecuting = () => {
    store.now += 600_000;
    become({ state: 'failed', result: { why: 'interrupted' } });
  };
  expect(await process()('r1')).toEqual({ state: 'failed' });
  expect(store.calls).toBe(0);
});
