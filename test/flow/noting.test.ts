import { jsonAnswer, RESET } from '../../demo/xdr/fault.ts';
import { shortIncidentId } from '../../demo/xdr/incident-documents.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { Failure } from '../../src/failure.ts';
import type { IncomingMark } from '../../src/incoming.ts';
import type { Reply } from '../../src/reply.ts';
import { createMarks } from '../../src/rooms/marks.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, member, openRoom, type Room } from '../support/room.ts';

const analyst = member('UANALYST', { name: 'Anna' });
const incident = shortIncidentId(42);
const saidAt = Date.UTC(2026, 10, 30, 6, 12, 5);
let room: Room;
beforeAll(async () => {
  room = await openRoom({
    client: 'everything',
    environment: { CHATOPS_ANALYSTS: 'slack:UANALYST,slack:UOTHER' },
  });
});
beforeEach(async () => {
  room.fresh();
  room.failLookUps(undefined);
  await link();
});
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const link = (channel = room.place().channel) =>
  room.query(
    `insert into incident_rooms (platform, workspace, channel, incident, linked_by, linked_at)
     values ('slack', 'T1', $1, $2, 'UANALYST', now()) on conflict do nothing`,
    [channel, incident],
  );
let serial = 0;
type More = Partial<IncomingMark> & Readonly<{ id?: string; thread?: string; outsiders?: boolean }>;
const mark = ({ id = `1690000000.${++serial}`, thread, outsiders = false, ...more }: More = {}): Promise<Reply> =>
  room.answer({
    kind: 'mark',
    key: `mark-${++serial}`,
    message: { place: { ...room.place(), outsiders, ...(thread ? { thread } : {}) }, id },
    how: 'reaction',
    person: analyst,
    text: 'the beacon is 45.83.10.7',
    author: { id: 'UBOB', name: 'Bob' },
    saidAt,
    permalink: 'https://made-up.slack.com/archives/C1/p1690000000000100',
    ...more,
  });
const notes = () => room.xdr.notes.of(incident).map(({ content }) => String(content));
const writes = () => room.xdr.calls.list().filter(({ service }) => service === 'note').length;
/** What was asked of XDR; the search for what changed in it runs by itself, since there is an incident room. */
const calls = () =>
  room.xdr.calls.list().filter(({ service, path }) => service !== 'token' && !path.includes('query=modified'));
const marks = () => createMarks(room.query).of(room.place(), 100);
const audit = async () =>
  (await room.query<{ entry: string }>("select entry from audit where entry like '%incident.noted%' order by seq")).map(
    ({ entry }) => JSON.parse(entry) as { outcome: string; by: object; details: Record<string, unknown> },
  );

describe('a message that an analyst marks', () => {
  test.each(['reaction', 'pin', 'action'] as const)('by %s becomes a note in the incident', async (how) => {
    const before = (await audit()).length;
    const reply = await mark({ how, id: 'm1' });
    if (how === 'action') expect(reply).toMatchObject({ audience: 'asker', card: { headline: /^Adding/ } });
    else expect(reply).toEqual({ kind: 'silence', reason: 'stored' });
    await room.idle();
    expect(notes()).toEqual([
      [
        'Message from Slack  ',
        'Written by Bob (slack:UBOB) at 2026-11-30 06:12:05 UTC  ',
        'Added by Anna (slack:UANALYST), by xdr-chatops  ',
        '<https://made-up.slack.com/archives/C1/p1690000000000100>',
        '',
        '```text',
        'the beacon is 45.83.10.7',
        '```',
      ].join('\n'),
    ]);
    expect(room.xdr.notes.of(incident)[0]).toMatchObject({
      tlp: 'amber',
      author: 'Bob (slack:UBOB)',
      external_ids: [`xdr-chatops:note:slack/T1/${room.place().channel}/m1:1`],
    });
    expect(room.signs()).toEqual([{ sign: 'noted', on: 'm1' }]);
    expect(room.texts()).toEqual([]);
    expect((await audit()).slice(before)).toMatchObject([
      { outcome: 'asked', by: { id: 'UANALYST', name: 'Anna' }, details: { incident, message: 'm1', how } },
      { outcome: 'done' },
    ]);
    expect(await marks()).toMatchObject([
      {
        text: 'the beacon is 45.83.10.7',
        author: { id: 'UBOB', name: 'Bob' },
        by: { id: 'UANALYST', name: 'Anna' },
        how,
        saidAt,
        note: 'done',
        told: true,
        permalink: 'https://made-up.slack.com/archives/C1/p1690000000000100',
      },
    ]);
  });

  test('is noted once, whoever marks it, and however often it is delivered', async () => {
    const other = member('UOTHER');
    await Promise.all([mark({ id: 'm1' }), mark({ id: 'm1', how: 'pin', person: other }), mark({ id: 'm1' })]);
    await room.idle();
    expect(await mark({ id: 'm1' })).toEqual({ kind: 'silence', reason: 'answered-before' });
    const again = cardIn(await mark({ id: 'm1', how: 'action', person: other }));
    expect(plainText(again)).toContain('stands in the incident already');
    await room.idle();
    expect([notes().length, writes(), room.signs().length]).toEqual([1, 1, 1]);
  });

  test('is told of by a card in its thread where the bot cannot react', async () => {
    room.refuseReactions();
    await mark({ id: 'm1', thread: 'm0' });
    await room.idle();
    expect(room.texts()).toEqual([expect.stringContaining('Added: to incident INC-1042\nMarked by Anna.')]);
    expect(room.cards()[0]!.ref.place.thread).toBe('m0');
  });

  test('of more than 5,000 characters is several numbered notes that hold all of it', async () => {
    const text = Array.from({ length: 400 }, (_, at) => `line ${at} of a long report`).join('\n');
    await mark({ text });
    await room.idle();
    expect(notes().length).toBeGreaterThan(1);
    expect(notes().every(({ length }) => length <= 5_000)).toBe(true);
    expect(notes()[1]).toMatch(/^Message from Slack, part 2 of \d {2}\n/);
    const held = notes().map((note) => note.slice(note.indexOf('```text\n') + 8, -4));
    expect(held.join('')).toBe(text);
    expect((await marks())[0]?.keys).toHaveLength(notes().length);
  });
});

describe('nothing is stored or written', () => {
  const nothing = async () => {
    await room.idle();
    expect(await marks()).toEqual([]);
    expect(calls()).toEqual([]);
    expect(room.texts()).toEqual([]);
  };

  test.each(['reaction', 'pin'] as const)('of a %s in a channel that is no incident room', async (how) => {
    await room.query('delete from incident_rooms');
    expect(await mark({ how })).toEqual({ kind: 'silence', reason: 'not-a-room' });
    await nothing();
  });

  test('of the action there, and it says how to link', async () => {
    await room.query('delete from incident_rooms');
    const reply = await mark({ how: 'action' });
    expect(reply).toMatchObject({ audience: 'asker' });
    expect(plainText(cardIn(reply))).toContain('/xdr incident link <id>');
    await nothing();
  });

  test.each([
    ['a member who is no analyst', member('U1')],
    ['a guest', member('UANALYST', { standing: 'guest' })],
    ['a stranger', member('UANALYST', { standing: 'stranger' })],
    ['a bot', member('UANALYST', { standing: 'bot' })],
  ])('of %s', async (_, person) => {
    expect(await mark({ person })).toEqual({ kind: 'silence', reason: 'not-permitted' });
    const told = await mark({ person, how: 'action' });
    expect(told).toMatchObject({ audience: 'asker', card: { data: { why: 'not-permitted' } } });
    await nothing();
  });

  test('of somebody who was a member when Slack was last asked, and is a guest now', async () => {
    room.setPerson(member('UGONE', { standing: 'guest' }));
    expect(await mark({ person: member('UGONE') })).toEqual({ kind: 'silence', reason: 'not-permitted' });
    await nothing();
  });

  test('where outsiders read', async () => {
    expect(await mark({ outsiders: true })).toEqual({ kind: 'silence', reason: 'not-permitted' });
    expect(plainText(cardIn(await mark({ outsiders: true, how: 'action' })))).toContain('people from outside');
    await nothing();
  });

  test('without the scope, which is named, also to who reacted', async () => {
    room.xdr.setScopes(room.xdr.client('everything').id, 'inspect:read enrich:read private-intel:read');
    room.xdr.revokeTokens();
    room.pass(11 * 60_000);
    expect(await mark()).toMatchObject({
      audience: 'asker',
      card: { data: { why: 'missing-scope', scopes: ['private-intel/note:write'] } },
    });
    await nothing();
  });

  test('by the menu more often than anybody clicks', async () => {
    const person = member('UOFTEN');
    for (let times = 0; times < 30; times++) await mark({ person, how: 'action' });
    expect(await mark({ person, how: 'action' })).toMatchObject({
      audience: 'asker',
      card: { data: { why: 'too-many' } },
    });
    await nothing();
  });

  test('of a message without text', async () => {
    expect(plainText(cardIn(await mark({ text: ' \n' })))).toContain('no text');
    await nothing();
  });

  test('when Slack cannot say who it is: the delivery is not taken', async () => {
    room.failLookUps(new Failure('platform-unavailable', 'away'));
    await expect(mark()).rejects.toMatchObject({ kind: 'platform-unavailable' });
    expect(await mark({ how: 'action' })).toMatchObject({ audience: 'asker', card: { data: { kind: 'failure' } } });
    await nothing();
  });
});

describe('when XDR does not take it', () => {
  test('a lost answer is told as unknown, and nothing is repeated', async () => {
    room.xdr.faults.next('note', RESET);
    await mark({ id: 'm1' });
    await room.idle();
    expect(room.texts()[0]).toMatch(/it is not known whether the message was added to the incident.\nMarked by Anna/);
    expect(await marks()).toMatchObject([{ note: 'unknown' }]);
    await mark({ id: 'm1' });
    await room.idle();
    expect(writes()).toBe(1);
    expect((await audit()).at(-1)).toMatchObject({ outcome: 'unknown' });
    expect(plainText(cardIn(await mark({ id: 'm1', how: 'action' })))).toContain('Look into its worklog');
  });

  test('a refusal is told to who marked it; marked again, it is tried again', async () => {
    room.xdr.faults.next('note', jsonAnswer(400, { error: 'no' }));
    await mark({ id: 'm1' });
    await room.idle();
    expect(room.texts()[0]).toMatch(/the message was not added to the incident.\nMarked by Anna/);
    expect(room.cards()[0]!.ref.place.thread).toBe('m1');
    expect(await marks()).toMatchObject([{ note: 'failed' }]);
    expect(await mark({ id: 'm1' })).toEqual({ kind: 'silence', reason: 'stored' });
    await room.idle();
    expect(notes()).toHaveLength(1);
    expect(room.signs()).toEqual([{ sign: 'noted', on: 'm1' }]);
  });

  test('while it is away the note waits, and is written when it is back', async () => {
    room.xdr.faults.next('incident-summary', jsonAnswer(503), 20);
    await mark({ id: 'm1' });
    await room.idle();
    expect(await marks()).toMatchObject([{ note: 'waiting' }]);
    expect(room.texts()).toEqual([]);
    room.xdr.faults.clear();
    for (let tries = 0; tries < 300 && (await marks())[0]?.note !== 'done'; tries++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect([notes().length, writes()]).toEqual([1, 1]);
  });

  test('an incident that it does not show fails without a write', async () => {
    room.xdr.faults.always('incident-summary', jsonAnswer(403));
    room.xdr.faults.always('incident', jsonAnswer(403));
    await mark();
    await room.idle();
    expect(room.texts()[0]).toContain('did not let the API client read the incident');
    expect(writes()).toBe(0);
  });

  test('an incident that is gone fails without a write', async () => {
    await room.query("update incident_rooms set incident = 'incident-00000000-0000-4000-8000-000000000000'");
    await mark();
    await room.idle();
    expect(room.texts()[0]).toContain('XDR knows no such incident');
    expect(writes()).toBe(0);
  });
});

describe('what happens to the message afterwards', () => {
  const marked = async () => {
    await mark({ id: 'm1' });
    await room.idle();
  };

  test('an edit is told of once, in its thread; the note stays', async () => {
    await marked();
    await room.say('the beacon is 45.83.10.8', { id: 'm1', version: '2' });
    await room.say('never mind', { id: 'm1', version: '3' });
    await room.idle();
    const told = room.cards().filter(({ card }) => /was edited/.test(card.headline));
    expect(told).toHaveLength(1);
    expect(told[0]!.ref.place.thread).toBe('m1');
    expect(plainText(told[0]!.card)).toMatch(/holds its text of 20\d\d-\d\d-\d\d \d\d:\d\d UTC/);
    expect(notes()).toHaveLength(1);
    expect(notes()[0]).toContain('45.83.10.7');
  });

  test('where outsiders read by then, nothing is told of a note, and the note is written all the same', async () => {
    room.setPlace(room.place().channel, { outsiders: true });
    await marked();
    await room.say('something else', { id: 'm1', version: '2' });
    await room.idle();
    expect(notes()).toHaveLength(1);
    expect([room.texts(), room.signs()]).toEqual([[], []]);
  });

  test('an edit that changes no word is not told, nor one of a message that nobody marked', async () => {
    await marked();
    await room.say('the beacon is 45.83.10.7', { id: 'm1', version: '2' });
    await room.say('something else', { id: 'm2', version: '2' });
    await room.idle();
    expect(room.cards().filter(({ card }) => /was edited/.test(card.headline))).toEqual([]);
  });

  test('a deletion is told, and the note stays', async () => {
    await marked();
    await room.erase('m1');
    await room.idle();
    expect(room.texts()).toEqual([expect.stringContaining('a message was deleted here after it was added')]);
    expect(notes()).toHaveLength(1);
  });
});
