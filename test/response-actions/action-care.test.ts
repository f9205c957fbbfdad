import { silentLog } from '../../src/log.ts';
import { createActionCare } from '../../src/response-actions/action-care.ts';
import type { ActionRequest } from '../../src/response-actions/action-request.ts';
import type { ActionRequests } from '../../src/response-actions/action-requests.ts';
import { createCarrierOf } from '../../src/response-actions/carrier.ts';
import { createPolicy } from '../../src/response-actions/policy.ts';

const carrierOf = createCarrierOf({
  trigger: async () => ({ outcome: 'done' }),
  missing: async () => [],
  clientId: 'client',
  pausedUntil: () => undefined,
  performers: {},
});

test('one request that cannot be looked after does not hold up the others', async () => {
  const gone: string[] = [];
  const nothing = async () => [];
  const requests = {
    expired: async () => ['bad-expired', 'expired'],
    toReverse: async () => ['bad-reversal'],
    resting: async (state: string) => (state === 'approved' ? ['bad-approved', 'approved'] : ['executing']),
    decide: async (id: string) => {
      if (id.startsWith('bad')) throw new Error('a row that cannot be read');
      return { request: { id } };
    },
    reverseByItself: async () => {
      throw new Error('a row that cannot be read');
    },
    read: async (id: string) => {
      if (id.startsWith('bad')) throw new Error('a row that cannot be read');
      return { id } as ActionRequest;
    },
  } as unknown as ActionRequests;
  const { look } = createActionCare({
    requests,
    cards: { behind: nothing },
    policy: createPolicy({ file: undefined, approvals: 0, dryRun: false }),
    goOn: async ({ id }) => {
      gone.push(id);
    },
    longestCall: 100_000,
    carrierOf,
    log: silentLog,
    now: () => 0,
  });
  await look();
  expect(gone).toEqual(['expired', 'approved', 'executing']);
});
