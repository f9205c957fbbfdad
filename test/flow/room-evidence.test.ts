import { shortIncidentId } from '../../demo/xdr/incident-documents.ts';
import type { Card } from '../../src/cards/card.ts';
import { filesOf } from '../../src/cards/file.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import type { Person } from '../../src/incoming.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, member, openRoom, type Room } from '../support/room.ts';

const analyst = member('UANALYST', { name: 'Anna' });
const admin = member('UADMIN');
let room: Room;
beforeAll(async () => {
  room = await openRoom({ client: 'everything' });
});
beforeEach(() => room.fresh());
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const ask = (words: string, more: Parameters<Room['command']>[1] = {}) =>
  room.command(words, { person: analyst, ...more });
const shown = async (words: string, more?: Parameters<Room['command']>[1]) => plainText(cardIn(await ask(words, more)));
const say = async (text: string, more?: Parameters<Room['say']>[1]) => {
  await room.say(text, more);
  await room.idle();
};
const calls = () =>
  room.xdr.calls
    .list()
    // In the room of an incident the search for what changed in it runs by itself.
    .filter(({ service, path }) => service !== 'token' && !path.includes('query=modified'))
    .map(({ service }) => service);
const fileIn = (card: Card) => {
  const [file] = filesOf(card);
  if (!file) throw new Error(`no file in ${plainText(card)}`);
  return { ...file, text: Buffer.from(file.bytes).toString('utf8') };
};
const exported = async (words: string) => fileIn(cardIn(await ask(words)));
const link = (incident: string) =>
  room.query(
    `insert into incident_rooms (platform, workspace, channel, incident, linked_by, linked_at)
     values ('slack', 'T1', $1, $2, 'UANALYST', now())`,
    [room.place().channel, incident],
  );
const spans = (card: Card) =>
  card.parts.flatMap((part) => (part.part === 'rows' ? part.rows.flatMap((row) => row.notes ?? []) : []));

describe('what was collected', () => {
  test('observables of all threads, worst first, with who said them, how often and where', async () => {
    await say('www.cisco.com is ours', { id: 'm1', by: 'U1' });
    await say('45.83.10.7 again', { id: 'm2', by: 'U2' });
    await say('and 45.83.10.7 here too', { id: 'm3', by: 'U1', thread: 'm2' });
    await say('alert on 45.83.10.7', { id: 'm4', bot: true, thread: 'm2' });
    room.xdr.calls.clear();
    const reply = await ask('room observables');
    expect(reply).toMatchObject({ kind: 'card', audience: 'room' });
    const text = plainText(cardIn(reply));
    expect(text).toMatch(/Room: 2 observables collected here: 1 suspicious, 1 (clean|common)\./);
    expect(text).toMatch(
      /Suspicious {2}45\.83\.10\[\.\]7 ip \(3 times, .* to .*; by slack:U1, slack:U2 and a bot; message \(acme\.slack\.com\)/,
    );
    expect(text.indexOf('45.83')).toBeLessThan(text.indexOf('www[.]cisco'));
    // Answered from what is stored and known: nobody is asked.
    expect(calls()).toEqual([]);
    expect(spans(cardIn(reply))).toContainEqual({
      span: 'link',
      text: 'message (acme.slack.com)',
      url: `https://acme.slack.com/archives/${room.place().channel}/pm2`,
    });
  });

  test('what was deleted, or taken out by an edit, is not told', async () => {
    await say('45.83.10.7', { id: 'gone' });
    await say('internetbadguys.com', { id: 'edited' });
    await say('www.cisco.com', { id: 'edited', version: '2' });
    await room.erase('gone');
    await room.idle();
    const text = await shown('room observables');
    expect(text).toContain('1 observable collected');
    expect(text).toContain('www[.]cisco[.]com');
    expect(text).not.toMatch(/45\.83|internetbadguys/);
  });

  test('a verdict that changed since is told: from what is known, and with “now” from all sources', async () => {
    await say('nobody-knows.example.net', { id: 'm1' });
    // As if it had been something else when it was mentioned.
    await room.query("update mentions set disposition = 'malicious' where message = 'm1' and channel = $1", [
      room.place().channel,
    ]);
    await say('45.83.10.7', { id: 'm2' });
    expect(await shown('room observables')).toContain('was malicious when first mentioned');
    room.pass(2 * 60 * 60_000);
    room.xdr.calls.clear();
    expect(await shown('room observables')).toContain('1 malicious');
    expect(calls()).toEqual([]);
    const text = await shown('room observables now');
    expect(text).toContain('1 suspicious, 1 unknown');
    expect(text.indexOf('45.83')).toBeLessThan(text.indexOf('nobody-knows'));
    expect(text).toContain('was malicious when first mentioned');
    expect(text).toContain('Sources were asked just now.');
    expect(calls()).toEqual(['deliberate']);
  });

  test('many: ten rows, the rest behind a button and in the file', async () => {
    await say(Array.from({ length: 24 }, (_, n) => `host-${n}.example.org`).join(' '), { id: 'm1' });
    const card = cardIn(await ask('room observables'));
    expect(card.parts.flatMap((part) => (part.part === 'rows' ? part.rows : []))).toHaveLength(10);
    expect(plainText(card)).toContain('14 more.');
    expect(plainText(cardIn(await room.press('Show all 24', card, analyst)))).toContain('host-23[.]example[.]org');
    expect((await exported('room export csv')).text.split('\r\n')).toHaveLength(1 + 24 + 1);
  });

  test('a room tells nothing of another, and says why it has nothing', async () => {
    await say('45.83.10.7', { id: 'm1' });
    const other = { ...room.place(), channel: `${room.place().channel}X` };
    for (const words of ['room observables', 'room timeline', 'room summary', 'room export csv', 'room export stix']) {
      const reply = await ask(words, { place: other });
      expect(plainText(cardIn(reply))).toContain('nothing was collected here yet');
      expect(reply).toMatchObject({ audience: 'asker' });
    }
    expect(await shown('room summary', { place: { ...room.place(), workspace: 'T2' } })).toContain('nothing');
    await ask('watch off', { place: other, person: admin });
    expect(await shown('room observables', { place: other })).toContain('Nobody reads along in this channel');
  });

  test('where outsiders may read it is for the asker alone; guests, readers and strangers get none of it', async () => {
    await say('45.83.10.7', { id: 'm1' });
    const place = { ...room.place(), outsiders: true };
    for (const words of ['room observables', 'room timeline', 'room summary', 'room export csv'])
      expect(await ask(words, { place })).toMatchObject({ audience: 'asker' });
    const others: Person[] = [
      member('U2'),
      member('UG', { standing: 'guest' }),
      member('US', { standing: 'stranger' }),
    ];
    for (const person of others)
      for (const words of [
        'room observables',
        'room observables now',
        'room timeline',
        'room summary',
        'room export json',
      ])
        expect(await ask(words, { person })).toMatchObject({
          audience: 'asker',
          card: { data: { why: 'not-permitted' } },
        });
  });

  test.each(['room observables all', 'room timeline now', 'room export', 'room export pdf', 'room export constructor'])(
    '“%s” is met with how it is written',
    async (words) => {
      expect(await ask(words)).toMatchObject({ audience: 'asker', card: { data: { why: 'usage' } } });
    },
  );

  test('“now” without the scope names it, and asks nothing', async () => {
    await say('45.83.10.7', { id: 'm1' });
    room.xdr.setScopes(room.xdr.client('everything').id, 'inspect:read');
    room.xdr.revokeTokens();
    room.pass(11 * 60_000);
    room.xdr.calls.clear();
    expect(await ask('room observables now')).toMatchObject({
      audience: 'asker',
      card: { data: { why: 'missing-scope', scopes: ['enrich/observables/deliberate:read'] } },
    });
    expect(calls()).toEqual([]);
  });
});

describe('timeline and summary', () => {
  const incident = shortIncidentId(42);

  test('cards, changes of the incident and settings, in their order', async () => {
    await ask('watch all', { person: admin });
    await say('45.83.10.7 and www.cisco.com', { id: 'm1', by: 'U2' });
    await ask('incident status INC-1042 open because <!channel> it is real');
    await ask('room observables');
    const text = await shown('room timeline');
    const at = ['watch is now all', 'Suspicious', 'Incident status'].map((word) => text.indexOf(word));
    expect(at).toEqual(at.toSorted((one, other) => one - other));
    expect(at).not.toContain(-1);
    expect(text).toMatch(/Suspicious {2}.* 45\.83\.10\[\.\]7 and 1 other observable \(by slack:U2; message/);
    expect(text).toContain('incident-');
    expect(text).toMatch(/from New to Open/);
    expect(text).not.toContain('<!channel>');
    // The change is audited twice, before and after the call, and told once.
    expect(text.split('Incident status')).toHaveLength(2);
  });

  test('the newest fifteen stand in the card, all in the file', async () => {
    for (let n = 0; n < 17; n += 1) await ask(n % 2 ? 'watch all' : 'watch quiet', { person: admin });
    const card = cardIn(await ask('room timeline'));
    expect(card.parts.flatMap((part) => (part.part === 'rows' ? part.rows : []))).toHaveLength(15);
    expect(plainText(card)).toContain('the newest 15 things');
    const lines = (await exported('room export csv timeline')).text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(18);
    expect(lines[1]).toMatch(/^"20.*Z","Setting changed","watch is now quiet","","","","slack:UADMIN"/);
  });

  test('refused attempts and what happened in other rooms are not told', async () => {
    await ask('watch all', { person: admin });
    await ask('watch off', { person: admin, place: { ...room.place(), channel: 'CELSEWHERE' } });
    await ask('respond 45.83.10.7', { person: member('U2') });
    const text = await shown('room timeline');
    expect(text).toContain('1 thing happened here');
    expect(text).not.toMatch(/Attempt|is now off/);
  });

  test('a marked message stands in the timeline where it was said, and as a note in STIX', async () => {
    await link(incident);
    await room.answer({
      kind: 'mark',
      key: 'mark-1',
      message: { place: { ...room.place(), thread: 'm0' }, id: 'm7' },
      how: 'reaction',
      person: analyst,
      text: 'the beacon talks to http://internetbadguys.com <!channel>',
      author: { id: 'UBOB', name: 'Bob' },
      saidAt: Date.UTC(2026, 10, 30, 6, 12, 5),
    });
    await room.idle();
    const text = await shown('room timeline');
    expect(text).toMatch(/Marked {2}2026-11-30 06:12 UTC “the beacon talks to hxxp.*” \(by Bob; message/);
    expect(text).not.toMatch(/http:|<!/);
    expect(await shown('room summary')).toContain('Marked: 1 message');
    const { objects } = JSON.parse((await exported('room export stix')).text) as { objects: object[] };
    expect(objects).toContainEqual(
      expect.objectContaining({
        type: 'note',
        authors: ['Bob (slack:UBOB)'],
        content: 'the beacon talks to http://internetbadguys.com <!channel>',
      }),
    );
    expect(await shown('room timeline', { place: { ...room.place(), channel: 'CELSE' } })).not.toContain('beacon');
  });

  test('a summary counts, and names the incident of the room with its state', async () => {
    await link(incident);
    await say('45.83.10.7 and nobody-knows.example.net', { id: 'm1', by: 'U2' });
    await say('45.83.10.7', { id: 'm2', by: 'U1' });
    room.xdr.calls.clear();
    const text = await shown('room summary');
    expect(text).toContain('Summary: 2 observables in 3 mentions: 1 suspicious, 1 unknown.');
    expect(text).toContain('Incident: INC-1042');
    expect(text).toContain('Status: New, severity');
    expect(text).toContain('Worst: 45.83.10[.]7 suspicious');
    expect(text).toContain('Taking part: 2: slack:U1, slack:U2');
    expect(text).toContain('Response actions: none');
    expect(text.split('\n').length).toBeLessThanOrEqual(14);
    expect(calls()).toEqual(['incident-summary']);
  });

  test('a summary does not wait for XDR, and says what it could not read', async () => {
    await link(incident);
    await say('45.83.10.7', { id: 'm1' });
    room.xdr.setScopes(room.xdr.client('everything').id, 'inspect:read enrich:read');
    room.xdr.revokeTokens();
    room.pass(11 * 60_000);
    expect(await shown('room summary')).toContain('the API client may not read incidents');
  });
});

describe('keeping', () => {
  const rows = async () =>
    (
      await room.query<{ count: number }>('select count(*)::int as count from annotations where channel = $1', [
        room.place().channel,
      ])
    )[0]!.count;

  test('who wrote it and when is stored, and stays when it is edited or worked again', async () => {
    await say('45.83.10.7', { id: 'm1', by: 'U7' });
    await say('45.83.10.7 and internetbadguys.com', { id: 'm1', version: '2', by: 'U8' });
    const [row] = await room.query<{ author: string; said_at: Date; changed_at: Date }>(
      'select author, said_at, changed_at from annotations where channel = $1',
      [room.place().channel],
    );
    expect(row).toMatchObject({ author: 'U7' });
    expect(row!.said_at.getTime()).toBeLessThan(row!.changed_at.getTime());
  });

  test('what was kept before authors were is told without them', async () => {
    await say('45.83.10.7', { id: 'm1' });
    await room.query('update annotations set author = null, said_at = null where channel = $1', [room.place().channel]);
    expect(await shown('room observables')).toMatch(/45\.83\.10\[\.\]7 ip \(\d{4}-\d\d-\d\d \d\d:\d\d UTC; message/);
    expect(await rows()).toBe(1);
  });
});

describe('files', () => {
  test('CSV holds live values, defanged ones beside them', async () => {
    await say('http://internetbadguys.com/x', { id: 'm1', by: 'U2' });
    const { name, mediaType, text } = await exported('room export csv');
    expect(name).toMatch(/^room-\d{4}-\d\d-\d\dT\d{4}Z-observables\.csv$/);
    expect(mediaType).toBe('text/csv');
    expect(text.startsWith('\ufeff"observable","defanged","type","disposition"')).toBe(true);
    expect(text).toContain('"http://internetbadguys.com/x","hxxp://internetbadguys[.]com/x","url","malicious"');
    expect(text).toContain('"slack:U2"');
  });

  test('STIX names the incident, marks all amber, and has an indicator for what is bad alone', async () => {
    await link(shortIncidentId(42));
    await say('45.83.10.7 and www.cisco.com', { id: 'm1' });
    const { mediaType, text } = await exported('room export stix');
    expect(mediaType).toBe('application/stix+json;version=2.1');
    const { objects } = JSON.parse(text) as { objects: Record<string, unknown>[] };
    const of = (type: string) => objects.filter((one) => one['type'] === type);
    expect(of('indicator')).toMatchObject([{ pattern: "[ipv4-addr:value = '45.83.10.7']" }]);
    expect(of('domain-name')).toMatchObject([{ value: 'www.cisco.com' }]);
    expect(of('grouping')).toMatchObject([
      { context: 'suspicious-activity', external_references: [{ external_id: shortIncidentId(42) }] },
    ]);
  });

  test('CTIM has a sighting for each, a judgement for what is bad, and the incident they belong to', async () => {
    await link(shortIncidentId(42));
    await say('45.83.10.7 and www.cisco.com', { id: 'm1' });
    const bundle = JSON.parse((await exported('room export json')).text) as Record<string, Record<string, unknown>[]>;
    expect(bundle['sightings']).toHaveLength(2);
    expect(bundle['judgements']).toMatchObject([{ disposition: 3, observable: { value: '45.83.10.7' } }]);
    expect(bundle['relationships']).toMatchObject([
      { target_ref: expect.stringMatching(/^https:.*\/ctia\/incident\/incident-/) },
      {},
    ]);
  });
});
