import { RESET } from '../../demo/xdr/fault.ts';
import { failWith, runThen } from '../../demo/xdr/triggers.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { removeDirectories } from '../support/database.ts';
import { openRespondingRoom, people, type RespondingRoom } from '../support/responding-room.ts';
import { cardIn, member } from '../support/room.ts';

const analyst = member('UANALYST');
let room: RespondingRoom;
beforeAll(async () => {
  room = await openRespondingRoom({
    policy: 'version: 1\nactions:\n  block: { approvals: 1 }\napprovals-channel: slack:CAPPROVE\n',
  });
});
beforeEach(() => room.fresh());
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const shown = async (words: string, channel = room.place().channel) =>
  plainText(cardIn(await room.command(words, { person: analyst, place: { ...room.place(), channel } })));

test('response actions stand in the timeline and are counted in the room that asked, not where they were approved', async () => {
  await room.ask('internetbadguys.com', 'Block this domain', { reason: 'seen in INC-42' });
  await room.settled();
  expect(await shown('room summary')).toContain('Response actions: 1 waiting or running');
  const [there] = room.cards().filter(({ ref }) => ref.place.channel === 'CAPPROVE');
  await room.press('Approve', there!.card, people.ben, {
    place: { ...room.place(), channel: 'CAPPROVE' },
  });
  await room.settled();
  const text = await shown('room timeline');
  expect(text).toMatch(
    /Confirmed {2}.*internetbadguys\[\.\]com Block this domain \(.*\); reason: seen in INC-42 \(by Anna/,
  );
  expect(text.indexOf('Confirmed')).toBeLessThan(text.indexOf('Done'));
  expect(text).not.toContain('Approved');
  expect(await shown('room summary')).toContain('Response actions: 1 done');
  // Where it was approved, that happened, and the action is another room's.
  expect(await shown('room timeline', 'CAPPROVE')).toContain('Approved');
  expect(await shown('room summary', 'CAPPROVE')).toContain('Response actions: none');
});

test.each([
  ['failed', failWith('The list is full'), '1 failed'],
  ['with an unknown outcome', runThen(RESET), '1 with an unknown outcome'],
] as const)('an action that ended %s is counted so', async (_, behaviour, words) => {
  room.xdr.setTrigger('add-to-feed', behaviour);
  await room.ask('internetbadguys.com', 'Add', {});
  await room.settled();
  expect(await shown('room summary')).toContain(`Response actions: ${words}`);
});

test('an attempt that was refused is not told', async () => {
  await room.command('respond internetbadguys.com', { person: member('UNOBODY') });
  expect((await room.audit()).at(-1)).toMatchObject({ event: 'attempt.refused' });
  expect(await shown('room timeline')).toContain('nothing was collected');
});
