import { plainText } from '../../src/cards/plain-text.ts';
import { removeDirectories } from '../support/database.ts';
import { openRespondingRoom, people, type RespondingRoom } from '../support/responding-room.ts';
import { cardIn, formIn } from '../support/room.ts';

const { anna, ben } = people;
const domain = 'internetbadguys.com';
const opened: RespondingRoom[] = [];
const roomWith = async (policy: string): Promise<RespondingRoom> => {
  const room = await openRespondingRoom({ client: 'everything', stores: true, policy: `version: 1\n${policy}` });
  opened.push(room);
  return room;
};
afterAll(async () => {
  for (const room of opened) await room.stop();
  await removeDirectories();
});
const ours = (room: RespondingRoom) => room.xdr.judgements.list().filter(({ source }) => source === 'xdr-chatops');
const judged = async (room: RespondingRoom, words: string) => {
  const card = cardIn(await room.command(`judge ${words}`, { person: anna }));
  const form = formIn(await room.press('Judge', card, anna));
  await room.submit(form, { reason: 'r' }, anna);
  return card;
};

test('what the policy forbids is not offered', async () => {
  const room = await roomWith('categories:\n  judgement: { allow: false }');
  const card = cardIn(await room.command(`judge ${domain} malicious`, { person: anna }));
  expect(card.data).toMatchObject({ kind: 'refusal', why: 'not-permitted' });
  expect(plainText(card)).toContain('the policy forbids this action');
});

test('an approval is somebody else’s, and only then it is written; its undo wants one too', async () => {
  const room = await roomWith('categories:\n  judgement: { approvals: 1 }');
  const card = await judged(room, `${domain} malicious`);
  expect(plainText(card)).toContain('1 approval');
  expect(await room.settled()).toContain('Waiting for 1 approval');
  await room.press('Approve', room.card(), anna);
  await room.settled();
  expect(ours(room)).toEqual([]);
  await room.press('Approve', room.card(), ben);
  await room.settled();
  expect(ours(room)).toHaveLength(1);
  await room.submit(formIn(await room.press('Undo', room.card(), anna)), { reason: 'r' }, anna);
  expect(await room.settled()).toContain('Waiting for 1 approval');
  await room.press('Approve', room.card(), ben);
  await room.settled();
  expect(room.xdr.calls.count('judgement-expire')).toBe(1);
});

test('one disposition may want more than the others', async () => {
  const room = await roomWith('actions:\n  judge-clean: { approvals: 1 }');
  await judged(room, `${domain} malicious`);
  await room.settled();
  expect(ours(room)).toHaveLength(1);
  await judged(room, `${domain} clean`);
  expect(await room.settled()).toContain('Waiting for 1 approval');
  expect(ours(room)).toHaveLength(1);
});

test('a practice writes nothing', async () => {
  const room = await roomWith('categories:\n  judgement: { dry-run: true }');
  const card = await judged(room, `${domain} malicious`);
  expect(plainText(card)).toContain('Dry run');
  expect(await room.settled()).toContain('Dry run done');
  expect(ours(room)).toEqual([]);
  expect(JSON.stringify(room.card().parts)).not.toContain('Undo');
});
