import { Failure } from '../../src/failure.ts';
import type { Person } from '../../src/incoming.ts';
import { createHumanOf } from '../../src/permissions/human.ts';
import { readPeopleList } from '../../src/permissions/people-list.ts';
import type { ActionRequest, Actor } from '../../src/response-actions/action-request.ts';
import { createCarrierOf } from '../../src/response-actions/carrier.ts';
import { createHindrance } from '../../src/response-actions/hindrance.ts';
import { createPolicy } from '../../src/response-actions/policy.ts';

const carrierOf = createCarrierOf({
  trigger: async () => ({ outcome: 'done' }),
  missing: async () => [],
  clientId: 'client',
  pausedUntil: () => undefined,
  performers: {},
});

const place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false } as const;
const action = {
  id: 'block',
  title: 'Block',
  categories: [],
  module: 'Umbrella',
  moduleId: 'm',
  url: '/respond/trigger/m/block?observable_type=ip&observable_value=45.83.10.7',
};
const who = (id: string) => ({ platform: 'slack', workspace: 'T1', id, human: `slack:${id}` }) as const;
const approvedBy = (...ids: string[]): Actor[] => ids.map((id) => ({ who: who(id), place, at: 0 }));

/** What hinders a request of Anna's that had so many approvals to get when it was confirmed. */
const hindering = ({
  approvals,
  wanted = 2,
  nowWanted = wanted,
  personNow = async (id) => ({ platform: 'slack', workspace: 'T1', id, standing: 'member', groups: [] }),
}: {
  approvals: Actor[];
  wanted?: 0 | 1 | 2;
  nowWanted?: 0 | 1 | 2;
  personNow?: (id: string) => Promise<Person>;
}) => {
  const then = createPolicy({ file: undefined, approvals: wanted, dryRun: false });
  const hindrance = createHindrance({
    policy: createPolicy({ file: undefined, approvals: nowWanted, dryRun: false }),
    people: async ({ standing }) => standing === 'member',
    humanOf: createHumanOf(readPeopleList(['ben=slack:UBEN+slack:UBENTOO']).rules),
    mayApprove: async ({ standing }) => standing === 'member',
    personNow,
    carrierOf,
  });
  return hindrance({
    requester: who('UANNA'),
    place,
    approvals,
    terms: then.termsOf(action, place),
    action,
  } as unknown as ActionRequest);
};

test.each<[string, Parameters<typeof hindering>[0]]>([
  ['no approvals, though they were wanted', { approvals: [] }],
  ['fewer than were wanted', { approvals: approvedBy('UBEN') }],
  ['fewer than the policy wants since', { approvals: approvedBy('UBEN'), wanted: 1, nowWanted: 2 }],
  ['fewer than were wanted, though the policy wants none since', { approvals: [], wanted: 1, nowWanted: 0 }],
  ['two of one human', { approvals: approvedBy('UBEN', 'UBENTOO') }],
  ['one of who asked', { approvals: approvedBy('UBEN', 'UCARL', 'UANNA') }],
])('%s: it is not run', async (_, given) => {
  expect(await hindering(given)).toMatch(/approv/);
});

test('two approvals of two people are enough', async () => {
  expect(await hindering({ approvals: approvedBy('UBEN', 'UCARL') })).toBeUndefined();
});

test('when the platform cannot be asked, nobody is taken for a stranger', async () => {
  const personNow = async () => {
    throw new Failure('platform-unavailable', 'users.info: no answer');
  };
  await expect(hindering({ approvals: approvedBy('UBEN', 'UCARL'), personNow })).rejects.toMatchObject({
    kind: 'platform-unavailable',
  });
});
