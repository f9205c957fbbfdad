import type { MessageRef, Place } from '../src/incoming.ts';
import { postBeside } from '../src/post-beside.ts';
import type { PostKey } from '../src/reply.ts';

const place: Place = {
  platform: 'slack',
  workspace: 'T1',
  channel: 'C1',
  thread: '1.1',
  kind: 'channel',
  outsiders: false,
};
const card = { headline: 'News', simulated: true, parts: [] };

/** Posts where `takes` says, and tells what was asked. */
const outbox = (takes: (where: Place) => boolean) => {
  const asked: { thread: string | undefined; key: PostKey }[] = [];
  return {
    asked,
    post: async (where: Place, _: unknown, key: PostKey): Promise<MessageRef | 'gone'> => {
      asked.push({ thread: where.thread, key });
      return takes(where) ? { place: where, id: 'posted' } : 'gone';
    },
  };
};
const inThread = { id: 'one', maybePosted: false };

test('stands in the thread, and somebody waits for what is posted for the first time', async () => {
  const to = outbox(() => true);
  expect(await postBeside(to, place, card, inThread)).toMatchObject({ place: { thread: '1.1' } });
  expect(to.asked).toEqual([{ thread: '1.1', key: { ...inThread, urgent: true } }]);
  await postBeside(to, place, card, { id: 'two', maybePosted: true });
  expect(to.asked[1]!.key).toEqual({ id: 'two', maybePosted: true });
});

test('stands beside a thread that has vanished, under a key of its own', async () => {
  const to = outbox(({ thread }) => thread === undefined);
  const posted = await postBeside(to, place, card, inThread);
  expect(posted).toMatchObject({ id: 'posted', place: { channel: 'C1' } });
  expect(posted?.place.thread).toBeUndefined();
  expect(to.asked.map(({ thread, key }) => [thread, key.id])).toEqual([
    ['1.1', 'one'],
    [undefined, 'one/root'],
  ]);
});

test('where there is no such place, nothing stands', async () => {
  expect(
    await postBeside(
      outbox(() => false),
      place,
      card,
      inThread,
    ),
  ).toBeUndefined();
});
