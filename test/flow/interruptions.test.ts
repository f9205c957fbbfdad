import { htmlAnswer } from '../../demo/xdr/fault.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, openRoom, type Room } from '../support/room.ts';

/** What interrupts watching, through the whole bot: the database's clock is moved by hand. */
let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
beforeEach(() => room.fresh());
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const minute = 60_000;
const until = async (holds: () => boolean | Promise<boolean>) => {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 200) throw new Error(`never held: ${holds}\n${room.texts().join('\n---\n')}`);
    await new Promise((done) => setTimeout(done, 50));
  }
};
const said = (words: string) => () => room.texts().some((text) => text.includes(words));
/** As if the jobs had been stored so long ago. */
const age = (minutes: number) =>
  room.query(`update pgboss.job set created_on = created_on - $1 * interval '1 minute'`, [minutes]);
/** As if what is put off had waited for its time. */
const makeDue = (name = '%') =>
  room.query('update pgboss.job set start_after = now() where start_after > now() and name like $1', [name]);
const annotations = async (states: readonly string[]) => {
  const [row] = await room.query<{ count: number }>(
    "select count(*)::int as count from pgboss.job where name = 'annotate' and state::text = any($1::text[])",
    [states],
  );
  return row!.count;
};
const putOff = async () => {
  const [row] = await room.query<{ count: number }>(
    "select count(*)::int as count from pgboss.job where name = 'annotate' and state = 'retry' and $1",
    [true],
  );
  return row!.count > 0;
};

test('an outage is told to the room once, its end once, and what waited is answered', async () => {
  room.xdr.faults.always('*', htmlAnswer(503));
  await room.say('45.83.10.7', { id: 'm1' });
  await until(putOff);
  await age(2);
  await until(said('Watching pauses: Cisco XDR does not answer.'));
  room.xdr.faults.clear();
  room.pass(2 * minute);
  await until(async () => {
    await makeDue();
    return said('Watching goes on')();
  });
  expect(room.texts().filter((text) => text.includes('Watching'))).toHaveLength(2);
  expect(room.texts().filter((text) => text.includes('45.83.10[.]7'))).toHaveLength(1);
});

test('what waited for 24 hours is told in one summary, and catch-up has it looked up', async () => {
  room.xdr.faults.always('*', htmlAnswer(503));
  for (const [id, text] of [
    ['g1', '45.83.10.7'],
    ['g2', 'internetbadguys.com'],
  ] as const)
    await room.say(text, { id });
  await until(async () => (await annotations(['retry'])) === 2);
  room.pass(25 * 60 * minute);
  // Both are given up before the room is told.
  await until(async () => {
    await makeDue('annotate');
    return (await annotations(['created', 'retry', 'active'])) === 0;
  });
  await until(async () => {
    await makeDue();
    return said('2 messages waited for 24 hours')();
  });
  expect(room.texts().filter((text) => text.includes('waited for 24 hours'))).toHaveLength(1);
  room.xdr.faults.clear();
  room.pass(2 * minute);
  const caughtUp = cardIn(await room.command('catch-up'));
  expect(caughtUp.headline).toBe('Caught up: 2 messages read, 2 to be looked up.');
  await until(said('45.83.10[.]7'));
  await until(said('internetbadguys[.]com'));
  expect(cardIn(await room.command('catch-up')).headline).toContain('Nothing to catch up');
});

test('a time in which nothing could be heard is told, and catch-up reads it from history', async () => {
  await room.say('198.51.100.77', { id: 'm0' }); // a room that is watched
  await room.idle();
  room.sayUnheard('45.83.10.7', 'unheard', 10 * minute);
  const now = Date.now();
  const gap = { kind: 'gap', platform: 'slack', from: now - 20 * minute, until: now } as const;
  expect(await room.answer(gap)).toEqual({ kind: 'silence', reason: 'done' });
  await until(said('I could hear or store nothing for a while'));
  const reply = cardIn(await room.command('catch-up'));
  expect(reply.headline).toMatch(/^Caught up: \d messages? read, \d to be looked up\.$/);
  await until(said('45.83.10[.]7'));
  const [card] = room.cards().filter(({ key }) => key.id.endsWith('/unheard'));
  expect(card!.ref.place.thread).toBe('unheard');
});

test('status knows what waits', async () => {
  room.xdr.faults.always('*', htmlAnswer(503));
  await room.say('45.83.10.7', { id: 'm1' });
  await until(putOff);
  await age(3);
  const status = cardIn(await room.command('status'));
  expect(status.data).toMatchObject({ status: { waiting: { messages: 1, oldest: expect.any(Number) } } });
  expect(JSON.stringify(status)).toContain('1 message, the oldest for 3 minutes');
});
