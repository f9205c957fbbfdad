import { jsonAnswer, tooManyRequests } from '../../demo/xdr/fault.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, member, openRoom, type Room } from '../support/room.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
beforeEach(() => room.fresh());
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const analyst = member('UANALYST');
const said = async (words: string, more = {}) => plainText(cardIn(await room.command(words, more)));

test('enrich takes a paragraph and answers in the room, worst first', async () => {
  const reply = await room.command('enrich www.cisco.com then hxxps://internetbadguys[.]com/a and 45[.]83[.]10[.]7');
  expect(reply).toMatchObject({ kind: 'card', audience: 'room' });
  const text = plainText(cardIn(reply));
  expect(text.indexOf('Malicious')).toBeLessThan(text.indexOf('Suspicious'));
  expect(text.indexOf('Suspicious')).toBeLessThan(text.indexOf('cisco'));
});

test('a command looks private addresses up, watching does not', async () => {
  await room.command('enrich 10.0.0.7');
  expect(JSON.stringify(room.xdr.calls.list('deliberate')[0]?.body)).toContain('10.0.0.7');
});

test.each([
  ['enrich --private 45.83.10.7'],
  ['enrich 45.83.10.7 --private'],
  ['status'],
  ['help'],
  ['frobnicate'],
  ['enrich'],
  ['enrich —private 45.83.10.7'],
  ['enrich --secret 45.83.10.7'], // no such option
  ['pivot nothing here'], // used wrongly
  ['pivot 45.83.10.7 and 45.83.10.8'], // one would be passed over
  ['details 45.83.10.7'], // refused: not an analyst
])('%s is for the asker alone', async (words) => {
  expect(await room.command(words)).toMatchObject({ kind: 'card', audience: 'asker' });
});

test.each(['frobnicate', 'status', 'help', 'enrich', 'details 45.83.10.7', 'watch off'])(
  '%s by a member makes no call',
  async (words) => {
    await room.command(words);
    expect(room.xdr.calls.count()).toBe(0);
  },
);

test.each(['guest', 'stranger', 'bot'] as const)('a %s is refused before any call', async (standing) => {
  const reply = await room.command('enrich 45.83.10.7', { person: member('U9', { standing }) });
  expect(reply).toMatchObject({ audience: 'asker', card: { data: { kind: 'refusal', why: 'not-permitted' } } });
  expect(room.xdr.calls.count()).toBe(0);
});

test('a guest is told that he may not, but no more often than members are answered', async () => {
  const person = member('UGUEST', { standing: 'guest' });
  const replies = await Promise.all(Array.from({ length: 31 }, () => room.command('help', { person })));
  const why = replies
    .map((reply) => cardIn(reply).data)
    .filter((data) => data?.kind === 'refusal' && data.why === 'too-many');
  expect(why).toHaveLength(1);
});

test('every card of a simulation says so, usage and refusals too', async () => {
  for (const words of ['frobnicate', 'enrich', 'help', 'status', 'watch', 'details a'])
    expect(cardIn(await room.command(words, { person: member('UADMIN') })).simulated).toBe(true);
});

test('text without an observable is told so', async () => {
  expect(await said('enrich nothing to see here')).toContain('no observable');
  expect(room.xdr.calls.count()).toBe(0);
});

test('details show judgements with their reasons to analysts', async () => {
  const text = await said('details internetbadguys[.]com', { person: analyst });
  expect(text).toMatch(/Judgements/);
  expect(text).toMatch(/Sightings/);
});

test('details of a URL explain its host too, since it decides', async () => {
  const card = cardIn(await room.command('details https://internetbadguys.com/login', { person: analyst }));
  expect(card.headline).toContain('malicious');
  expect(plainText(card)).toContain('Judgements of internetbadguys[.]com');
});

test('status says when the bot is not in the channel', async () => {
  expect(await said('status', { botIsMember: false })).toMatch(/In this channel.*no/);
});

test('details where outsiders may read go to the analyst alone', async () => {
  const place = { ...room.place(), outsiders: true };
  expect(await room.command('details 45.83.10.7', { person: analyst, place })).toMatchObject({ audience: 'asker' });
  expect(await room.command('enrich 45.83.10.7', { person: analyst, place })).toMatchObject({ audience: 'room' });
});

test('pivot links only to hosts that may be linked to', async () => {
  const card = cardIn(await room.command('pivot hostile.example.net'));
  const urls = card.parts.flatMap((part) => (part.part === 'links' ? part.links.map((link) => link.url) : []));
  for (const url of urls) expect(new URL(url)).toMatchObject({ protocol: 'https:', username: '' });
});

test('inspect sends its text whole, in pieces that Inspect takes, and says so', async () => {
  const text = await said(`inspect ${'word '.repeat(900)} 45.83.10.7`);
  expect(room.xdr.calls.list('inspect').length).toBeGreaterThan(1);
  expect(text).toContain('45.83.10[.]7');
  expect(text).toMatch(/whole text/);
});

test('a mention with an observable and no verb means enrich; ordinary words get the usage', async () => {
  expect(await said('45.83.10.7', { from: 'mention' })).toContain('45.83.10[.]7');
  expect(cardIn(await room.command('what is this', { from: 'mention' })).data).toMatchObject({ why: 'usage' });
  expect(await said('have you seen 45.83.10.7', { from: 'direct' })).toContain('45.83.10[.]7');
});

test('a mention that the platform delivers twice is answered once', async () => {
  const replies = await Promise.all([1, 2].map(() => room.command('45.83.10.7', { from: 'mention', key: 'same' })));
  expect(replies.map((reply) => reply.kind).sort()).toEqual(['card', 'silence']);
});

test('one person gets 30 commands a minute', async () => {
  const person = member('UBUSY');
  const replies = await Promise.all(Array.from({ length: 31 }, () => room.command('help', { person })));
  const refused = replies.filter((reply) => cardIn(reply).data?.kind === 'refusal');
  expect(refused).toHaveLength(1);
  room.pass(61_000);
  expect(cardIn(await room.command('help', { person })).data?.kind).toBe('help');
});

test('more than ten observables fold into rows, and Show all shows the rest to whoever presses it', async () => {
  const card = cardIn(await room.command(`enrich ${Array.from({ length: 24 }, (_, n) => `203.0.113.${n}`).join(' ')}`));
  expect(card.parts.find((part) => part.part === 'rows')?.rows).toHaveLength(10);
  const all = await room.press('Show all', card, member('U2'));
  expect(all).toMatchObject({ audience: 'asker', dialog: true });
  expect(plainText(cardIn(all)).match(/203\.0\.113/g)!.length).toBeGreaterThanOrEqual(24);
});

test('the button Details is for analysts, and a forged press does nothing', async () => {
  const card = cardIn(await room.command('enrich internetbadguys.com'));
  expect(plainText(cardIn(await room.press('Details', card)))).toMatch(/Judgements/);
  expect(cardIn(await room.press('Details', card, member('U2'))).data).toMatchObject({ why: 'not-permitted' });
  const calls = room.xdr.calls.count();
  const forged = await room.answer({
    kind: 'press',
    key: 'x',
    press: 'forged{"do":"details"}',
    person: analyst,
    place: room.place(),
  });
  expect(cardIn(forged).data).toMatchObject({ kind: 'refusal', why: 'expired' });
  expect(room.xdr.calls.count()).toBe(calls);
});

test('a failure is a card with a reference code that stands in the log', async () => {
  room.xdr.faults.always('deliberate', jsonAnswer(500, { error: 'down', trace_id: 'trace-1' }));
  const card = cardIn(await room.command('enrich 45.83.10.7'));
  expect(card.data).toMatchObject({ kind: 'failure', failure: 'unavailable' });
  expect(plainText(card)).toMatch(/Reference [A-Z0-9]{6}/);
  expect(plainText(card)).toContain('trace-1');
});

test('a rate limit is told with the time of the next try', async () => {
  room.xdr.faults.always('deliberate', tooManyRequests('3172s'));
  const card = cardIn(await room.command('enrich 45.83.10.7'));
  expect(card.data).toMatchObject({ kind: 'refusal', why: 'rate-limited' });
});

test('500 observables in one command are bounded work, where it is answered at once', async () => {
  const many = Array.from({ length: 600 }, (_, n) => `198.18.${n >> 8}.${n & 255}`).join(' ');
  const card = cardIn(await room.command(`enrich ${many}`, { botIsMember: false }));
  expect(card.data).toMatchObject({ kind: 'verdicts', found: 600 });
  expect(room.xdr.calls.count('deliberate')).toBe(25);
});

test('status says how XDR, budget and this channel are', async () => {
  const text = await said('status');
  for (const word of ['XDR', 'Scopes', 'Budget', 'Watching here', 'Version']) expect(text).toContain(word);
});

test('only admins switch watching', async () => {
  expect(cardIn(await room.command('watch all')).data).toMatchObject({ why: 'not-permitted' });
  expect(await room.command('watch all', { person: member('UADMIN') })).toMatchObject({ audience: 'room' });
  const direct = { ...room.place(), channel: 'D1', kind: 'direct' as const };
  for (const words of ['watch all', 'files on']) {
    const elsewhere = await room.command(words, { person: member('UADMIN'), place: direct });
    expect(plainText(cardIn(elsewhere))).toContain('is about a channel: write it there');
    const absent = await room.command(words, { person: member('UADMIN'), botIsMember: false });
    expect(plainText(cardIn(absent))).toContain('I am not in this channel; invite me first');
  }
  await room.say('www.cisco.com', { id: 'm-all' });
  await room.idle();
  expect(room.cards()).toHaveLength(1);
});
