import { htmlAnswer, jsonAnswer, TRUNCATED } from '../../demo/xdr/fault.ts';
import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, member, openRoom, type Room } from '../support/room.ts';

const analyst = member('UANALYST', { name: 'Anna' });
const eicar = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
let room: Room;
beforeAll(async () => {
  room = await openRoom({ client: 'everything', threatGrid: true });
});
beforeEach(() => room.fresh());
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const ask = (words: string, more: Parameters<Room['command']>[1] = {}) =>
  room.command(words, { person: analyst, ...more });
const shown = async (words: string) => plainText(cardIn(await ask(words)));
const called = () => room.grid.calls().map(({ name }) => name);
const labels = ({ parts }: Card) =>
  parts.flatMap((part) => (part.part === 'buttons' ? part.buttons.map(({ text }) => text) : []));

test('a file: the worst submission with its score, its behaviour by score, tactics, contacts; three calls, and none again', async () => {
  const card = cardIn(await ask(`sandbox ${eicar}`));
  expect(card.headline).toBe(`Threat score 95: ${eicar} (sha256); the worst of 2 submissions to the sandbox`);
  const text = plainText(card);
  expect(text).toMatch(/Tactics: Impact and Persistence/);
  expect(text).toMatch(/Inhibit System Recovery \(T1490\)/);
  expect(text).toMatch(/Boot or Logon Autostart Execution \(T1547\.001\)/);
  expect(text.match(/(?<!Score )\b\d\d {2}\S+/g)).toEqual([
    '95  Shadow',
    '64  Artifact',
    '56  Process',
    '36  Process',
    '25  Outbound',
  ]);
  expect(text).toMatch(/Domain {2}internetbadguys\[\.\]com/);
  expect(text).toMatch(/Address {2}45\.83\.10\[\.\]7/);
  expect(text).toMatch(/First seen: 20/);
  expect(called()).toEqual(['search', 'summary', 'network-streams']);

  await ask(`sandbox ${eicar.toUpperCase()}`);
  expect(called()).toHaveLength(3);
  room.pass(10 * 60_000);
  await ask(`sandbox ${eicar}`);
  expect(called()).toHaveLength(6);
});

test('who submitted it is told of one’s own organisation’s alone', async () => {
  const text = await shown(`sandbox ${eicar}`);
  expect(text.match(/Score \d+ .*\)/g)).toEqual([
    expect.stringMatching(/^Score 95 .*by analyst, private\)$/),
    expect.not.stringMatching(/by |private/),
  ]);
});

test('one press looks up what it contacted', async () => {
  const card = cardIn(await ask('sandbox internetbadguys[.]com'));
  expect(labels(card)).toEqual(['Enrich contacted']);
  const rows = plainText(cardIn(await room.press('Enrich contacted', card, analyst)));
  for (const one of ['internetbadguys[.]com', 'phish[.]example[.]org', '45.83.10[.]7', '198.51.100[.]23'])
    expect(rows).toContain(one);
  expect(rows).toMatch(/malicious/i);
});

test('the score of what contacted a domain is not the domain’s own', async () => {
  const card = cardIn(await ask('sandbox example.com'));
  expect(card.headline).toBe(
    'Seen by the sandbox: example[.]com (domain): contacted by, or found in, 1 submission, invoice.exe with threat score 95',
  );
  expect(card.parts[0]).toMatchObject({ tone: 'info', word: 'Seen by the sandbox' });
  expect(card.data).not.toHaveProperty('score');
  const bad = cardIn(await ask('sandbox internetbadguys.com'));
  expect(bad.headline).toContain('found in, 3 submissions; the worst is invoice.exe with threat score 95');
  expect(cardIn(await ask(`sandbox ${eicar}`)).data).toMatchObject({ score: 95, disposition: 'malicious' });
});

test('a URL that was submitted has the score of its own submission, though a worse file contacted it', async () => {
  const card = cardIn(await ask('sandbox http://internetbadguys.com/pay/invoice.exe'));
  expect(card.headline).toMatch(/^Threat score 68: .*\(url\); its own score; 2 submissions have to do with it$/);
  expect(card.data).toMatchObject({ score: 68, disposition: 'unknown' });
});

test('a running one is shown as running, by one call, and asked again soon', async () => {
  const words = `sandbox ${'d'.repeat(64)}`;
  expect(await shown(words)).toMatch(/Running: d+ \(sha256\); 1 submission to the sandbox, none is finished yet/);
  expect(called()).toEqual(['search']);
  room.pass(31_000);
  await ask(words);
  expect(called()).toEqual(['search', 'search']);
});

test('finished without a finding is no verdict: it is never called clean', async () => {
  const card = cardIn(await ask('sandbox www.cisco.com'));
  expect(card.headline).toMatch(/^Seen by the sandbox: www\[\.\]cisco\[\.\]com .*threat score 0$/);
  expect(cardIn(await ask(`sandbox ${'c'.repeat(64)}`)).parts[0]).toMatchObject({
    tone: 'unknown',
    word: 'Threat score 0',
  });
});

test('one that failed has no report, and nothing more is asked', async () => {
  expect(await shown(`sandbox ${'f'.repeat(32)}`)).toMatch(/No report: f+ \(md5\)/);
  expect(called()).toEqual(['search']);
});

test('nothing found says so', async () => {
  expect(await shown('sandbox nobody-knows.example.net')).toMatch(
    /Not found: nobody-knows\[\.\]example\[\.\]net \(domain\); nothing that was submitted/,
  );
});

test('more than a page holds: the worst are asked for as well, four calls', async () => {
  for (let n = 0; n < 30; n += 1)
    room.grid.submissions.submit({ url: 'http://internetbadguys.com/pay/invoice.exe', private: false, tags: [] });
  room.pass(60_000);
  const text = await shown('sandbox internetbadguys.com');
  expect(text).toMatch(/found in, 33 submissions; the worst is submitted\.url with threat score 95/);
  expect(called()).toEqual(['search', 'search', 'summary', 'network-streams']);
});

test('what the worst one lacks is said, the rest stands, and it is asked again', async () => {
  room.grid.faults.always('summary', htmlAnswer(502));
  room.grid.faults.always('network-streams', TRUNCATED);
  const text = await shown(`sandbox ${eicar}`);
  expect(text).toMatch(/Threat score 95/);
  expect(text).toMatch(/95 {2}Shadow Copies Deleted/); // as the search says
  expect(text).toMatch(/did not tell its indicators in full and what it contacted just now/);
  room.grid.faults.clear();
  expect(await shown(`sandbox ${eicar}`)).toMatch(/Contacted/);
});

test.each([
  [401, /Threat Grid does not accept the bot's API key.*THREATGRID_API_KEY/s],
  [500, /Threat Grid has a fault of its own/],
  [429, /Not now: Threat Grid has had as many calls/],
])('%d of the search is told in words of Threat Grid’s, with a reference', async (status, words) => {
  room.grid.faults.always('search', jsonAnswer(status, { error: { message: 'No' } }, { 'retry-after': '600' }));
  const card = cardIn(await ask('sandbox internetbadguys.com'));
  expect(plainText(card)).toMatch(words);
  expect(plainText(card)).toMatch(/Reference [A-Z0-9]{6}/);
  room.pass(3_600_000);
});

test('hostile texts come through dead', async () => {
  const text = await shown('sandbox hostile.example.net');
  expect(text).toMatch(/threat score 81/);
  expect(text).not.toMatch(/<[!@b]|http:|\u202e|javascript:/);
  expect(text).not.toMatch(/999\.1\.1\.1|not a domain/);
});

test('a value of a type that a sandbox is not asked about, several, or none, is a matter of usage', async () => {
  const said = {
    sandbox: /“sandbox” is written like this/,
    'sandbox bob@phish.example.org': /the sandbox cannot be asked about a value of type “e?-?mail/,
    'sandbox 45.83.10.7 internetbadguys.com': /these words hold 2 observables; ask for one at a time\./,
    'sandbox foo': /I find no observable in “foo”\./,
  };
  for (const [words, wrong] of Object.entries(said)) {
    const card = cardIn(await ask(words));
    expect(card.data).toEqual({ kind: 'refusal', why: 'usage' });
    expect(card.headline).toMatch(wrong);
  }
  expect(called()).toEqual([]);
});

test('analysts alone, and where outsiders read the asker alone', async () => {
  expect(cardIn(await room.command(`sandbox ${eicar}`)).data).toMatchObject({ why: 'not-permitted' });
  expect(called()).toEqual([]);
  const reply = await ask(`sandbox ${eicar}`, { place: { ...room.place(), outsiders: true } });
  expect(reply).toMatchObject({ kind: 'card', audience: 'asker' });
});

test('Threat Grid is in the status', async () => {
  expect(await shown('status')).toMatch(/Threat Grid: ok/);
  room.grid.faults.always('search', jsonAnswer(500));
  await ask('sandbox internetbadguys.com');
  expect(await shown('status')).toMatch(/Threat Grid: degraded: threat-grid search: unavailable/);
});

test('without a key: a sentence that names it, and status says off', async () => {
  const other = await openRoom({ client: 'everything' });
  try {
    const reply = await other.command(`sandbox ${eicar}`, { person: analyst });
    expect(reply).toMatchObject({ audience: 'asker', card: { data: { kind: 'refusal' } } });
    expect(plainText(cardIn(reply))).toMatch(/THREATGRID_API_KEY/);
    expect(plainText(cardIn(await other.command('status', { person: analyst })))).toMatch(/Threat Grid: off/);
    expect(plainText(cardIn(await other.command('help', { person: analyst })))).toMatch(/THREATGRID_API_KEY/);
  } finally {
    await other.stop();
  }
});
