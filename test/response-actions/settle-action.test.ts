import type { AuditEntry } from '../../src/audit/audit-entry.ts';
import { Failure } from '../../src/failure.ts';
import { silentLog } from '../../src/log.ts';
import type { ActionRequest } from '../../src/response-actions/action-request.ts';
import type { ActionRequests } from '../../src/response-actions/action-requests.ts';
import { createCarrierOf } from '../../src/response-actions/carrier.ts';
import { begunFollowing } from '../../src/response-actions/follow-action.ts';
import type { Performer } from '../../src/response-actions/performer.ts';
import { createPolicy } from '../../src/response-actions/policy.ts';
import type { ResponseAction, TriggerOutcome } from '../../src/response-actions/response-action.ts';
import { createSettleAction } from '../../src/response-actions/settle-action.ts';

const policy = createPolicy({ file: undefined, approvals: 0, dryRun: false });
const place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false } as const;
const action: ResponseAction = {
  id: 'judge-clean',
  title: 'Judge clean',
  categories: [],
  module: 'Private intelligence',
  moduleId: 'private-intelligence',
  url: '/judgement/write?type=ip',
  via: 'judgement',
};
const unknown: ActionRequest = {
  id: 'r1',
  state: 'unknown',
  version: 4,
  requester: { platform: 'slack', workspace: 'T1', id: 'UANNA', human: 'slack:UANNA' },
  place,
  observable: { type: 'ip', value: '192.0.2.7' },
  action,
  origin: 'asked',
  terms: policy.termsOf(action, place),
  reason: 'r',
  approvals: [],
  result: { why: 'XDR did not answer in time.', reference: 'OLDREF' },
  progress: begunFollowing(0),
  createdAt: 0,
  lookedAt: 0,
  expiresAt: 0,
  changedAt: 0,
};
const made: TriggerOutcome = { outcome: 'done', made: 'j1', says: ['Judged.'], reverse: { ...action, id: 'expire' } };

function settling(find: Performer['find'], { looks = false, of }: { looks?: boolean; of?: ActionRequest } = {}) {
  const store = { request: { ...unknown, ...(of ? { of: of.id } : {}) }, now: 10_000 };
  const entries: AuditEntry[] = [];
  const shown: string[] = [];
  const vain: unknown[] = [];
  let calls = 0;
  const performer: Performer = {
    caller: 'API client c',
    missing: async () => [],
    perform: async () => {
      calls += 1;
      return { outcome: 'done' };
    },
    ...(find ? { find } : {}),
    ...(looks ? { look: async () => ({ state: '', over: true }) } : {}),
  };
  const settle = createSettleAction({
    requests: {
      read: async () => of,
      decide: (async (_, by) => {
        const decision = by(store.request, { others: [], answered: undefined, changedAt: 0, first: undefined });
        if ('refused' in decision) return { request: store.request, refused: decision.refused };
        entries.push(...decision.entries);
        store.request = Object.fromEntries(
          Object.entries({ ...store.request, ...decision.to }).filter(([, value]) => value !== undefined),
        ) as ActionRequest;
        return { request: store.request };
      }) as ActionRequests['decide'],
    },
    looks: { lookedInVain: async (id, next) => void vain.push([id, next]) },
    carrierOf: createCarrierOf({
      trigger: async () => ({ outcome: 'done' }),
      missing: async () => [],
      clientId: 'client',
      pausedUntil: () => undefined,
      performers: { judgement: performer },
    }),
    show: async ({ id }) => void shown.push(id),
    newReference: () => 'NEWREF',
    log: silentLog,
    now: () => store.now,
  });
  return { settle, store, entries, shown, vain, calls: () => calls };
}

test('what is found is done, with what came of it and what undoes it, and audited', async () => {
  const { settle, store, entries, shown, calls } = settling(async () => made);
  await settle(store.request);
  expect(store.request).toMatchObject({
    state: 'done',
    result: { made: 'j1', says: ['Judged.'], reference: 'NEWREF', at: 10_000 },
    reverse: { id: 'expire' },
  });
  expect(store.request.result).not.toHaveProperty('why');
  expect(store.request).not.toHaveProperty('progress');
  expect(entries).toMatchObject([{ event: 'action.done', outcome: 'found afterwards', reference: 'NEWREF' }]);
  expect([shown, calls()]).toEqual([['r1'], 0]);
});

test('where its service tells how it goes on, it is followed from now', async () => {
  const { settle, store } = settling(async () => made, { looks: true });
  await settle(store.request);
  expect(store.request.progress).toMatchObject({ looks: 0, since: 10_000 });
});

test('what certainly was not done is told so', async () => {
  const { settle, store, entries } = settling(async () => ({ outcome: 'failed', reasons: ['It is not there.'] }));
  await settle(store.request);
  expect(store.request).toMatchObject({ state: 'failed', result: { why: 'It is not there.' } });
  expect(entries).toMatchObject([{ event: 'action.failed' }]);
});

test('the card of what it undid says so', async () => {
  const { settle, store, shown } = settling(async () => made, { of: { ...unknown, id: 'r0', undoneBy: 'r1' } });
  await settle(store.request);
  expect(shown).toEqual(['r1', 'r0']);
});

test.each<[string, Performer['find']]>([
  ['not found', async () => undefined],
  ['not to be told', async () => ({ outcome: 'unknown', failure: new Failure('timed-out', 'x') })],
  ['not to be asked', async () => Promise.reject(new Failure('unavailable', 'x'))],
  ['a mistake', async () => Promise.reject(new Error('x'))],
])('%s: it is looked again later, for an hour', async (_, find) => {
  const { settle, store, entries, vain, shown, calls } = settling(find);
  await settle(store.request);
  expect([store.request.state, vain]).toEqual(['unknown', [['r1', { looks: 1, nextAt: 20_000 }]]]);
  store.now = 60 * 60_000;
  await settle(store.request);
  expect(store.request.state).toBe('unknown');
  expect(store.request).not.toHaveProperty('progress');
  expect([entries, vain.length, shown, calls()]).toEqual([[], 1, ['r1'], 0]);
});

test('what somebody has closed meanwhile stays as he said', async () => {
  const { settle, store, entries, shown } = settling(async () => {
    store.request = { ...store.request, state: 'failed' };
    return made;
  });
  await settle(store.request);
  expect([store.request.state, entries, shown]).toEqual(['failed', [], []]);
});
