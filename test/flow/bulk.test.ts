import { createHash } from 'node:crypto';
import { jsonAnswer } from '../../demo/xdr/fault.ts';
import type { Card } from '../../src/cards/card.ts';
import { filesOf } from '../../src/cards/file.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { Failure } from '../../src/failure.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, member, openRoom, type Room } from '../support/room.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
beforeEach(async () => {
  room.fresh();
  await room.query('delete from bulks');
});
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

let made = 0;
/** So many hashes that nobody has asked about. */
const hashes = (count: number): string[] =>
  Array.from({ length: count }, () => createHash('sha256').update(`bulk ${++made}`).digest('hex'));
const bad = (value: string) =>
  room.xdr.setVerdict('Talos Intelligence', { type: 'sha256', value }, { disposition: 'Malicious', validFor: 'open' });
type BulkRow = {
  position: number;
  total: number;
  ended: string | null;
  told: boolean;
  calls: number;
  waits: { for: string; until: number } | null;
  runs: number;
};
const rows = () =>
  room.query<BulkRow & { candidates: unknown; findings: number }>(
    'select *, (select count(*)::int from bulk_findings f where f.bulk = b.id) as findings from bulks b order by asked_at, id',
  );
const until = async (is: (all: Awaited<ReturnType<typeof rows>>) => boolean) => {
  for (let tries = 0; tries < 1500; tries++) {
    const all = await rows();
    if (is(all)) return all;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`not so: ${JSON.stringify(await rows()).slice(0, 2000)}`);
};
const over = () => until((all) => all.length > 0 && all.every(({ told }) => told));
const csvOf = (card: Card): string[] =>
  filesOf(card).flatMap(({ bytes }) =>
    Buffer.from(bytes)
      .toString('utf8')
      .replace('\ufeff', '')
      .split('\r\n')
      .filter((line) => line !== ''),
  );
const calls = (what: string) => room.xdr.calls.list().filter(({ path }) => path.includes(what)).length;

test('many observables are answered by one message that shows how far it is, then the result, and all as CSV below it', async () => {
  const all = hashes(210);
  bad(all[3]!);
  bad(all[170]!);
  const reply = await room.command(`enrich ${all.join('\n')}`);
  expect(reply).toEqual({ kind: 'silence', reason: 'stored' });
  await over();
  const [message, file, ...more] = room.cards();
  expect(more).toEqual([]);
  expect(message!.card.headline).toMatch(/^Bulk look-up done: \d+ malicious, .* unknown, .* of 210 observables$/);
  expect(message!.updates).toBeGreaterThan(0);
  const text = plainText(message!.card);
  expect(text).toContain('210 of 210');
  expect(text).toMatch(/Calls used:? *\d+/);
  expect(file!.ref.place.thread).toBe(message!.ref.id);
  const lines = csvOf(file!.card);
  expect(lines).toHaveLength(211);
  expect(lines[0]).toContain('"observable","defanged","type","disposition"');
  expect(lines.slice(1).map((line) => line.slice(1, 65))).toEqual(all);
  for (const at of [3, 170]) expect(lines[at + 1]).toContain('"sha256","malicious","');
  const words = ['malicious', 'suspicious', 'unknown', 'common', 'clean'].map(
    (word) => `${lines.filter((line) => line.includes(`"sha256","${word}"`)).length} ${word}`,
  );
  expect(message!.card.headline).toBe(`Bulk look-up done: ${words.join(', ')} of 210 observables`);
  expect(calls('deliberate')).toBe(11);
  expect(calls('inspect')).toBe(7); // 30 hashes of 65 characters in one call
  const [row] = await rows();
  expect(row).toMatchObject({ ended: 'done', calls: 18, candidates: null, findings: 0 });
});

test('up to fifty are answered at once, as ever', async () => {
  const reply = await room.command(`enrich ${hashes(50).join(' ')}`);
  expect(cardIn(reply).headline).toContain('of 50 observables');
  expect(await rows()).toEqual([]);
});

test('where the bot cannot post, five hundred are answered at once, with what to do for more', async () => {
  const reply = await room.command(`enrich ${hashes(510).join(' ')}`, { botIsMember: false });
  const text = plainText(cardIn(reply));
  expect(text).toContain('Only the first 500 of 510 observables were looked up.');
  expect(text).toContain('ask me in our direct messages');
  expect(await rows()).toEqual([]);
});

test('asked for in private, it is told to the asker alone', async () => {
  await room.command(`enrich --private ${hashes(60).join(' ')}`, { person: member('U7') });
  await over();
  expect(room.cards().map(({ ref }) => [ref.place.kind, ref.place.channel])).toEqual([
    ['direct', 'U7'],
    ['direct', 'U7'],
  ]);
});

test('a command that is delivered again is one look-up', async () => {
  const words = `enrich ${hashes(60).join(' ')}`;
  await room.command(words, { key: 'the same' });
  await room.command(words, { key: 'the same' });
  await over();
  await room.command(words, { key: 'the same' });
  await room.idle();
  expect(await rows()).toHaveLength(1);
  expect(room.cards()).toHaveLength(2);
});

test('the asker cancels it: what is done by then is told; others may not, admins may', async () => {
  room.xdr.faults.always('deliberate', jsonAnswer(503));
  await room.command(`enrich ${hashes(100).join(' ')}`);
  await until(([row]) => row?.waits?.for === 'xdr');
  await room.idle();
  const [message] = room.cards();
  const before = message!.card;
  expect(plainText(message!.card)).toContain('XDR could not be asked');
  expect(cardIn(await room.press('Cancel', before, member('U2')))).toMatchObject({ data: { why: 'not-yours' } });
  room.setPerson(member('UADMIN', { standing: 'guest' })); // what the press says of him is older
  const stale = { person: member('UADMIN') };
  expect(cardIn(await room.press('Cancel', before, member('UADMIN'), stale))).toMatchObject({
    data: { why: 'not-yours' },
  });
  room.setPerson(member('UADMIN'));
  const told = cardIn(await room.press('Cancel', before, member('UADMIN')));
  expect(told.headline).toContain('It is being cancelled');
  await over();
  expect(room.cards()).toHaveLength(1); // nothing was found: there is no file
  expect(room.cards()[0]!.card.headline).toBe('Bulk look-up cancelled: nothing found of 0 observables');
  expect(cardIn(await room.press('Cancel', before, member())).headline).toBe('It is over already.');
  const noted = async () => {
    const rows = await room.query<{ entry: string }>("select entry from audit where entry like '%bulk.cancelled%'");
    return rows.map(({ entry }) => JSON.parse(entry));
  };
  const one = [{ by: { id: 'UADMIN' }, details: { askedBy: 'slack:U1' } }];
  expect(await noted()).toMatchObject(one);
  expect(cardIn(await room.press('Cancel', before, member('UADMIN'))).headline).toBe('It is over already.');
  expect(await noted()).toMatchObject(one);
});

test('XDR is away: it waits, says so, and goes on', async () => {
  const all = hashes(100);
  room.xdr.faults.always('deliberate', jsonAnswer(503));
  await room.command(`enrich ${all.join(' ')}`);
  await until(([row]) => row?.waits?.for === 'xdr');
  room.xdr.faults.clear();
  room.pass(10 * 60_000);
  await over();
  expect(room.cards()[0]!.card.headline).toMatch(/ done: .* of 100 observables$/);
});

test('its message is deleted, or the room is gone: it ends, and nothing is kept', async () => {
  room.xdr.faults.always('deliberate', jsonAnswer(503));
  await room.command(`enrich ${hashes(100).join(' ')}`);
  await until(([row]) => row?.waits?.for === 'xdr');
  await room.idle();
  room.xdr.faults.clear();
  (room.cards() as unknown[]).length = 0;
  room.pass(10 * 60_000);
  const [row] = await over();
  expect(row).toMatchObject({ ended: 'gone', candidates: null, findings: 0 });
  room.failNext(new Failure('place-gone', 'archived'));
  await room.command(`enrich ${hashes(60).join(' ')}`);
  await over();
  expect(room.cards()).toEqual([]);
});
