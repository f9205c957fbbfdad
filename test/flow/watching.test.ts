import { jsonAnswer } from '../../demo/xdr/fault.ts';
import { Failure } from '../../src/failure.ts';
import { removeDirectories } from '../support/database.ts';
import { openRoom, type Room } from '../support/room.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
beforeEach(() => room.fresh());
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

test('a pasted defanged report becomes one card in the thread of its message', async () => {
  const reply = await room.say('hxxp://internetbadguys[.]com/x from 45.83.10.7', { id: 'm1' });
  expect(reply).toEqual({ kind: 'silence', reason: 'stored' });
  await room.idle();
  expect(room.cards()).toHaveLength(1);
  const [card] = room.cards();
  expect(card!.ref.place.thread).toBe('m1');
  expect(card!.card.headline).toContain('malicious');
  expect(room.texts()[0]).toContain('internetbadguys[.]com');
  expect(room.texts()[0]).not.toMatch(/internetbadguys\.com|http:/);
});

test('ordinary chatter costs no call and gets no answer', async () => {
  for (const text of [
    'lunch at 12:30?',
    'bumped node.js to 24.1.0, e.g. in ci.yml',
    'see README.md and main.py',
    'ok :+1:',
  ])
    expect(await room.say(text)).toEqual({ kind: 'silence', reason: 'no-candidates' });
  await room.idle();
  expect(room.xdr.calls.count()).toBe(0);
  expect(room.cards()).toHaveLength(0);
});

test('of a URL only what the setting lets leave reaches XDR', async () => {
  await room.say('https://ann:secret@internetbadguys.com/reset?token=abc123#frag');
  await room.idle();
  const sent = JSON.stringify(room.xdr.calls.list().map((call) => call.body));
  expect(sent).toContain('internetbadguys.com/reset');
  for (const kept of ['ann', 'secret', 'abc123', 'frag']) expect(sent).not.toContain(kept);
});

test('private addresses are not looked up in watching', async () => {
  expect(await room.say('printer at 192.168.1.20 and 10.0.0.7')).toEqual({ kind: 'silence', reason: 'nothing-leaves' });
  await room.idle();
  expect(room.xdr.calls.count()).toBe(0);
});

test('clean observables are met with silence, unknown ones with one neutral sign', async () => {
  await room.say('www.cisco.com', { id: 'clean' });
  await room.say('nobody-knows.example.net', { id: 'unknown' });
  await room.say('gaps.example.net', { id: 'gaps' });
  await room.idle();
  expect(room.cards()).toHaveLength(0);
  expect([...room.signs()].sort((a, b) => a.on.localeCompare(b.on))).toEqual([
    { sign: 'incomplete', on: 'gaps' },
    { sign: 'unknown', on: 'unknown' },
  ]);
});

test('the same delivery twice is one card', async () => {
  await Promise.all([room.say('45.83.10.7', { id: 'm1' }), room.say('45.83.10.7', { id: 'm1' })]);
  await room.say('45.83.10.7', { id: 'm1' });
  await room.idle();
  expect(room.cards()).toHaveLength(1);
});

test('the same observable is not carded again in the same channel root', async () => {
  await room.say('45.83.10.7', { id: 'm1' });
  await room.idle();
  await room.say('again 45.83.10.7', { id: 'm2' });
  await room.say('elsewhere 45.83.10.7', { id: 'm3', channel: 'C-elsewhere' });
  await room.idle();
  expect(room.cards().map(({ ref }) => ref.place.thread)).toEqual(['m1', 'm3']);
});

test('two messages with one observable at the same moment get one card', async () => {
  await Promise.all([room.say('45.83.10.7', { id: 'm1' }), room.say('45.83.10.7', { id: 'm2' })]);
  await room.idle();
  expect(room.cards()).toHaveLength(1);
});

test('an observable whose verdict got worse is carded again', async () => {
  const turns = { type: 'domain', value: 'turns.example.net' } as const;
  room.xdr.setVerdict('Talos Intelligence', turns, { disposition: 'Suspicious' });
  await room.say('turns.example.net', { id: 'm1' });
  await room.idle();
  room.xdr.setVerdict('Talos Intelligence', turns, { disposition: 'Malicious' });
  room.pass(31 * 60_000); // longer than a suspicious verdict is taken as read
  await room.say('turns.example.net', { id: 'm2' });
  await room.idle();
  expect(room.cards().map(({ card }) => card.headline.slice(0, 10))).toEqual(['Suspicious', 'Malicious:']);
});

test('an edit updates the card; a worse headline also gets a line of its own', async () => {
  await room.say('see 45.83.10.7', { id: 'm1' });
  await room.idle();
  expect(room.cards()[0]!.card.headline).toMatch(/suspicious/i);
  await room.say('see 45.83.10.7 and internetbadguys.com', { id: 'm1', version: '2' });
  await room.idle();
  expect(room.cards()).toHaveLength(2);
  expect(room.cards()[0]).toMatchObject({ updates: 1 });
  expect(room.cards()[0]!.card.headline).toMatch(/malicious/i);
  expect(room.cards()[1]!.card.headline).toMatch(/^After an edit/);
});

test('an edit to and fro does not post a line each time', async () => {
  await room.say('see 45.83.10.7', { id: 'm1' });
  await room.idle();
  for (let version = 2; version < 8; version++) {
    await room.say(version % 2 ? 'see 45.83.10.7' : 'see internetbadguys.com', { id: 'm1', version: String(version) });
    await room.idle();
  }
  expect(room.cards()).toHaveLength(2);
});

test('an edit that takes the observables out takes the card back', async () => {
  await room.say('see 45.83.10.7', { id: 'm1' });
  await room.idle();
  await room.say('never mind', { id: 'm1', version: '2' });
  await room.idle();
  expect(room.cards()).toHaveLength(0);
});

test('an edit that turns a sign into a card takes the sign off', async () => {
  await room.say('nobody-knows.example.net', { id: 'm1' });
  await room.idle();
  expect(room.signs()).toHaveLength(1);
  await room.say('nobody-knows.example.net and 45.83.10.7', { id: 'm1', version: '2' });
  await room.idle();
  expect([room.cards().length, room.signs().length]).toEqual([1, 0]);
});

test('an edit of a message without observables, before and after, stores nothing', async () => {
  expect(await room.say('hello', { id: 'm1', version: '2' })).toEqual({ kind: 'silence', reason: 'no-candidates' });
});

test('a deletion withdraws the card, and the next message that holds the observable inherits it', async () => {
  await room.say('45.83.10.7', { id: 'm1' });
  await room.idle();
  await room.say('also 45.83.10.7', { id: 'm2' });
  await room.idle();
  await room.erase('m1');
  await room.idle();
  await new Promise((done) => setTimeout(done, 500));
  expect(room.cards().map(({ ref }) => ref.place.thread)).toEqual(['m2']);
});

test.each([
  ['takes the observable out', 'never mind', ['m2']],
  ['puts another in its place', 'internetbadguys.com', ['m1', 'm2']],
  ['keeps it', 'still 45.83.10.7', ['m1']],
])(
  'when an edit of the first message %s, the next message that holds it is not left without a card',
  async (_, text, carded) => {
    await room.say('45.83.10.7', { id: 'm1' });
    await room.idle();
    await room.say('also 45.83.10.7', { id: 'm2' });
    await room.idle();
    await room.say(text, { id: 'm1', version: '2' });
    await room.idle();
    await new Promise((done) => setTimeout(done, 1200)); // the heir waits for the edited card to have changed
    await room.idle();
    expect([...new Set(room.cards().map(({ ref }) => ref.place.thread))]).toEqual(carded);
  },
);

test('a message deleted while its look-up runs is never carded', async () => {
  room.xdr.setLatency('deliberate', 300);
  await room.say('45.83.10.7', { id: 'm1' });
  await room.erase('m1');
  await room.idle();
  await new Promise((done) => setTimeout(done, 500));
  expect(room.cards()).toHaveLength(0);
});

test('a message deleted while its card is being posted loses it', async () => {
  room.duringNextPost(() => room.erase('m1'));
  await room.say('45.83.10.7', { id: 'm1' });
  await room.idle();
  expect(room.cards()).toHaveLength(0);
});

test('a card whose posting was never confirmed is found again, not posted twice', async () => {
  room.loseNextAnswer();
  await room.say('45.83.10.7', { id: 'm1' });
  await room.idle();
  await room.erase('m1');
  await room.idle();
  expect(room.cards()).toHaveLength(0);
});

test('a card whose posting was never confirmed is found when its message is deleted meanwhile', async () => {
  room.loseNextAnswer();
  await room.say('45.83.10.7', { id: 'm1' });
  await new Promise((done) => setTimeout(done, 300)); // posted, unconfirmed, waiting for its next try
  expect(room.cards()).toHaveLength(1);
  await room.erase('m1');
  await room.idle();
  expect(room.cards()).toHaveLength(0);
});

const bad = '45.83.10.7';
const carded = () => room.cards().map(({ ref }) => ref.place.thread);
const restore = (version = '3') => room.say(bad, { id: 'm1', version, restored: true });

test('a message that was deleted and restored has its card again, as often as it is', async () => {
  await room.say(bad, { id: 'm1', version: '1' });
  await room.idle();
  for (const [deleted, restored] of [
    ['2', '3'],
    ['4', '5'],
  ] as const) {
    expect(carded()).toEqual(['m1']);
    await Promise.all([room.erase('m1', deleted), room.erase('m1', deleted)]);
    await room.idle();
    expect(carded()).toEqual([]);
    await Promise.all([restore(restored), restore(restored)]);
    await restore(restored);
    await room.idle();
  }
  expect(carded()).toEqual(['m1']);
  await room.erase('m1', '6');
  await room.idle();
  expect(carded()).toEqual([]);
});

test('a message restored before its card was taken away ends with one card', async () => {
  await room.say(bad, { id: 'm1' });
  await room.idle();
  room.failNext(new Failure('platform-unavailable', 'down'));
  await room.erase('m1', '2');
  await restore();
  await new Promise((done) => setTimeout(done, 2500)); // what failed is tried again
  await room.idle();
  expect(carded()).toEqual(['m1']);
});

test.each([
  ['while its restoring waits', '', 0],
  ['while it is looked up again', '300', 150],
])('a message deleted again %s is not carded', async (_, latency, wait) => {
  await room.say(bad, { id: 'm1' });
  await room.idle();
  await room.erase('m1', '2');
  await room.idle();
  if (latency) room.xdr.setLatency('deliberate', Number(latency));
  room.pass(31 * 60_000);
  const restoring = restore();
  if (wait) await new Promise((done) => setTimeout(done, wait));
  await Promise.all([restoring, room.erase('m1', '4')]);
  await room.idle();
  expect(carded()).toEqual([]);
  await restore(); // delivered once more
  await room.idle();
  expect(carded()).toEqual([]);
});

test('a message deleted again while its card is being posted again loses it', async () => {
  await room.say(bad, { id: 'm1' });
  await room.idle();
  await room.erase('m1', '2');
  await room.idle();
  room.duringNextPost(() => room.erase('m1', '4'));
  await restore();
  await room.idle();
  expect(carded()).toEqual([]);
});

test('a deletion that is heard after its restoring takes the card: rather none than one under a deleted message', async () => {
  await room.say(bad, { id: 'm1' });
  await room.idle();
  await restore();
  await room.idle();
  expect(carded()).toEqual(['m1']);
  await room.erase('m1', '2');
  await room.idle();
  expect(carded()).toEqual([]);
  await restore('5');
  await room.idle();
  expect(carded()).toEqual(['m1']);
});

test('a restored message without observables is silent, and speaks when an edit brings some', async () => {
  await room.say(bad, { id: 'm1' });
  await room.idle();
  await room.erase('m1', '2');
  await room.idle();
  await room.say('never mind', { id: 'm1', version: '3', restored: true });
  await room.idle();
  expect(carded()).toEqual([]);
  await room.say(bad, { id: 'm1', version: '4' });
  await room.idle();
  expect(carded()).toEqual(['m1']);
});

test('who inherited from a message inherits from it again when it was restored and deleted once more', async () => {
  const steps: readonly [() => Promise<unknown>, readonly string[]][] = [
    [() => room.say(bad, { id: 'm1' }), ['m1']],
    [() => room.say(bad, { id: 'm2' }), ['m1']],
    [() => room.erase('m1', '2'), ['m2']],
    [() => room.say('never mind', { id: 'm2', version: '2' }), []],
    [() => restore('3'), ['m1']],
    [() => room.say(bad, { id: 'm2', version: '3' }), ['m1']],
    [() => room.erase('m1', '4'), ['m2']],
    [() => restore('5'), ['m2']], // the other has said it
  ];
  for (const [step, left] of steps) {
    await step();
    await room.idle();
    await room.idle();
    expect(carded()).toEqual(left);
  }
});

test('an outage of XDR is waited for, and the message is answered once', async () => {
  room.xdr.faults.next('deliberate', jsonAnswer(503, { error: 'down' }), 4);
  await room.say('45.83.10.7', { id: 'm1' });
  for (let tries = 0; room.cards().length === 0 && tries < 150; tries++)
    await new Promise((done) => setTimeout(done, 100));
  expect(room.cards()).toHaveLength(1);
});

test('a platform that refuses one post gets it again', async () => {
  room.failNext(new Failure('platform-unavailable', 'down'));
  await room.say('45.83.10.7', { id: 'm1' });
  for (let tries = 0; room.cards().length === 0 && tries < 100; tries++)
    await new Promise((done) => setTimeout(done, 100));
  expect(room.cards()).toHaveLength(1);
});

test('500 observables in one message are one card with bounded work', async () => {
  const many = Array.from({ length: 500 }, (_, n) => `45.84.${n >> 8}.${n & 255}`).join('\n');
  await room.say(`internetbadguys.com\n${many}`, { id: 'm1' });
  for (let tries = 0; room.cards().length === 0 && tries < 100; tries++)
    await new Promise((done) => setTimeout(done, 50));
  expect(room.cards()).toHaveLength(1);
  expect(room.texts()[0]!.length).toBeLessThan(4000);
  expect(room.xdr.calls.count('deliberate')).toBeLessThanOrEqual(26);
});

test('a message of a mebibyte is read, and its one observable found', async () => {
  const chatter = 'lunch at noon? see the wiki, e.g. node.js 24.1.0 ... ';
  await room.say(`${chatter.repeat(10_000)} 45.83.10.7 ${chatter.repeat(10_000)}`, { id: 'm1' });
  await room.idle();
  expect(room.cards()).toHaveLength(1);
  expect(room.xdr.calls.count('inspect')).toBeLessThanOrEqual(1);
});

test('ten thousand observables in one message are told, not all looked up', async () => {
  const many = Array.from({ length: 10_000 }, (_, n) => `45.${85 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`).join(' ');
  await room.say(`internetbadguys.com ${many}`, { id: 'm1' });
  for (let tries = 0; room.cards().length === 0 && tries < 200; tries++)
    await new Promise((done) => setTimeout(done, 50));
  expect(room.cards()[0]!.card.data).toMatchObject({ kind: 'verdicts', found: 10_001, kept: 0 });
  expect(room.texts()[0]).toContain('Only the first 500 of 10001');
  expect(room.xdr.calls.count('deliberate')).toBeLessThanOrEqual(26);
});

test('alerts of bots are watched, but two bots cannot keep each other talking', async () => {
  for (let n = 1; n <= 12; n++) {
    room.xdr.setVerdict('Talos Intelligence', { type: 'ip', value: `203.0.113.${n}` }, {
      disposition: 'malicious',
    } as never);
    await room.say(`alert ${n}: 203.0.113.${n}`, { id: `m${n}`, thread: 'root', bot: true });
    await room.idle();
  }
  expect(room.cards().length).toBeGreaterThan(0);
  expect(room.cards().length).toBeLessThanOrEqual(5);
});

test('a channel that an admin has switched off is not read', async () => {
  const reply = await room.command('watch off', {
    person: { platform: 'slack', workspace: 'T1', id: 'UADMIN', standing: 'member', groups: [] },
  });
  expect(reply).toMatchObject({ kind: 'card', audience: 'room' });
  expect(await room.say('45.83.10.7')).toEqual({ kind: 'silence', reason: 'not-watched' });
});

test('a wave of alerts in a channel is carded to its end, a loop of bots in a thread is not', async () => {
  const bad = ['45.83.10.7', 'disputed.example.net', 'phish.example.org', 'internetbadguys.com'];
  const urls = ['a', 'b', 'c'].map((path) => `http://internetbadguys.com/${path}`);
  const all = [...bad, ...urls];
  for (const text of all) await room.say(text, { bot: true });
  await room.idle();
  expect(room.cards()).toHaveLength(all.length);
  room.fresh();
  for (const text of all) {
    await room.say(text, { bot: true, thread: 'loop' });
    await room.idle();
  }
  expect(room.cards()).toHaveLength(5);
});
