import { jsonAnswer } from '../../demo/xdr/fault.ts';
import { MODULE_FAILURES, type Opinion } from '../../demo/xdr/opinion.ts';
import { Failure } from '../../src/failure.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, member, openRoom, type Room } from '../support/room.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const address = { type: 'ip', value: '198.51.100.77' };
const bad: Opinion = { disposition: 'Malicious', validFor: 'open' };

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
beforeEach(async () => {
  room.fresh();
  await room.query('delete from tracks');
  room.xdr.setVerdict('Talos Intelligence', address, undefined);
});
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const says = (opinion: Opinion | undefined) => room.xdr.setVerdict('Talos Intelligence', address, opinion);
const rowsOf = () =>
  room.query<{ checks: number; due_at: Date; untold: unknown; ends_at: Date }>('select * from tracks order by id');
/** Waits until the look that is due by now was made, and everybody was told. */
const settled = async () => {
  for (let tries = 0; tries < 400; tries++) {
    const [row] = await room.query<{ busy: number }>(
      'select count(*) as busy from tracks where due_at <= $1 or untold is not null or taken_until is not null or card is null',
      [new Date(room.now())],
    );
    if (Number(row?.busy) === 0) return room.idle();
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`not settled: ${JSON.stringify(await rowsOf())}`);
};
const pass = async (ms: number) => {
  room.pass(ms);
  await settled();
};
const track = async (words = `track ${address.value}`, more = {}) => {
  const reply = await room.command(words, more);
  await room.idle();
  return reply;
};
const headlines = () => room.cards().map(({ card }) => card.headline);
const deliberations = () => room.xdr.calls.list().filter(({ path }) => path.includes('deliberate')).length;

test('what is tracked has a card in the room, and only the asker is told that it is', async () => {
  const reply = await track();
  expect(reply).toMatchObject({ kind: 'card', audience: 'asker' });
  expect(cardIn(reply).headline).toBe('Tracked: 198.51.100[.]77');
  expect(headlines()).toEqual([expect.stringContaining('Tracked: Unknown: 198.51.100[.]77')]);
  expect(room.texts()[0]).toContain('Tracked for');
});

test('it gets worse: the card changes, and its thread is told in one line', async () => {
  await track();
  says(bad);
  await pass(11 * minute);
  const [card, line, ...more] = room.cards();
  expect(more).toEqual([]);
  expect(card!.card.headline).toContain('Tracked: Malicious');
  expect(line!.ref.place.thread).toBe(card!.ref.id);
  expect(line!.card.headline).toBe('Now malicious: 198.51.100[.]77, was unknown; by Talos Intelligence.');
  await pass(11 * minute);
  expect(room.cards()).toHaveLength(2);
});

test('it gets better: told as well', async () => {
  says(bad);
  await track();
  says({ disposition: 'Clean', validFor: 'open' });
  await pass(11 * minute);
  expect(headlines()[1]).toBe('Now clean: 198.51.100[.]77, was malicious; by Talos Intelligence.');
});

test('a source that does not answer has not changed its mind, and XDR that is away changes nothing', async () => {
  says(bad);
  await track();
  says(undefined);
  for (const failure of ['timedOut', 'broken', 'tooMany'] as const) {
    room.xdr.setModule('Talos Intelligence', { failure: MODULE_FAILURES[failure] });
    await pass(11 * minute);
  }
  room.xdr.setModule('Talos Intelligence', { failure: null });
  room.xdr.faults.always('deliberate', jsonAnswer(503));
  room.pass(11 * minute);
  await new Promise((done) => setTimeout(done, 1500));
  room.xdr.faults.clear();
  expect(headlines()).toEqual([expect.stringContaining('Tracked: Malicious')]);
  // What it had to say meanwhile is not lost.
  await pass(30 * minute);
  await pass(2 * hour);
  expect(headlines()[1]).toBe('Now unknown: 198.51.100[.]77, was malicious; none of 7 sources knows it.');
});

test('a verdict that comes to its own end is looked up then, and told', async () => {
  says({ ...bad, validFor: 7 * minute });
  await track();
  const rest = (await rowsOf())[0]!.due_at.getTime() - room.now();
  expect(rest).toBeGreaterThan(6 * minute);
  expect(rest).toBeLessThan(8 * minute); // and not ten minutes
  says(undefined);
  await pass(8 * minute);
  expect(headlines()[1]).toMatch(/^Now unknown: .*, was malicious, the verdict of Talos Intelligence ran out;/);
});

test('a verdict that runs out beside others is told, one that is given again is not', async () => {
  room.xdr.setVerdict('Umbrella', address, bad);
  says({ ...bad, validFor: 2 * hour });
  await track();
  await pass(2 * hour + minute);
  await pass(hour);
  expect(room.cards()).toHaveLength(1); // given again with each look
  says(undefined);
  await pass(3 * hour);
  await pass(hour);
  expect(headlines()[1]).toBe(
    'Still malicious: 198.51.100[.]77, the verdict of Talos Intelligence ran out; by Umbrella.',
  );
});

test('many that are due share a call, past what is known, at watching’s rank', async () => {
  for (let n = 0; n < 15; n++) await track(`track 198.51.100.${100 + n}`);
  await settled();
  room.xdr.calls.clear();
  await pass(11 * minute);
  expect(deliberations()).toBe(1);
  expect(new Set((await rowsOf()).map(({ checks }) => checks))).toEqual(new Set([1]));
});

test('it rests longer the longer it is tracked', async () => {
  await track();
  const due = async () => Math.round(((await rowsOf())[0]!.due_at.getTime() - room.now()) / minute);
  expect(await due()).toBe(10);
  await pass(hour + minute);
  expect(await due()).toBe(60);
  await pass(6 * hour);
  expect(await due()).toBe(180);
  await pass(day);
  expect(await due()).toBe(360);
});

test('it ends by itself with one line, and is asked about no more', async () => {
  await track(`track ${address.value} for 1h`);
  await pass(hour + minute);
  expect(headlines()).toEqual([
    expect.stringContaining('No longer tracked'),
    expect.stringMatching(/^No longer tracked: 198.51.100\[\.\]77: its time is over. It is unknown/),
  ]);
  expect(await rowsOf()).toEqual([]);
  room.xdr.calls.clear();
  await pass(day);
  expect(room.xdr.calls.count()).toBe(0);
});

test('how long is read from the words, within bounds', async () => {
  const until = async (words: string) => {
    await room.query('delete from tracks');
    const card = cardIn(await track(`track ${address.value} ${words}`));
    if (card.data?.kind === 'refusal') return card.data.why;
    return Math.round(((await rowsOf())[0]!.ends_at.getTime() - room.now()) / hour);
  };
  expect(await until('')).toBe(7 * 24);
  expect(await until('for 1h')).toBe(1);
  expect(await until('for 30d')).toBe(30 * 24);
  expect(await until('for 3 days')).toBe(72);
  expect(await until('for 31d')).toBe('usage');
  expect(await until('for 0h')).toBe('usage');
});

test('the button tracks where it is pressed, once however often; it is listed and ended by anybody of the room', async () => {
  says(bad);
  await room.say(address.value, { id: 'm1' });
  await room.idle();
  const [verdict] = room.cards();
  const inThread = { place: verdict!.ref.place };
  expect(cardIn(await room.press('Track', verdict!.card, member('U2'), inThread)).headline).toMatch(/^Tracked: /);
  expect(cardIn(await room.press('Track', verdict!.card, member('U3'), inThread)).headline).toMatch(/^Tracked already/);
  await settled();
  expect(room.cards()).toHaveLength(2);
  expect(room.cards()[1]!.ref.place.thread).toBe('m1');

  const listed = cardIn(await room.command('track list', { person: member('U4') }));
  expect(JSON.stringify(listed)).toContain('198.51.100[.]77');
  const elsewhere = { ...room.place(), channel: 'C-elsewhere' };
  expect(cardIn(await room.command('track', { place: elsewhere })).headline).toContain('Nothing is tracked');
  expect(cardIn(await room.command('untrack all', { place: elsewhere })).data?.kind).toBe('refusal');

  const ended = await room.command(`untrack ${address.value}`, { person: member('U4') });
  expect(ended).toMatchObject({ audience: 'room', card: { headline: 'No longer tracked: 198.51.100[.]77' } });
  await room.idle();
  expect(await rowsOf()).toEqual([]);
  expect(headlines()[1]).toContain('No longer tracked');
  expect(room.cards()).toHaveLength(2);
});

test('guests and strangers may not, and nothing is asked for them', async () => {
  room.xdr.calls.clear();
  for (const standing of ['guest', 'stranger', 'bot'] as const) {
    const reply = await room.command(`track ${address.value}`, { person: member('U9', { standing }) });
    expect(cardIn(reply).data).toMatchObject({ kind: 'refusal', why: 'not-permitted' });
  }
  expect(room.xdr.calls.count()).toBe(0);
});

test('a room and a person have room for twenty', async () => {
  for (let n = 0; n < 20; n++) await track(`track 198.51.100.${100 + n}`, { person: member(`UMANY${n % 3}`) });
  expect(cardIn(await track()).headline).toContain('this conversation tracks 20');
  await room.query("update tracks set channel = id, asked_by = 'U1'");
  expect(cardIn(await track()).headline).toContain('you have asked for 20');
});

test('what the platform did not take is told later, once', async () => {
  await track();
  says(bad);
  room.loseNextAnswer();
  room.pass(11 * minute);
  await new Promise((done) => setTimeout(done, 600));
  await room.query("update pgboss.job set start_after = now() where state in ('created', 'retry')");
  await settled();
  expect(headlines().filter((one) => one.startsWith('Now malicious'))).toHaveLength(1);
});

test('where we cannot post nothing is tracked, and an archived room ends it', async () => {
  room.failNext(new Failure('place-gone', 'not in channel'));
  expect(cardIn(await track()).data?.kind).toBe('refusal');
  expect(await rowsOf()).toEqual([]);
  expect(cardIn(await track(undefined, { botIsMember: false })).data?.kind).toBe('refusal');

  await track();
  says(bad);
  room.duringNextPost(async () => {
    throw new Failure('place-gone', 'is_archived');
  });
  room.pass(11 * minute);
  await settled();
  expect(await rowsOf()).toEqual([]);
});
