import { shortIncidentId } from '../../demo/xdr/incident-documents.ts';
import { DEMO_USERS } from '../../demo/xdr/users.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { Failure } from '../../src/failure.ts';
import type { IncomingRoomChange, Place } from '../../src/incoming.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, formIn, member, openRoom, type Room, type Standing } from '../support/room.ts';

const analyst = member('UANALYST', { name: 'Anna' });
const id = shortIncidentId(42);
let room: Room;
beforeAll(async () => {
  room = await openRoom({ client: 'everything' });
});
beforeEach(async () => {
  await room.idle();
  for (const table of ['incident_rooms', 'linked_incidents', 'left_cards', 'channel_settings'])
    await room.query(`delete from ${table}`);
  room.fresh();
});
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const ask = (words: string, more: Parameters<Room['command']>[1] = {}) =>
  room.command(words, { person: analyst, ...more });
const told = async (words: string, more?: Parameters<Room['command']>[1]) => plainText(cardIn(await ask(words, more)));
const link = async (ref = 'INC-1042', place: Place = room.place()) => {
  const reply = await ask(`incident link ${ref}`, { place });
  await room.idle();
  return reply;
};
const calls = () =>
  room.xdr.calls
    .list()
    .filter(({ service }) => service !== 'token' && service !== 'users')
    .map(({ service }) => service);
const another = (channel = `${room.place().channel}b`): Place => ({ ...room.place(), channel });
/** The cards of rooms, and the lines in their threads. */
const roomCards = (channel = room.place().channel): readonly Standing[] =>
  room.cards().filter(({ ref, key }) => ref.place.channel === channel && key.id.startsWith('room:'));
const lines = (channel = room.place().channel): readonly string[] =>
  room
    .cards()
    .filter(({ ref, key }) => ref.place.channel === channel && key.id.startsWith('room-news:'))
    .map(({ card }) => plainText(card));
const cardText = (channel?: string) => plainText(roomCards(channel)[0]!.card);
const audit = async () =>
  (await room.query<{ entry: string }>("select entry from audit where entry like '%\"room.%' order by seq")).map(
    ({ entry }) => JSON.parse(entry) as { event: string; outcome?: string; place: { channel: string } },
  );
const auditHere = async () =>
  (await audit()).filter(({ place }) => place.channel === room.place().channel).map(({ event }) => event);
const became = (became: IncomingRoomChange['became'], place: Place = room.place()) =>
  room.answer({ kind: 'room', place, became });
/** What somebody changed in XDR itself is found by the next search. */
const changeInXdr = async (fields: Record<string, unknown>) => {
  room.pass(60_000);
  room.xdr.incidents.change(id, fields);
  await untilSearched();
};
/** Behind what was found: its rooms are asked for before the mark moves on. */
const seenUntil = async () =>
  (await room.query<{ seen_until: Date }>('select seen_until from xdr_marks'))[0]?.seen_until;
/** Resolves with how often a search was due. */
const untilSearched = async (): Promise<number> => {
  room.pass(11 * 60_000);
  const from = room.now();
  let tries = 0;
  await until(async () => {
    // A search that was under way when the clock was put forward counts for the new time.
    if (++tries % 50 === 0) room.pass(3 * 60_000);
    return ((await seenUntil())?.getTime() ?? 0) >= from;
  });
  await settled();
  return 1 + Math.floor(tries / 50);
};
const settled = async () => {
  await until(async () => {
    const rows = await room.query(
      'select 1 as one from linked_incidents where asked > answered or drawing_since is not null',
    );
    return rows.length === 0;
  });
};
const until = async (holds: () => Promise<boolean> | boolean, what = holds.toString()) => {
  for (let tries = 0; tries < 300; tries++) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 30));
  }
  throw new Error(`never: ${what}`);
};

describe('linking', () => {
  test('the room is told, its card is posted and pinned, and it stands in the audit', async () => {
    const reply = await link();
    expect(reply).toMatchObject({ audience: 'room', card: { data: { kind: 'room', incident: id } } });
    expect(plainText(cardIn(reply))).toMatch(/now the room of INC-1042 \(Command and control.*\)/);
    expect(roomCards()).toHaveLength(1);
    expect(cardText()).toContain('Status: New');
    expect(cardText()).toMatch(/This channel is its room.*Linked by Anna/);
    expect(room.pins()).toEqual([roomCards()[0]!.ref.id]);
    expect(roomCards()[0]!.ref.place.thread).toBeUndefined();
    expect(await auditHere()).toEqual(['room.linked']);
    expect(calls().filter((service) => service === 'incident-summary')).toHaveLength(2);
  });

  test('the same again is no error, and no second card', async () => {
    await link();
    expect(plainText(cardIn(await link(id)))).toContain('already the room of INC-1042');
    expect(roomCards()).toHaveLength(1);
    expect(await auditHere()).toEqual(['room.linked']);
  });

  test('another incident is refused, with which it is and how to end that', async () => {
    await link();
    const reply = await link('INC-1041');
    expect(reply).toMatchObject({ audience: 'asker', card: { data: { kind: 'refusal' } } });
    expect(plainText(cardIn(reply))).toMatch(/the room of INC-1042[\s\S]*\/xdr incident unlink/);
    expect(await auditHere()).toEqual(['room.linked']);
  });

  test('of two who link at once one is told of the other', async () => {
    const replies = await Promise.all([ask('incident link INC-1042'), ask('incident link INC-1041')]);
    await room.idle();
    expect(replies.map((reply) => cardIn(reply).data?.kind).sort()).toEqual(['refusal', 'room']);
    expect(roomCards()).toHaveLength(1);
    expect(await auditHere()).toEqual(['room.linked']);
  });

  test.each<[string, Parameters<Room['command']>[1]]>([
    ['guests read', { place: { platform: 'slack', workspace: 'T1', channel: 'CG', kind: 'channel', outsiders: true } }],
    [
      'it is a direct message',
      { place: { platform: 'slack', workspace: 'T1', channel: 'D1', kind: 'direct', outsiders: false } },
    ],
    ['the bot is no member', { botIsMember: false }],
    ['he is no analyst', { person: member('U2') }],
  ])('where %s it is refused without a call, and nothing is posted', async (_, more) => {
    expect(await ask('incident link INC-1042', more)).toMatchObject({
      audience: 'asker',
      card: { data: { kind: 'refusal' } },
    });
    await room.idle();
    expect(calls()).toEqual([]);
    expect(room.cards()).toEqual([]);
    expect(await room.query('select 1 as one from incident_rooms')).toEqual([]);
  });

  test('whether outsiders read is asked anew: what was remembered may be old', async () => {
    for (const how of [{ outsiders: true }, new Failure('place-gone', 'no member')]) {
      room.setPlace(room.place().channel, how);
      expect(await link()).toMatchObject({ card: { data: { kind: 'refusal' } } });
    }
    expect(roomCards()).toEqual([]);
  });

  test.each(['incident link', 'incident link INC-1 INC-2', 'incident link evil.example', 'incident link INC-9999'])(
    '“%s” is refused',
    async (words) => {
      expect(await ask(words)).toMatchObject({ audience: 'asker', card: { data: { kind: 'refusal' } } });
      expect(await room.query('select 1 as one from incident_rooms')).toEqual([]);
    },
  );

  test('a hostile incident stays text in all that is said of it', async () => {
    await link('INC-1035');
    await ask('incident link INC-1041');
    room.xdr.incidents.change(shortIncidentId(35), {
      title: '<!channel> [x](https://hostile.example) \u202e',
      status: 'Open',
    });
    await untilSearched();
    await ask('room');
    await ask('incident unlink');
    const all = [...room.texts(), await told('incident link INC-1035')].join('\n');
    expect(all).toContain('Changed in XDR: ');
    expect(all).not.toMatch(/<[!@/a-z]|https?:\/\/hostile|\u202e/);
  });

  test('several rooms may be of one incident, each with a card', async () => {
    await link();
    await link('INC-1042', another());
    expect([roomCards().length, roomCards(another().channel).length]).toEqual([1, 1]);
  });
});

describe('opening a room', () => {
  const opened = 'C-ir-inc-1042';

  test('a channel is made and linked, and who asked is told', async () => {
    const reply = await ask('incident open-room INC-1042');
    await room.idle();
    expect(reply).toMatchObject({ audience: 'room', card: { data: { kind: 'room', incident: id } } });
    expect(plainText(cardIn(reply))).toContain('#ir-inc-1042 was made, and is the room of INC-1042');
    expect(roomCards(opened)).toHaveLength(1);
    expect(cardText(opened)).toContain('Status: New');
    expect(roomCards()).toEqual([]);
  });

  test.each(['incident open-room', 'incident open-room evil.example', 'incident open-room INC-9999'])(
    '“%s” makes none',
    async (words) => {
      expect(await ask(words)).toMatchObject({ audience: 'asker', card: { data: { kind: 'refusal' } } });
      expect(await room.query('select 1 as one from incident_rooms')).toEqual([]);
    },
  );

  test('what the platform refuses is told, and nothing is linked', async () => {
    room.failNext(new Failure('platform-refused', 'missing_scope'));
    expect(await ask('incident open-room INC-1042')).toMatchObject({ card: { data: { kind: 'failure' } } });
    expect(await room.query('select 1 as one from incident_rooms')).toEqual([]);
  });
});

describe('unlinking', () => {
  test('the card says so and is no longer pinned, and nothing is told any more', async () => {
    await link();
    const reply = await ask('incident unlink');
    expect(reply).toMatchObject({ audience: 'room' });
    expect(plainText(cardIn(reply))).toContain('the room of INC-1042');
    expect(cardText()).toContain('this channel is the room of INC-1042 no more');
    expect(cardText()).not.toContain('Command and control');
    expect(room.pins()).toEqual([]);
    expect(await auditHere()).toEqual(['room.linked', 'room.unlinked']);
    room.xdr.incidents.change(id, { status: 'Closed' });
    room.pass(11 * 60_000);
    await new Promise((done) => setTimeout(done, 500));
    expect(lines()).toEqual([]);
    expect(await told('incident unlink')).toContain('not the room of an incident');
  });

  test('linked again it has a new card', async () => {
    await link();
    await ask('incident unlink');
    room.pass(1_000);
    await link();
    expect(roomCards()).toHaveLength(2);
    expect(plainText(roomCards()[1]!.card)).toContain('Status: New');
  });

  test('a card that cannot be told now is told later', async () => {
    await link();
    room.failNext(new Failure('platform-unavailable', 'away'));
    await ask('incident unlink');
    await until(() => cardText().includes('no more'));
    await until(() => room.pins().length === 0);
  });
});

describe('what changes', () => {
  test('in XDR itself changes the card, and is told in its thread in one line', async () => {
    await link();
    const card = roomCards()[0]!;
    await changeInXdr({ status: 'Open: Investigating', severity: 'Critical', assignees: [DEMO_USERS[0]!.id] });
    expect(roomCards()).toEqual([card]);
    expect(cardText()).toContain('Status: Open: Investigating');
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatch(/Changed in XDR: INC-1042 status New → Open: Investigating;.* now assigned to .*\./);
    const line = room.cards().find(({ key }) => key.id.startsWith('room-news:'))!;
    expect(line.ref.place.thread).toBe(card.ref.id);
    const updates = card.updates;
    await untilSearched();
    expect([lines().length, card.updates]).toEqual([1, updates]);
  });

  test('one search is made for all linked incidents, and none where there is no room', async () => {
    await link();
    await link('INC-1041', another());
    room.xdr.calls.clear();
    const due = await untilSearched();
    await new Promise((done) => setTimeout(done, 700)); // several looks of the bot
    expect([...new Set(calls())]).toEqual(['incident-search']);
    expect(calls().length).toBeLessThanOrEqual(due);
    await room.query('delete from incident_rooms');
    room.xdr.calls.clear();
    room.pass(11 * 60_000);
    await new Promise((done) => setTimeout(done, 500));
    expect(calls()).toEqual([]);
  });

  test('from a room is told there by the answer alone, and in the other room by a line', async () => {
    await link();
    await link('INC-1042', another());
    await ask('incident status INC-1042 closed because done');
    await settled();
    await room.idle();
    expect(cardText()).toContain('Status: Closed');
    expect(cardText(another().channel)).toContain('Status: Closed');
    expect(lines()).toEqual([]);
    expect(lines(another().channel)).toEqual(['SIMULATED\nChanged in XDR: INC-1042 status New → Closed.']);
    await untilSearched();
    expect(lines()).toEqual([]);
    expect(lines(another().channel)).toHaveLength(1);
  });

  test.each(['assign', 'note'])('a form of the card (%s) brings the card up to date without a line', async (way) => {
    await link();
    const card = roomCards()[0]!;
    const form = formIn(await room.press(way === 'note' ? 'Add note' : 'Assign', card.card, analyst));
    await room.submit(form, way === 'note' ? { text: 'Seen.' } : { who: DEMO_USERS[1]!.email }, analyst);
    await settled();
    await room.idle();
    expect(card.updates).toBeGreaterThan(0);
    expect(plainText(card.card)).toContain(way === 'note' ? 'Worklog: 1 note' : 'Assigned to: Robin');
    expect(lines()).toEqual([]);
  });

  test('a note of somebody else is found by reading it whole', async () => {
    await link();
    room.xdr.notes.add({
      content: 'x',
      note_class: 'default',
      related_entities: [{ entity_type: 'incident', entity_id: room.xdr.incidents.read(id)!.document['id'] }],
    });
    room.pass(61 * 60_000);
    await untilSearched();
    expect(lines()).toEqual(['SIMULATED\nChanged in XDR: INC-1042 1 new note.']);
  });

  test('a line whose answer was lost is not said twice', async () => {
    await link();
    const before = room.cards().length;
    room.xdr.incidents.change(id, { status: 'Open' });
    let lost = false;
    room.duringNextPost(async () => {
      room.loseNextAnswer();
      lost = true;
    });
    await changeInXdr({ status: 'Open' });
    expect([lost, lines().length, room.cards().length - before]).toEqual([true, 1, 1]);
  });

  test('a card whose answer was lost is found, not posted again', async () => {
    room.loseNextAnswer();
    await link();
    await settled();
    expect(roomCards()).toHaveLength(1);
    expect(room.pins()).toEqual([roomCards()[0]!.ref.id]);
  });

  test('a card that somebody deleted is posted anew', async () => {
    await link();
    await room.answer({ kind: 'room', place: room.place(), became: 'others' });
    await settled();
    const at = room.cards().indexOf(roomCards()[0]!);
    (room.cards() as Standing[]).splice(at, 1);
    await changeInXdr({ status: 'Open' });
    expect(roomCards()).toHaveLength(1);
    expect(cardText()).toContain('Status: Open');
    expect(lines()).toHaveLength(1);
  });
});

describe('where nothing is pinned', () => {
  test('an old card that changes is posted again, and the old one says so', async () => {
    room.setPinning(false);
    await link();
    await changeInXdr({ status: 'Open' });
    expect(roomCards()).toHaveLength(1);
    room.pass(25 * 60 * 60_000);
    await changeInXdr({ status: 'Closed' });
    expect(roomCards()).toHaveLength(2);
    expect(cardText()).toContain('stands further down');
    expect(plainText(roomCards()[1]!.card)).toContain('Status: Closed');
    expect(lines()).toHaveLength(2);
    expect(room.cards().at(-1)!.ref.place.thread).toBe(roomCards()[1]!.ref.id);
  });

  test('a pinned one stays, however old', async () => {
    await link();
    room.pass(25 * 60 * 60_000);
    await changeInXdr({ status: 'Closed' });
    expect(roomCards()).toHaveLength(1);
  });
});

describe('who may read', () => {
  test('when guests come, the card says why it shows nothing, and nothing is told; when they are gone, it is shown again', async () => {
    await link();
    room.setPlace(room.place().channel, { outsiders: true });
    await became('others');
    await settled();
    expect(cardText()).toContain('the incident is not shown here');
    expect(cardText()).not.toMatch(/INC-1042|Command/);
    await changeInXdr({ status: 'Closed' });
    expect(cardText()).toContain('the incident is not shown here');
    expect(lines()).toEqual([]);
    room.setPlace(room.place().channel, {});
    await became('others');
    await settled();
    expect(cardText()).toContain('Status: Closed');
    expect(lines()).toEqual(['SIMULATED\nChanged in XDR: INC-1042 status New → Closed.']);
  });

  test('that it could not be asked is no reason to show it, nor to take it away', async () => {
    await link();
    room.setPlace(room.place().channel, new Failure('platform-unavailable', 'away'));
    room.xdr.incidents.change(id, { status: 'Closed' });
    await became('others');
    await new Promise((done) => setTimeout(done, 300));
    expect(cardText()).toContain('Status: New');
    room.setPlace(room.place().channel, {});
    await until(() => cardText().includes('Status: Closed'));
  });
});

describe('channels come and go', () => {
  test.each(['archived', 'left'] as const)(
    'one that is %s rests until it is back, and is brought up to date then',
    async (how) => {
      await link();
      await link('INC-1042', another());
      await became(how);
      await became(how);
      const { updates } = roomCards()[0]!;
      await changeInXdr({ status: 'Closed' });
      expect(cardText(another().channel)).toContain('Status: Closed');
      expect([roomCards()[0]!.updates, lines()]).toEqual([updates, []]);
      await became('back');
      await settled();
      expect(cardText()).toContain('Status: Closed');
      expect(lines()).toHaveLength(1);
      expect(await auditHere()).toEqual(['room.linked', 'room.rests', 'room.wakes']);
    },
  );

  test('one that is deleted is a room no more', async () => {
    await link();
    await became('deleted');
    await became('deleted');
    expect(await auditHere()).toEqual(['room.linked', 'room.unlinked']);
    expect(await room.query('select 1 as one from linked_incidents')).toEqual([]);
  });

  test('where nothing can be posted the room rests, and the others are shown', async () => {
    await link();
    await link('INC-1042', another());
    room.setPlace(room.place().channel, new Failure('place-gone', 'not in channel'));
    await changeInXdr({ status: 'Closed' });
    expect(await auditHere()).toEqual(['room.linked', 'room.rests']);
    expect(cardText(another().channel)).toContain('Status: Closed');
    room.setPlace(room.place().channel, {});
    await room.answer({ kind: 'join', key: `join-${room.place().channel}`, place: room.place() });
    await settled();
    expect(cardText()).toContain('Status: Closed');
  });
});

describe('what a room is', () => {
  test('“room” tells which incident, since when, by whom, what is watched and how it ends', async () => {
    await link();
    const text = await told('room');
    expect(text).toContain('Incident room of INC-1042: Command and control');
    expect(text).toMatch(/Linked by Anna.*, /);
    expect(text).toContain('Watching: all');
    expect(text).toContain('Observables: 0 named');
    expect(text).toContain('/xdr incident unlink');
  });

  test('where there is none it says how to make one', async () => {
    expect(await told('room')).toMatch(/not the room of an incident[\s\S]*\/xdr incident link/);
    expect(await ask('room', { person: member('U2') })).toMatchObject({ card: { data: { why: 'not-permitted' } } });
  });

  test('everything that is named gets a card there, unless the channel has set otherwise', async () => {
    const said = async () => {
      const before = room.cards().length;
      await room.say('seen 45.83.10.200 again');
      await room.idle();
      return room.cards().length - before;
    };
    expect(await said()).toBe(0);
    await link();
    expect(await said()).toBe(1);
    await ask('watch quiet', { person: member('UADMIN') });
    await room.say('and 45.83.10.201');
    await room.idle();
    expect(await told('room')).toContain('Watching: quiet');
    await ask('incident unlink');
  });
});
