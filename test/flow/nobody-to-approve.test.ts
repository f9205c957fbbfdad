import { plainText } from '../../src/cards/plain-text.ts';
import type { Place } from '../../src/incoming.ts';
import { createPolicy } from '../../src/response-actions/policy.ts';
import { readPolicy } from '../../src/response-actions/read-policy.ts';
import { removeDirectories } from '../support/database.ts';
import { openRespondingRoom, people, type RespondingRoom } from '../support/responding-room.ts';
import { cardIn, formIn } from '../support/room.ts';

const { anna } = people;
let room: RespondingRoom;
beforeAll(async () => {
  room = await openRespondingRoom({
    policy: `
version: 1
actions:
  unblock: { approvals: 1 }
`,
  });
});
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

test('in a direct message, a time that brings an approval with it is refused where nobody could approve', async () => {
  const place: Place = { ...room.place(), channel: 'DANNA', kind: 'direct' };
  const offers = cardIn(await room.command('respond internetbadguys.com', { person: anna, place }));
  const form = formIn(await room.press('Block this domain', offers, anna, { place }));
  const reply = await room.submit(form, { reason: 'r', after: '60' }, anna, { place });
  expect(reply.kind).toBe('card');
  expect(plainText(cardIn(reply))).toContain('approvals-channel');
});

test('approvers of workflows approve every workflow', () => {
  const read = readPolicy('version: 1\ncategories:\n  workflow: { approvals: 1, approvers: [slack:UCARL] }\n');
  const policy = createPolicy({ file: 'file' in read ? read.file : undefined, approvals: 0, dryRun: false });
  const id = '01SIMULATED0WORKFLOW0ID000000001';
  const url = `/respond/trigger/m/${id}?action-id=${id}&observable_type=ip&observable_value=198.51.100.7`;
  const action = { id, title: 'Isolate host', categories: [], module: 'XDR Automation', moduleId: 'm', url };
  expect(policy.termsOf(action, room.place()).approvals).toBe(1);
  expect(JSON.stringify(policy.approversOf(action) ?? 'CHATOPS_APPROVERS')).toContain('UCARL');
});
