import { createHash } from 'node:crypto';
import { createZip } from '../../manifest/zip.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { Failure } from '../../src/failure.ts';
import type { PostedFile } from '../../src/files/posted-file.ts';
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

/** Waits for what the queue does at its own pace. */
async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 50_000;
  while (!holds() && Date.now() < end) await new Promise((done) => setTimeout(done, 50));
  expect(holds()).toBe(true);
}

let made = 0;
/** A file that somebody posts. */
function post(name: string, content: string | Uint8Array, more: Partial<PostedFile> = {}): PostedFile {
  const bytes = Buffer.from(content);
  const handle = `F${++made}`;
  room.setFile(handle, bytes);
  return { handle, name, size: bytes.length, ...more };
}
const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(5_000, 1)]);
const isBad = (content: string | Uint8Array) =>
  room.xdr.setVerdict('Talos Intelligence', { type: 'sha256', value: sha256(content) }, { disposition: 'Malicious' });
const calls = () => room.xdr.calls.count();

test('a malicious file gets a card with its name, size and hashes, for two calls', async () => {
  isBad(program);
  const reply = await room.say('', { id: 'm1', files: [post('invoice.exe', program)] });
  expect(reply).toEqual({ kind: 'silence', reason: 'stored' });
  await room.idle();
  const [text] = room.texts();
  expect(room.cards()).toHaveLength(1);
  expect(room.cards()[0]!.ref.place.thread).toBe('m1');
  for (const words of [
    'Malicious',
    'invoice.exe',
    '4.9 KB',
    sha256(program),
    createHash('sha1').update(program).digest('hex'),
    createHash('md5').update(program).digest('hex'),
  ])
    expect(text).toContain(words);
  expect(calls()).toBe(2);
});

test('a file that nobody knows is met with silence, without a sign', async () => {
  await room.say('', { files: [post('notes.bin', Buffer.alloc(100, 3))] });
  await room.idle();
  expect(room.cards()).toEqual([]);
  expect(room.signs()).toEqual([]);
});

test('what stands in a text file is looked up like what is said', async () => {
  await room.say('', { id: 'm1', files: [post('iocs.txt', 'seen: internetbadguys[.]com\n45.83.10[.]7')] });
  await room.idle();
  expect(room.texts()[0]).toContain('internetbadguys[.]com');
  expect(room.texts()[0]).toContain('45.83.10[.]7');
  expect(room.texts()[0]).toContain('iocs.txt');
});

test('one card speaks of the words and of the file', async () => {
  await room.say('from 45.83.10.7', { id: 'm1', files: [post('iocs.txt', 'internetbadguys.com')] });
  await room.idle();
  expect(room.cards()).toHaveLength(1);
  expect(room.texts()[0]).toContain('45.83.10[.]7');
  expect(room.texts()[0]).toContain('internetbadguys[.]com');
});

test('words are answered though their file cannot be read just now, and the file when it can', async () => {
  const file = post('iocs.txt', 'internetbadguys.com');
  room.setFile(file.handle, new Failure('platform-unavailable', 'files are down'));
  await room.say('from 45.83.10.7', { id: 'm1', files: [file] });
  await room.idle();
  expect(room.texts()).toHaveLength(1);
  expect(room.texts()[0]).toContain('45.83.10[.]7');
  room.setFile(file.handle, Buffer.from('internetbadguys.com'));
  await until(() => room.texts()[0]?.includes('internetbadguys[.]com') === true);
  // The card that stood says it now, and a line of its own that it is worse.
  expect(room.texts().map((text) => text.includes('With its file'))).toEqual([false, true]);
}, 60_000);

test('a file that is gone leaves its words alone', async () => {
  const file = post('iocs.txt', 'internetbadguys.com');
  room.setFile(file.handle, new Failure('place-gone', 'file_deleted'));
  await room.say('from 45.83.10.7', { id: 'm1', files: [file] });
  await room.idle();
  expect(room.cards()).toHaveLength(1);
  expect(room.texts()[0]).toContain('45.83.10[.]7');
});

test('deleted with its message, the card goes', async () => {
  await room.say('', { id: 'm1', files: [post('iocs.txt', 'internetbadguys.com')] });
  await room.idle();
  expect(room.cards()).toHaveLength(1);
  await room.erase('m1');
  await room.idle();
  expect(room.cards()).toEqual([]);
});

test('a message that was deleted before its file was read is not read', async () => {
  await room.erase('m1');
  await room.say('', { id: 'm1', files: [post('iocs.txt', 'internetbadguys.com')] });
  await room.idle();
  expect(room.opened()).toEqual([]);
  expect(room.cards()).toEqual([]);
});

test('an edit keeps what the file says', async () => {
  const file = post('iocs.txt', 'internetbadguys.com');
  await room.say('hm', { id: 'm1', files: [file] });
  await room.idle();
  await room.say('from 45.83.10.7', { id: 'm1', version: '2', files: [file] });
  await room.idle();
  expect(room.cards()).toHaveLength(1);
  expect(room.texts()[0]).toContain('45.83.10[.]7');
  expect(room.texts()[0]).toContain('internetbadguys[.]com');
});

test('an edit that takes the file away takes the card away', async () => {
  await room.say('hm', { id: 'm1', files: [post('iocs.txt', 'internetbadguys.com')] });
  await room.idle();
  await room.say('hm', { id: 'm1', version: '2' });
  await room.idle();
  expect(room.cards()).toEqual([]);
});

test('the same file in the same room is not carded twice', async () => {
  isBad(program);
  await room.say('', { id: 'm1', files: [post('a.exe', program)] });
  await room.idle();
  await room.say('', { id: 'm2', files: [post('b.exe', program)] });
  await room.idle();
  expect(room.cards().map(({ ref }) => ref.place.thread)).toEqual(['m1']);
});

test('of a URL in a file only what the setting lets leave reaches XDR', async () => {
  await room.say('', { files: [post('log.txt', 'GET https://ann:secret@internetbadguys.com/reset?token=abc123')] });
  await room.idle();
  const sent = JSON.stringify(room.xdr.calls.list().map((call) => call.body));
  expect(sent).toContain('internetbadguys.com/reset');
  for (const kept of ['ann', 'secret', 'abc123']) expect(sent).not.toContain(kept);
});

test('a list of 5,000 that is posted becomes one bulk look-up in its thread', async () => {
  await room.query('delete from bulks');
  const list = Array.from({ length: 5_000 }, (_, n) => `45.${n >> 8}.${n & 255}.1`).join('\r\n');
  await room.say('', { id: 'm1', files: [post('iocs.csv', `indicator\r\n${list}`)] });
  await until(() => room.cards().length > 0);
  expect(room.cards()[0]!.ref.place.thread).toBe('m1');
  const rows = await room.query<{ total: number; place: { thread: string } }>('select * from bulks');
  expect(rows).toHaveLength(1);
  await room.query('delete from bulks');
});

test('an edit begins no other bulk look-up, and of a guest none is begun', async () => {
  await room.query('delete from bulks');
  const list = Array.from({ length: 150 }, (_, n) => `45.1.${n}.1`).join('\r\n');
  const files = [post('iocs.csv', list)];
  for (const version of ['', '1', '2']) {
    await room.say(`look ${version}`, { id: 'm1', version, files });
    await room.idle();
  }
  const begun = () => room.query<{ place: { thread: string } }>('select place from bulks');
  expect((await begun()).map(({ place }) => place.thread)).toEqual(['m1']);
  room.setPerson(member('UGUEST', { standing: 'guest' }));
  await room.say('', { id: 'm2', by: 'UGUEST', files: [post('more.csv', `${list}\r\ninternetbadguys.com`)] });
  await room.idle();
  expect(await begun()).toHaveLength(1);
  await room.query('delete from bulks');
});

test('of edits that come while files are being read only the last need be read', async () => {
  const file = post('iocs.txt', 'internetbadguys.com');
  const versions = Array.from({ length: 30 }, (_, n) => `${100 + n}`);
  await Promise.all(versions.map((version) => room.say(`hm ${version}`, { id: 'm1', version, files: [file] })));
  await room.idle();
  expect(room.texts()[0]).toContain('internetbadguys[.]com');
  expect(room.opened().length).toBeLessThan(15); // 24 when each is
});

test('where everything is answered, a file that is too large is told of; elsewhere not', async () => {
  const large = { handle: 'F-large', name: 'disk.img', size: 200 * 1024 * 1024 };
  await room.say('', { id: 'm1', files: [large] });
  await room.idle();
  expect(room.cards()).toEqual([]);
  await room.command('watch all', { person: member('UADMIN') });
  await room.say('', { id: 'm2', files: [large] });
  await room.idle();
  expect(room.texts()[0]).toMatch(/Not read: it is larger than 100\.0 MB/);
  expect(room.opened()).not.toContain('F-large');
});

test('a size that is not true is found out while reading', async () => {
  const answer = await room.command('enrich', {
    from: 'mention',
    files: [post('x.bin', Buffer.alloc(101 * 1024 * 1024), { size: 10 })],
  });
  expect(plainText(cardIn(answer))).toMatch(/larger than 100\.0 MB/);
});

describe('files on and off', () => {
  test('admins switch reading off and on; it is told in the room and audited', async () => {
    const off = await room.command('files off', { person: member('UADMIN') });
    expect(off).toMatchObject({
      kind: 'card',
      audience: 'room',
      card: { headline: expect.stringMatching(/^Files: off/) },
    });
    await room.say('', { id: 'm1', files: [post('iocs.txt', 'internetbadguys.com')] });
    await room.idle();
    expect(room.opened()).toEqual([]);
    expect(room.cards()).toEqual([]);
    await room.command('files on', { person: member('UADMIN') });
    await room.say('', { id: 'm2', files: [post('iocs.txt', 'internetbadguys.com')] });
    await room.idle();
    expect(room.cards()).toHaveLength(1);
    const rows = await room.query<{ entry: string }>(
      `select entry from audit where entry like '%"files"%' order by seq`,
    );
    const [place, by] = [{ channel: room.place().channel }, { id: 'UADMIN' }];
    expect(rows.map(({ entry }) => JSON.parse(entry) as object)).toMatchObject([
      { event: 'setting.changed', place, by, details: { setting: 'files', to: 'off' } },
      { event: 'setting.changed', place, by, details: { setting: 'files', to: 'on' } },
    ]);
  });

  test('status says how it is here, and who joins is told', async () => {
    expect(plainText(cardIn(await room.command('status')))).toContain('Files posted here: read');
    const joined = await room.answer({ kind: 'join', key: `j${room.place().channel}`, place: room.place() });
    expect(plainText(cardIn(joined))).toContain('files off leaves them alone');
    await room.command('files off', { person: member('UADMIN') });
    expect(plainText(cardIn(await room.command('status')))).toContain('Files posted here: left alone');
    await room.command('watch off', { person: member('UADMIN') });
    expect(plainText(cardIn(await room.command('status')))).not.toContain('Files posted here');
  });

  test('others may not', async () => {
    expect(await room.command('files off')).toMatchObject({ audience: 'asker', card: { data: { kind: 'refusal' } } });
  });

  test('what was pasted counts as said, also where files are off', async () => {
    await room.command('files off', { person: member('UADMIN') });
    await room.say('', { id: 'm1', files: [post('paste', 'internetbadguys.com', { paste: true })] });
    await room.idle();
    expect(room.texts()[0]).toContain('internetbadguys[.]com');
    expect(room.texts()[0]).not.toContain('SHA-256');
  });

  test('where the channel is not watched, nothing is read', async () => {
    await room.command('watch off', { person: member('UADMIN') });
    const reply = await room.say('', { files: [post('iocs.txt', 'internetbadguys.com')] });
    expect(reply).toEqual({ kind: 'silence', reason: 'no-candidates' });
    await room.idle();
    expect(room.opened()).toEqual([]);
  });
});

test('of pasted words that cannot be read their beginning is', async () => {
  const file = post('paste', '', { paste: true, preview: 'internetbadguys.com and more' });
  room.setFile(file.handle, new Failure('platform-refused', 'missing_scope', { scopes: ['files:read'] }));
  await room.say('', { id: 'm1', files: [file] });
  await room.idle();
  expect(room.texts()[0]).toContain('internetbadguys[.]com');
});

describe('a command with a file', () => {
  test('is answered, also about what nobody knows', async () => {
    const answer = await room.command('enrich', { from: 'mention', files: [post('notes.bin', Buffer.alloc(100, 3))] });
    const text = plainText(cardIn(answer));
    expect(text).toContain('notes.bin');
    expect(text).toContain('Unknown');
  });

  test('needs no words, and takes any', async () => {
    for (const words of ['', 'what is this?']) {
      const answer = await room.command(words, { from: 'direct', files: [post('i.txt', 'internetbadguys.com')] });
      expect(plainText(cardIn(answer))).toContain('internetbadguys[.]com');
    }
  });

  test('looks up what is said beside it', async () => {
    const answer = await room.command('enrich 45.83.10.7', {
      from: 'mention',
      files: [post('i.txt', 'internetbadguys.com')],
    });
    expect(plainText(cardIn(answer))).toContain('45.83.10[.]7');
  });

  test('reads one level of an archive', async () => {
    const zip = createZip([
      { name: 'a.csv', content: Buffer.from('indicator\ninternetbadguys.com\n') },
      { name: 'b.zip', content: createZip([{ name: 'c.txt', content: Buffer.from('45.83.10.7') }]) },
    ]);
    const text = plainText(cardIn(await room.command('enrich', { from: 'mention', files: [post('z.zip', zip)] })));
    expect(text).toContain('internetbadguys[.]com');
    expect(text).not.toContain('45.83.10[.]7');
    expect(text).toContain('Archives inside the archive were not unpacked');
  });

  test('hands a long list to a bulk look-up, and says so', async () => {
    const list = Array.from({ length: 60 }, (_, n) => `host-${n}.example.net`).join('\r\n');
    const answer = await room.command('enrich', {
      from: 'mention',
      files: [post('list.csv', list)],
      botIsMember: true,
    });
    expect(plainText(cardIn(answer))).toContain(
      '60 observables in list.csv: they are looked up in a message of their own.',
    );
    await until(() => room.texts().some((text) => text.includes('list.csv') || text.includes('list[.]csv')));
    const [row] = await room.query<{ total: number }>('select jsonb_array_length(candidates) as total from bulks');
    expect(row?.total).toBe(60);
  });

  test('alone, where no message can stand, looks up what an answer takes', async () => {
    const list = Array.from({ length: 60 }, (_, n) => `host-${n}.example.net`).join('\r\n');
    const more = { from: 'shortcut', botIsMember: false } as const;
    const answer = await room.command('enrich', { ...more, files: [post('list.csv', list)] });
    expect(plainText(cardIn(answer))).toContain('of 61 observables');
  });

  test('tells under a reference that the file could not be had', async () => {
    const file = post('i.txt', '');
    room.setFile(file.handle, new Failure('platform-unavailable', 'files are down'));
    const answer = await room.command('enrich', { from: 'mention', files: [file] });
    expect(cardIn(answer).data).toMatchObject({ kind: 'failure' });
  });
});

test('a name that no database takes is stored as it can be', async () => {
  isBad(program);
  expect(await room.say('', { id: 'm1', files: [post('a\0b\ud800.exe', program)] })).toMatchObject({
    reason: 'stored',
  });
  await room.idle();
  expect(room.cards()).toHaveLength(1);
});

test('a name is shown and not obeyed', async () => {
  isBad(program);
  await room.say('', { files: [post('../../etc/http://evil.example/<!channel>\u202egpj.exe', program)] });
  await room.idle();
  const [text] = room.texts();
  expect(text).not.toMatch(/http:|\u202e|<!channel>|evil\.example/);
  expect(text).toContain('exe');
});
