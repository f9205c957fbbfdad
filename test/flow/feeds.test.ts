import { feedRow } from '../../demo/threat-grid/feed-rows.ts';
import { jsonAnswer } from '../../demo/xdr/fault.ts';
import type { Card } from '../../src/cards/card.ts';
import { filesOf } from '../../src/cards/file.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { Failure } from '../../src/failure.ts';
import type { Schedule } from '../../src/schedules/schedule.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, member, openRoom, type Room } from '../support/room.ts';

const admin = member('UADMIN');
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const given = (...domains: string[]) => domains.map((domain) => feedRow('rat-dns', domain));
let room: Room;
beforeAll(async () => {
  room = await openRoom({ client: 'everything', threatGrid: true });
});
beforeEach(async () => {
  for (const table of ['feed_subscriptions', 'feeds', 'feed_entries', 'mentions', 'annotations', 'room_casebooks'])
    await room.query(`delete from ${table}`);
  room.fresh();
  room.setOutsiders(false);
  room.setAudience(room.place().channel, 'closed');
});
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const feed = (words: string, more: Parameters<Room['command']>[1] = {}) =>
  room.command(`feed ${words}`, { person: admin, ...more });
const said = async (words: string, more: Parameters<Room['command']>[1] = {}) =>
  plainText(cardIn(await feed(words, more)));
const reads = () => room.grid.calls('feed').map(({ path }) => path.split('/').at(-1));
const until = async (what: () => Promise<boolean> | boolean) => {
  for (let tries = 0; tries < 600; tries++) {
    if (await what()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('it did not come to pass');
};
/** Everything that is due now is done. */
const worked = async () => {
  await until(
    async () =>
      (await room.query('select 1 from feed_subscriptions where due_at <= $1', [new Date(room.now())])).length === 0,
  );
  await room.idle();
};
const pass = async (ms: number) => {
  room.pass(ms);
  await worked();
};
const digests = (channel = room.place().channel): Card[] =>
  room
    .cards()
    .filter(({ ref }) => ref.place.channel === channel)
    .map(({ card }) => card);
const latest = (channel?: string) => plainText(digests(channel).at(-1)!);
const csvOf = (card: Card) =>
  Buffer.from(filesOf(card).find(({ name }) => name.endsWith('.csv'))!.bytes).toString('utf8');

describe('switching', () => {
  test('all feeds are listed with what they are good for, and what this channel is told of', async () => {
    const before = await said('list');
    expect(before).toContain('16 feeds; this channel is told of none.');
    expect(before).toMatch(
      /ransomware-dns {2}Domains that ransomware asks for \(For: prevent, detect, respond and attrib/,
    );
    await feed('subscribe rat-dns weekly on monday at 07:30 europe/prague here --watchlist');
    expect(await said('list')).toMatch(
      /this channel is told of 1[\s\S]*rat-dns[\s\S]*Weekly on Monday at 07:30 Europe\/Prague, watchlist, next/,
    );
  });

  test('an admin switches it, the channel is told, and the audit has it', async () => {
    expect(await feed('subscribe rat-dns --private')).toMatchObject({ kind: 'card', audience: 'room' });
    const [row] = await room.query<{ schedule: Schedule; due_at: Date }>('select * from feed_subscriptions');
    expect(row!.schedule).toMatchObject({ every: 'day', hour: 8, minute: 0, zone: 'UTC' });
    expect(row!.due_at.getUTCHours()).toBe(8);
    expect(row!.due_at.getTime()).toBeGreaterThan(room.now());
    expect(await said('unsubscribe rat-dns')).toContain('I no longer tell here');
    expect(await said('unsubscribe rat-dns')).toContain('this channel is not told of rat-dns');
    const entries = await room.query<{ entry: string }>(
      `select entry from audit where entry like '%"feed":"rat-dns"%' order by seq`,
    );
    expect(entries.map(({ entry }) => JSON.parse(entry) as object).slice(-2)).toMatchObject([
      { event: 'setting.changed', by: { id: 'UADMIN' }, details: { setting: 'feed', to: 'daily at 08:00 UTC' } },
      { event: 'setting.changed', place: { channel: room.place().channel }, details: { to: 'off' } },
    ]);
  });

  test.each([
    ['subscribe', 'usage'],
    ['subscribe rat-dns at noon', 'usage'],
    ['subscribe rat-dns daily at 25:00', 'usage'],
    ['list --watchlist', 'usage'],
    ['nonsense', 'usage'],
    ['subscribe cat-dns', 'usage'],
    ['subscribe rat-dns daily at 08:00 Mars/Olympus', 'usage'],
    ['now rat-dns', 'usage'],
  ])('“feed %s” changes nothing, and says how', async (words, why) => {
    expect(await feed(words)).toMatchObject({ audience: 'asker', card: { data: { kind: 'refusal', why } } });
    expect(await room.query('select * from feed_subscriptions')).toEqual([]);
  });

  test('an unknown time and an unknown name are said, with what was likely meant', async () => {
    expect(await said('subscribe rat-dns daily at 8')).toMatch(
      /I do not know the time “daily at 8”\.[\s\S]*Write: hourly · daily at 08:00/,
    );
    expect(await said('subscribe cat-dns')).toContain('Did you mean rat-dns? There are');
    expect(await said('now ransom')).toContain('Did you mean ransomware-dns?');
    expect(await said('subscribe rat-dns daily at 8:00 Prague')).toContain('Did you mean Europe/Prague?');
    expect(await said('list')).toContain('/xdr feed subscribe rat-dns daily at 08:00 Europe/Prague');
    expect(await said('now nonsense')).not.toContain('Did you mean');
  });

  test('only admins, in a channel of ours alone, where the bot is', async () => {
    expect(await feed('subscribe rat-dns', { person: member('UANALYST') })).toMatchObject({
      card: { data: { why: 'not-permitted' } },
    });
    const place = { ...room.place(), outsiders: true };
    expect(await said('subscribe rat-dns', { place })).toContain('people from outside');
    expect(await said('subscribe rat-dns', { botIsMember: false })).toContain('Invite me');
    expect(await feed('list', { place })).toMatchObject({ audience: 'asker' });
    expect(await room.query('select * from feed_subscriptions')).toEqual([]);
  });
});

describe('the digest', () => {
  test('tells what is new, once, and then what came since', async () => {
    room.grid.feeds.set('rat-dns', given('one.example.org', 'two.example.org'));
    await feed('subscribe rat-dns hourly');
    await pass(hour);
    expect(latest()).toContain('Feed rat-dns: 2 new.');
    expect(latest()).toMatch(/Families: Example RAT Network Communications \(2\)/);
    expect(latest()).toContain('one[.]example[.]org');
    expect(latest()).toContain('https://panacea.threatgrid.com/feeds/rat-dns/samples/');
    expect(latest()).not.toMatch(/one\.example\.org/);
    room.grid.feeds.set('rat-dns', given('one.example.org', 'two.example.org', 'three.example.org'));
    await pass(hour);
    expect(latest()).toContain('Feed rat-dns: 1 new.');
    expect(latest()).toContain('three[.]example[.]org');
    expect(latest()).not.toContain('one[.]example');
    expect(digests()).toHaveLength(2);
  });

  test('has everything as a table and as STIX, and ten rows in the card', async () => {
    room.grid.feeds.set('rat-dns', given(...Array.from({ length: 141 }, (_, at) => `d${at}.example.org`)));
    await feed('subscribe rat-dns hourly');
    await pass(hour);
    const [card] = digests();
    expect(plainText(card!)).toContain('131 more in the files.');
    expect(csvOf(card!).trim().split('\r\n')).toHaveLength(142);
    const [, stix] = filesOf(card!);
    const { objects } = JSON.parse(Buffer.from(stix!.bytes).toString('utf8')) as { objects: { type: string }[] };
    expect(objects.filter(({ type }) => type === 'indicator')).toHaveLength(141);
    expect(new Set(objects.map((one) => (one as unknown as { id: string }).id)).size).toBe(objects.length);
  });

  test('its files come again to whoever presses, but not where outsiders read', async () => {
    room.grid.feeds.set('rat-dns', given('one.example.org', 'two.example.org'));
    await feed('subscribe rat-dns hourly');
    await pass(hour);
    const [card] = digests();
    const reply = await room.press('Files for me', card!, member('U7'));
    expect(reply).toMatchObject({ kind: 'card', audience: 'asker' });
    expect(csvOf(cardIn(reply))).toBe(csvOf(card!));
    const place = { ...room.place(), outsiders: true };
    expect(filesOf(cardIn(await room.press('Files for me', card!, member('U7'), { place })))).toEqual([]);
    await room.query('delete from feed_entries');
    expect(plainText(cardIn(await room.press('Files for me', card!, member('U7'))))).toContain('not kept any more');
  });

  test('nothing new is silence, said once a week, and when somebody asks', async () => {
    room.grid.feeds.set('rat-dns', given('one.example.org'));
    await feed('subscribe rat-dns daily at 08:00');
    await pass(day);
    expect(digests()).toHaveLength(1);
    for (let days = 0; days < 6; days++) await pass(day);
    expect(digests()).toHaveLength(1);
    await pass(day);
    await pass(day);
    expect(digests()).toHaveLength(2);
    expect(latest()).toContain('nothing new.');
    expect(await said('now rat-dns')).toContain('I am reading it');
    await worked();
    expect(digests()).toHaveLength(3);
    expect(latest()).toContain('nothing new.');
  });

  test('what was missed while nobody looked is one digest of the whole gap, by the files of its days', async () => {
    await feed('subscribe rat-dns daily at 08:00');
    await pass(day);
    const before = digests().length;
    room.grid.reset();
    await pass(4 * day);
    expect(digests()).toHaveLength(before + 1);
    expect(reads()).toHaveLength(5);
    expect(reads().at(-1)).toBe('rat-dns.json');
    const [, count] = /: (\d+) new/.exec(latest()) ?? [];
    // At least six on each of four days.
    expect(Number(count)).toBeGreaterThanOrEqual(24);
    expect(new Set(csvOf(digests().at(-1)!).split('\r\n')).size).toBe(Number(count) + 2);
  });

  test('one reading serves all channels that are due', async () => {
    for (const channel of ['CA', 'CB', 'CC'])
      await feed('subscribe rat-dns hourly', { place: { ...room.place(), channel } });
    await pass(hour);
    for (const channel of ['CA', 'CB', 'CC']) expect(digests(channel)).toHaveLength(1);
    expect(reads()).toEqual(['rat-dns.json']);
  });

  test('who dies between post and store posts no second digest', async () => {
    room.grid.feeds.set('rat-dns', given('one.example.org'));
    await feed('subscribe rat-dns hourly');
    room.loseNextAnswer();
    await pass(hour);
    await until(async () => {
      room.pass(minute);
      return (await room.query('select 1 from feed_subscriptions where done_due is not null')).length > 0;
    });
    expect(digests()).toHaveLength(1);
    room.grid.feeds.set('rat-dns', given('one.example.org', 'two.example.org'));
    await pass(hour);
    expect(latest()).toContain('1 new.');
  });
});

describe('what is known here already', () => {
  /** Somebody says it there, and the bot has worked it. */
  const pasted = async (channel: string, text: string) => {
    await feed('list');
    await room.command('watch quiet', { person: admin, place: { ...room.place(), channel } });
    await room.say(text, { channel });
    await room.idle();
  };
  const told = async (...domains: string[]) => {
    room.grid.feeds.set('rat-dns', given(...domains));
    await feed('subscribe rat-dns hourly');
    await pass(hour);
    return latest();
  };

  test('what was pasted here and in open rooms is counted, and stands first', async () => {
    room.setAudience('COPEN', { open: 'ir-42' });
    await pasted(room.place().channel, 'see zz.example.org and 192.0.2.77');
    await pasted('COPEN', 'see yy.example.org');
    const text = await told('aa.example.org', 'yy.example.org', 'zz.example.org');
    expect(text).toContain('3 new, 2 of them pasted here or in rooms that everybody here may read.');
    expect(text).toContain('Pasted before: 1 here and 1 in #ir-42, of 3');
    expect(text).toMatch(/Pasted before {2}\w\w\[\.]example[\s\S]*New {2}aa\[\.]example/);
    expect(text).toMatch(/zz\[\.]example\[\.]org domain \([^)]*seen here /);
  });

  test('by the hash of its sample, too', async () => {
    const row = feedRow('rat-dns', 'aa.example.org');
    await pasted(room.place().channel, `what is ${String(row['sample_sha256'])}`);
    expect(await told('aa.example.org')).toContain('Pasted before: 1 here, of 1');
  });

  test('a private room is never told of, nor anything where outsiders read or nobody knows', async () => {
    room.setAudience('CPRIVATE', 'closed');
    await pasted('CPRIVATE', 'see aa.example.org');
    expect(await told('aa.example.org')).toContain('Pasted before: none that I know of');
    await room.query('delete from feed_subscriptions');
    room.setAudience('COPEN', { open: 'ir-42' });
    await pasted('COPEN', 'see bb.example.org');
    await pasted(room.place().channel, 'see bb.example.org');
    room.setAudience(room.place().channel, 'unknown');
    expect(await told('bb.example.org')).toContain('Pasted before: none that I know of');
  });

  test('casebooks of this channel are compared, those of others are not', async () => {
    const analyst = member('UANALYST');
    const other = { ...room.place(), channel: 'COTHER' };
    for (const [title, place] of [
      ['Operation X', room.place()],
      ['Operation Y', other],
    ] as const) {
      await room.command(`casebook new ${title}`, { person: analyst, place });
      await room.command('casebook add last aa.example.org', { person: analyst, place });
    }
    const text = await told('aa.example.org', 'bb.example.org');
    expect(text).toMatch(/In casebooks: 1 in “[^”]*X[^”]*”/);
    expect(text).not.toMatch(/casebooks: .*Y/);
  });
});

describe('what goes wrong', () => {
  test('where people from outside read by now, nothing is told; later all of it is', async () => {
    room.grid.feeds.set('rat-dns', given('one.example.org'));
    await feed('subscribe rat-dns hourly');
    room.setOutsiders(true);
    await pass(hour);
    expect(digests()).toEqual([]);
    expect(reads()).toEqual([]);
    room.setOutsiders(false);
    await pass(hour);
    expect(latest()).toContain('1 new.');
  });

  test('a key that is not accepted is said once a day, and nothing is lost', async () => {
    room.grid.feeds.set('rat-dns', given('one.example.org'));
    await feed('subscribe rat-dns hourly');
    room.grid.faults.always('feed', jsonAnswer(401));
    await pass(hour);
    await pass(hour);
    expect(digests()).toHaveLength(1);
    expect(latest()).toContain('THREATGRID_API_KEY');
    await pass(day);
    expect(digests()).toHaveLength(2);
    room.grid.faults.clear();
    await pass(hour);
    expect(latest()).toContain('1 new.');
  });

  test('while Threat Grid is away it is tried again, without a word', async () => {
    room.grid.feeds.set('rat-dns', given('one.example.org'));
    await feed('subscribe rat-dns daily at 08:00');
    room.grid.faults.always('feed', jsonAnswer(503));
    await pass(day);
    expect(digests()).toEqual([]);
    room.grid.faults.clear();
    await until(async () => {
      room.pass(5 * minute);
      await room.idle();
      return digests().length > 0;
    });
    expect(latest()).toContain('1 new.');
  });

  test('a channel that is gone is not told; when it is back it is told all', async () => {
    room.grid.feeds.set('rat-dns', given('one.example.org'));
    await feed('subscribe rat-dns hourly');
    room.setPlace(room.place().channel, new Failure('place-gone', 'archived'));
    await pass(hour);
    expect(await room.query('select 1 from feed_subscriptions where gone_since is not null')).toHaveLength(1);
    room.setPlace(room.place().channel, {});
    await pass(hour);
    expect(latest()).toContain('1 new.');
    expect(await room.query('select 1 from feed_subscriptions where gone_since is not null')).toEqual([]);
  });

  test('rows that are none are skipped and counted; texts do no harm', async () => {
    room.grid.feeds.set('rat-dns', [
      null,
      7,
      [],
      {},
      { domain: 'no domain at all' },
      { domain: '<!channel>' },
      feedRow('rat-dns', 'a.example.org', {
        description: '<!channel> [x](https://evil.example) \u202e =cmd()',
        sample: 'https://evil.example/x',
        ips: ['not an address', 7, null],
        timestamp: 'soon',
      }),
      feedRow('rat-dns', 'b.example.org', { sample: 'javascript:alert(1)', timestamp: '9999-01-01T00:00:00Z' }),
    ]);
    await feed('subscribe rat-dns hourly');
    await pass(hour);
    expect(latest()).toContain('2 new.');
    expect(latest()).toContain('6 rows of the feed could not be read.');
    expect(latest()).not.toMatch(/<!channel>|https:\/\/evil|javascript:|\u202e/);
    expect(csvOf(digests()[0]!)).not.toMatch(/"=cmd/);
  });

  test('a body that is no feed is said, and the log has why', async () => {
    room.grid.feeds.set('rat-dns', { data: { rows: [] } });
    await feed('subscribe rat-dns hourly');
    await pass(hour);
    expect(latest()).toContain('it could not be read');
  });
});

describe('the watchlist', () => {
  const watch = (mode: string, more: Parameters<Room['command']>[1] = {}) =>
    room.command(`watch ${mode}`, { person: admin, ...more });
  const known = async (words = 'rat-dns daily at 08:00 --watchlist') => {
    room.grid.feeds.set('rat-dns', [
      feedRow('rat-dns', 'nobody-knows.example.net', { description: 'Example Gate', ips: ['198.51.100.200'] }),
    ]);
    await feed(`subscribe ${words}`);
    // Read at once, not only when the digest is due.
    await until(async () => (await room.query('select 1 from feeds where read_at is not null')).length > 0);
    await room.idle();
  };

  test('what stands on it speaks in quiet mode though no source knows it', async () => {
    await known();
    await watch('quiet');
    await room.say('I saw nobody-knows.example.net today');
    await room.idle();
    expect(latest()).toContain('on watchlist rat-dns');
    expect(latest()).toMatch(/On watchlist: rat-dns \(Example Gate, since 2026-03-02\)\./);
    expect(room.cards()).toHaveLength(1);
    // Not again in the same channel within a day.
    await room.say('nobody-knows.example.net again');
    await room.idle();
    expect(room.cards()).toHaveLength(1);
  });

  test.each([
    ['an address of the domain', '198.51.100.200'],
    ['the hash of its sample', String(feedRow('rat-dns', 'nobody-knows.example.net')['sample_sha1'])],
    ['a URL of the domain', 'https://nobody-knows.example.net/gate?id=1'],
  ])('%s is known, too', async (_, pastedText) => {
    await known();
    await watch('quiet');
    await room.say(`see ${pastedText}`);
    await room.idle();
    expect(latest()).toContain('Example Gate');
  });

  test('of many, what stands on it is among the rows', async () => {
    await known();
    await watch('quiet');
    const others = Array.from({ length: 14 }, (_, at) => `unknown-${at}.example.org`);
    await room.say([...others, 'nobody-knows.example.net'].join(' '));
    await room.idle();
    expect(latest()).toMatch(/nobody-knows\[\.]example\[\.]net domain \([^)]*on watchlist: rat-dns/);
  });

  test('other channels of the workspace are told, other workspaces and rooms with outsiders are not', async () => {
    await known();
    const other = { ...room.place(), channel: 'COTHER' };
    room.setAudience('COTHER', 'closed');
    await watch('quiet', { place: other });
    await room.say('nobody-knows.example.net', { channel: 'COTHER' });
    await room.idle();
    expect(digests('COTHER')).toHaveLength(1);
    room.setAudience('COUT', 'outsiders');
    await watch('all', { place: { ...room.place(), channel: 'COUT' } });
    await room.say('nobody-knows.example.net', { channel: 'COUT' });
    await room.idle();
    expect(latest('COUT')).not.toContain('watchlist');
    await room.query("update feed_subscriptions set workspace = 'T2'");
    await watch('all');
    await room.say('nobody-knows.example.net');
    await room.idle();
    expect(latest()).not.toContain('watchlist');
  });

  test('after the end, or without the option, nothing is marked', async () => {
    await known();
    await feed('unsubscribe rat-dns');
    await watch('quiet');
    await room.say('nobody-knows.example.net');
    await room.idle();
    expect(digests()).toEqual([]);
    expect(room.signs()).toHaveLength(1);
    await feed('subscribe rat-dns hourly');
    await pass(hour);
    expect(latest()).toContain('Feed rat-dns: 1 new');
    await room.say('nobody-knows.example.net');
    await room.idle();
    expect(room.cards()).toHaveLength(1);
    expect(room.signs()).toHaveLength(2);
  });

  test('an answer to somebody says so as well, at no call', async () => {
    await known();
    const calls = room.grid.calls().length;
    const card = cardIn(await room.command('enrich nobody-knows.example.net'));
    expect(plainText(card)).toContain('On watchlist: rat-dns');
    expect(room.grid.calls()).toHaveLength(calls);
  });
});

describe('without a key', () => {
  let bare: Room;
  beforeAll(async () => {
    bare = await openRoom({ client: 'everything' });
  });
  afterAll(() => bare.stop());

  test('the setting is named, nothing is stored, and what was stored before can be ended', async () => {
    const ask = async (words: string) => plainText(cardIn(await bare.command(`feed ${words}`, { person: admin })));
    for (const words of ['list', 'subscribe rat-dns', 'now rat-dns'])
      expect(await ask(words)).toContain('THREATGRID_API_KEY');
    expect(await bare.query('select * from feed_subscriptions')).toEqual([]);
    await bare.query(
      `insert into feed_subscriptions
         (id, platform, workspace, channel, feed, schedule, watchlist, asked_by, asked_at, due_at, told_until)
       values ('x', 'slack', 'T1', $1, 'rat-dns', '{"every":"hour"}', true, 'UADMIN', now(), now(), now())`,
      [bare.place().channel],
    );
    // The bot looks every 200 ms; after some looks nothing is due still.
    bare.pass(hour);
    await bare.command('status');
    expect(await ask('unsubscribe rat-dns')).toContain('no longer');
    expect(bare.cards()).toEqual([]);
  });
});
