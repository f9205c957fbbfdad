import type { Place } from '../../src/incoming.ts';
import { createPolicy } from '../../src/response-actions/policy.ts';
import { readPolicy } from '../../src/response-actions/read-policy.ts';
import type { ResponseAction } from '../../src/response-actions/response-action.ts';
import type { Terms } from '../../src/response-actions/terms.ts';

const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C0ROOM', kind: 'channel', outsiders: false };
const action = (title: string, more: Partial<ResponseAction> = {}): ResponseAction => ({
  id: 'do-it',
  title,
  categories: [],
  module: 'Umbrella',
  moduleId: 'm-1',
  url: '/respond/trigger/m-1/do-it?observable_type=ip&observable_value=45.83.10.7',
  ...more,
});
const [block, isolate, disable] = [action('Block this IP'), action('Isolate host'), action('Disable user')];

const policyOf = (text = '', settings: Partial<Parameters<typeof createPolicy>[0]> = {}) => {
  const read = text ? readPolicy(text) : { file: undefined };
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return createPolicy({ file: read.file, approvals: 0, dryRun: false, ...settings });
};

test('without settings and file: a reason, typing for what hits a machine or a person, no approval, 15 minutes', () => {
  const { termsOf, approversOf, approvalsRoom, auditRoom } = policyOf();
  const usual: Terms = {
    category: 'block',
    allowed: true,
    allowedHere: true,
    confirm: 'reason',
    approvals: 0,
    expiresMs: 900_000,
    dryRun: false,
    timed: true,
  };
  expect(termsOf(block, place)).toEqual(usual);
  expect(termsOf(isolate, place)).toEqual({ ...usual, category: 'isolation', confirm: 'type-value' });
  expect(termsOf(disable, place)).toEqual({ ...usual, category: 'account', confirm: 'type-value' });
  expect([approversOf(block), approvalsRoom, auditRoom]).toEqual([undefined, undefined, undefined]);
});

const scd = action('Add to list', { categories: ['Simple Custom Detections', 'Files'] });
test.each<[string, string, ResponseAction, Partial<Terms>]>([
  ['the default overrides the settings', 'default: {approvals: 1}', block, { approvals: 1, confirm: 'reason' }],
  ['what is not written is left', 'default: {expires: 1h}', block, { approvals: 2, expiresMs: 3_600_000 }],
  [
    'a category overrides the default',
    'default: {approvals: 1}\ncategories: {block: {approvals: 3}}',
    block,
    { approvals: 3 },
  ],
  ['another category does not', 'default: {approvals: 1}\ncategories: {list: {approvals: 3}}', block, { approvals: 1 }],
  [
    'the default leaves typing where it hits a machine',
    'default: {confirm: reason}',
    isolate,
    { confirm: 'type-value' },
  ],
  [
    'the category itself takes typing away',
    'categories: {isolation: {confirm: reason}}',
    isolate,
    { confirm: 'reason' },
  ],
  [
    "XDR's category overrides ours",
    'categories: {list: {approvals: 1}}\nxdr-categories: {simple custom detections: {approvals: 0}}',
    scd,
    { approvals: 0 },
  ],
  [
    "of XDR's categories the later in the file wins",
    'xdr-categories: {Files: {approvals: 3}, Simple Custom Detections: {approvals: 1}}',
    scd,
    { approvals: 1 },
  ],
  [
    'an action overrides all categories',
    'categories: {block: {approvals: 3, timed: false}}\nactions: {do-it: {approvals: 0}}',
    block,
    { approvals: 0, timed: false },
  ],
  [
    'module and id override the id',
    'actions: {umbrella/do-it: {approvals: 3}, do-it: {approvals: 1}}',
    block,
    { approvals: 3 },
  ],
  [
    'so does the id of the instance',
    'actions: {m-1/do-it: {approvals: 3}, do-it: {approvals: 1}}',
    block,
    { approvals: 3 },
  ],
  ['another module does not', 'actions: {Meraki/do-it: {approvals: 3}}', block, { approvals: 2 }],
  [
    'a forbidden action is forbidden here too',
    'actions: {do-it: {allow: false}}',
    block,
    { allowed: false, allowedHere: false },
  ],
  [
    'all forbidden but one',
    'default: {allow: false}\ncategories: {block: {allow: true}}',
    block,
    { allowed: true, allowedHere: true },
  ],
  [
    'all forbidden, this one too',
    'default: {allow: false}\ncategories: {list: {allow: true}}',
    isolate,
    { allowed: false },
  ],
  ['allowed in this channel', 'default: {channels: [slack:C0ROOM, slack:C0OTHER]}', block, { allowedHere: true }],
  ['not in this channel', 'default: {channels: [slack:C0OTHER]}', block, { allowed: true, allowedHere: false }],
  [
    'the channels of an action replace those of its category',
    'categories: {block: {channels: [slack:C0ROOM]}}\nactions: {do-it: {channels: [slack:C0OTHER]}}',
    block,
    { allowedHere: false },
  ],
  [
    'a channel of the same name elsewhere is another',
    'default: {channels: ["teams:C0ROOM"]}',
    block,
    { allowedHere: false },
  ],
  ['dry run of one action', 'actions: {do-it: {dry-run: true}}', block, { dryRun: true }],
  [
    'dry run in this channel, whatever an action says',
    'actions: {do-it: {dry-run: false}}\ndry-run-channels: [slack:C0ROOM]',
    block,
    { dryRun: true },
  ],
  ['dry run in another channel', 'dry-run-channels: [slack:C0OTHER]', block, { dryRun: false }],
])('%s', (_, text, offered, terms) => {
  expect(policyOf(`version: 1\n${text}`, { approvals: 2 }).termsOf(offered, place)).toMatchObject(terms);
});

test('dry run of the whole bot is switched off by nothing', () => {
  const text = 'version: 1\ndefault: {dry-run: false}\nactions: {do-it: {dry-run: false}}';
  expect(policyOf(text, { dryRun: true }).termsOf(block, place).dryRun).toBe(true);
});

test('a channel of Teams is the conversation, also where the link to a post was copied', () => {
  const { termsOf, approvalsRoom, auditRoom } = policyOf(`
version: 1
dry-run-channels: ["teams:19:abc@thread.tacv2;messageid=1700000000000"]
approvals-channel: teams:19:approvers@thread.tacv2
audit-channel: slack:G0AUDIT
`);
  const teams = { ...place, platform: 'teams' as const };
  expect(termsOf(block, { ...teams, channel: '19:abc@thread.tacv2', thread: '17' }).dryRun).toBe(true);
  expect(termsOf(block, { ...teams, channel: '19:abd@thread.tacv2' }).dryRun).toBe(false);
  expect(approvalsRoom).toEqual({ platform: 'teams', channel: '19:approvers@thread.tacv2' });
  expect(auditRoom).toEqual({ platform: 'slack', channel: 'G0AUDIT' });
});

test('who may approve is read for the action, the most particular first', () => {
  const { approversOf } = policyOf(`
version: 1
default: { approvers: [slack:S0SOC] }
actions: { do-it: { approvers: [anna=slack:U012+teams:00000000-0000-0000-0000-0000000000a0] } }
`);
  expect(approversOf(block)).toEqual([expect.objectContaining({ name: 'anna' })]);
  expect(approversOf(action('Block', { id: 'other' }))).toEqual([
    { identities: [{ platform: 'slack', id: 'S0SOC', group: true }] },
  ]);
});

test('JSON says the same as YAML, and has the same digest; comments and the order of keys do not change it', () => {
  const yaml = 'version: 1 # one\ndefault: {approvals: 1, expires: 60m}\naudit-channel: slack:C0AUDIT\n';
  const json = '{\n\t"audit-channel": "slack:C0AUDIT",\n\t"default": {"expires": "1h", "approvals": 1}, "version": 1}';
  const digest = policyOf(yaml).digest;
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(policyOf(json).digest).toBe(digest);
  for (const other of [
    policyOf(),
    policyOf(yaml, { dryRun: true }),
    policyOf(yaml, { approvals: 1 }),
    policyOf(yaml.replace('60m', '61m')),
  ])
    expect(other.digest).not.toBe(digest);
});

describe('what others than modules carry out', () => {
  const judge = action('Block everything', { via: 'judgement' });
  const submit = action('Isolate the sample', { via: 'sandbox' });

  test('has a category of its own, whatever its title says, and is never to be had for a time', () => {
    const { termsOf } = policyOf();
    const own = { confirm: 'reason', approvals: 0, timed: false, allowed: true };
    expect(termsOf(judge, place)).toMatchObject({ category: 'judgement', ...own });
    expect(termsOf(submit, place)).toMatchObject({ category: 'submission', ...own });
  });

  test('is held to the terms of that category', () => {
    const { termsOf } = policyOf(
      'version: 1\ncategories: { block: { approvals: 3 }, judgement: { approvals: 1 }, submission: { allow: false } }',
    );
    expect(termsOf(judge, place)).toMatchObject({ approvals: 1 });
    expect(termsOf(submit, place)).toMatchObject({ allowed: false });
  });

  test('a workflow that is run by itself is a workflow, whatever its id looks like', () => {
    const { termsOf } = policyOf('version: 1\ncategories: { workflow: { approvals: 2 } }');
    expect(termsOf(action('Tidy up', { via: 'workflow' }), place)).toMatchObject({
      category: 'workflow',
      approvals: 2,
    });
    expect(termsOf(action('Block this', { via: 'workflow' }), place)).toMatchObject({
      category: 'block',
      approvals: 2,
    });
  });
});

describe('workflows and ways back', () => {
  const workflow = action('Block domain everywhere', {
    id: '01ZZ0EXAMPLE0WORKFLOW0ID0000000001',
    module: 'XDR Automation',
  });

  test('a workflow counts as what its title says and as a workflow: the stricter holds', () => {
    const strict = policyOf('version: 1\ncategories: { workflow: { approvals: 2 }, block: { approvals: 1 } }');
    expect(strict.termsOf(workflow, place)).toMatchObject({ category: 'block', approvals: 2 });
    const forbidden = policyOf('version: 1\ncategories: { workflow: { allow: false } }');
    expect(forbidden.termsOf(workflow, place)).toMatchObject({ allowed: false, allowedHere: false });
  });

  test('what releases is never reversed by itself', () => {
    const { termsOf } = policyOf('version: 1\ndefault: { timed: true }');
    expect(termsOf(action('Unblock this domain'), place)).toMatchObject({ category: 'release', timed: false });
  });
});
