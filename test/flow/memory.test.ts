import { plainText } from '../../src/cards/plain-text.ts';
import type { Place } from '../../src/incoming.ts';
import { createSeenBefore } from '../../src/messages/seen-before.ts';
import { observableKey } from '../../src/observables/observable.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, openRoom, type Room } from '../support/room.ts';

const hour = 3_600_000;
const bad = '45.83.10.7';
const observable = { type: 'ip', value: bad };

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
beforeEach(async () => {
  room.fresh();
  await room.query('delete from annotations');
  room.setAudience(room.place().channel, 'closed');
});
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

/** What a command's card says of rooms. */
const told = async (place: Place = room.place(), words = `enrich ${bad}`): Promise<string> =>
  (plainText(cardIn(await room.command(words, { place }))).match(/^seen .*$/gim) ?? []).join('\n');
/** A busy machine may need longer than a card waits: what is to be told is told to the next who asks. */
const toldSoon = async (...asked: Parameters<typeof told>): Promise<string> => {
  for (let tries = 0; tries < 20; tries++) {
    const words = await told(...asked);
    if (words) return words;
  }
  return '';
};
/** Mentions are written with the machine’s clock; the bot’s runs ahead by as much as is passed. */
const mentionedAgo = (channel: string, ago: number) =>
  room.query('update mentions set mentioned_at = $2 where channel = $1', [channel, new Date(room.now() - ago)]);
const sayIn = async (channel: string, text = bad, more = {}) => {
  await room.say(text, { channel, ...more });
  await room.idle();
};

test('what an open channel mentioned is told, newest first, at most two rooms', async () => {
  for (const [channel, name, ago] of [
    ['C-A', 'ir-42', 50 * hour],
    ['C-B', 'soc', 3 * hour + 1],
    ['C-C', 'older', 200 * hour],
  ] as const) {
    room.setAudience(channel, { open: name });
    await sayIn(channel);
    await mentionedAgo(channel, ago);
  }
  expect(await toldSoon()).toBe('Seen in #soc 3 hours ago and in #ir-42 2 days ago.');
});

test('a watched message is told of it too, in its row among several, and a bot’s message counts', async () => {
  room.setAudience('C-A', { open: 'ir-42' });
  await sayIn('C-A', bad, { bot: true });
  let seen = '';
  for (let tries = 0; tries < 20 && !seen; tries++) {
    room.fresh();
    room.setAudience(room.place().channel, 'closed');
    await room.say(`${bad} and 203.0.113.199`);
    await room.idle();
    seen = room.texts().find((text) => text.includes('seen in #ir-42')) ?? '';
  }
  expect(seen).toMatch(/45\.83\.10\[\.\]7.*seen in #ir-42/);
  expect(seen.match(/seen/g)).toHaveLength(1);
});

test('this room’s other threads are told, and not this one’s', async () => {
  const { channel } = room.place();
  await sayIn(channel, bad, { id: 'm1' });
  await mentionedAgo(channel, 5 * hour);
  expect(await toldSoon()).toBe('Seen here 5 hours ago.');
  expect(await told({ ...room.place(), thread: 'm1' })).toBe('');
  expect(await toldSoon({ ...room.place(), thread: 'm2' })).toBe('Seen here 5 hours ago.');
});

describe('nobody learns what he may not read', () => {
  const open = 'C-O';
  const seenBefore = (more: Partial<Parameters<typeof createSeenBefore>[0]> = {}) =>
    createSeenBefore({
      query: room.query,
      circlesOf: async () => ['T1'],
      openRoom: async ({ channel }) => (channel === open ? { circle: 'T1', name: 'open' } : undefined),
      now: room.now,
      wait: 10_000,
      ...more,
    });
  const seenFrom = async (
    place: Partial<Place> = {},
    more: Partial<Parameters<typeof createSeenBefore>[0]> = {},
    message?: string,
  ) => (await seenBefore(more)([observable], { ...room.place(), ...place }, message)).get(observableKey(observable));
  const name = (name: string) => [expect.objectContaining({ room: { name } })];

  test('the way it is meant: an open channel is told', async () => {
    await sayIn(open);
    expect(await seenFrom()).toEqual(name('open'));
  });

  test('a private channel, a direct message and a room that is not known say nothing', async () => {
    for (const channel of ['C-private', 'D-direct', 'C-unknown']) await sayIn(channel);
    room.setAudience('C-private', 'closed');
    room.setAudience('D-direct', 'outsiders');
    expect(await seenFrom()).toBeUndefined();
    expect(await told()).toBe('');
  });

  test('nor does a direct message to who is in it', async () => {
    await sayIn('D-direct');
    expect(await seenFrom({ channel: 'D-direct', kind: 'direct' })).toBeUndefined();
    expect(await seenFrom({ channel: 'D-direct', kind: 'channel' })).toBeDefined();
  });

  test('another workspace and another platform say nothing', async () => {
    await sayIn(open);
    expect(await seenFrom({ workspace: 'T2' })).toBeUndefined();
    expect(await seenFrom({ platform: 'teams' })).toBeUndefined();
    // A room is of the circle that may read it: another circle's people learn nothing.
    expect(await seenFrom({}, { circlesOf: async () => ['T2'] })).toBeUndefined();
  });

  test('a channel that has become private since says nothing any more', async () => {
    room.setAudience(open, { open: 'open' });
    await sayIn(open);
    expect(await toldSoon()).toContain('#open');
    room.setAudience(open, 'closed');
    for (let tries = 0; tries < 3; tries++) expect(await told()).toBe('');
  });

  test('where outsiders may read nothing is told, not even of the room itself', async () => {
    room.setAudience(open, { open: 'open' });
    await sayIn(open);
    await sayIn(room.place().channel);
    expect(await toldSoon()).toContain('#open');
    expect(await told({ ...room.place(), outsiders: true })).toBe('');
    room.setAudience(room.place().channel, 'outsiders');
    expect(await told()).toBe('');
    expect(await seenFrom({}, { circlesOf: async () => [] })).toBeUndefined();
  });

  test('what cannot be known in time, or at all, is not told', async () => {
    await sayIn(open);
    const away = () => Promise.reject(new Error('away'));
    const never = () => new Promise<never>(() => {});
    for (const how of [away, never]) {
      expect(await seenFrom({}, { circlesOf: how })).toBeUndefined();
      expect(await seenFrom({}, { openRoom: how })).toBeUndefined();
      expect(await seenFrom({}, { query: how, wait: 50 })).toBeUndefined();
    }
  });

  test('messages that were deleted do not count', async () => {
    room.setAudience(open, { open: 'open' });
    await sayIn(open, bad, { id: 'gone' });
    expect(await seenFrom()).toEqual(name('open'));
    await room.erase('gone');
    await room.query("update annotations set state = 'withdrawn' where message = 'gone'");
    expect(await seenFrom()).toBeUndefined();
  });

  test('a card is the same whether or not another room has asked before, and how long ago', async () => {
    const first = await room.command(`enrich ${bad}`);
    room.pass(20 * 60_000);
    room.xdr.calls.clear();
    const later = await room.command(`enrich ${bad}`, { place: { ...room.place(), channel: 'C-other' } });
    expect(room.xdr.calls.count()).toBe(0); // known already
    room.pass(60 * 60_000);
    const anew = await room.command(`enrich ${bad}`, { place: { ...room.place(), channel: 'C-third' } });
    expect(room.xdr.calls.count()).toBeGreaterThan(0);
    const text = (reply: typeof first) => plainText(cardIn(reply));
    expect(text(later)).toBe(text(first));
    expect(text(anew).replace(/until .*/g, '')).toBe(text(first).replace(/until .*/g, ''));
    expect(text(first)).toContain('at most 30 minutes old');
  });
});
