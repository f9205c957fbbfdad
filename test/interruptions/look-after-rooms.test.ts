import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { Failure } from '../../src/failure.ts';
import type { Beat } from '../../src/interruptions/heartbeat.ts';
import { createBeat } from '../../src/interruptions/heartbeat.ts';
import type { PauseReason } from '../../src/interruptions/interruption.ts';
import { createInterruptions, pruneInterruptions } from '../../src/interruptions/interruptions.ts';
import { createRoomCare } from '../../src/interruptions/look-after-rooms.ts';
import { createGiveUp, createTellRoom } from '../../src/interruptions/tell-room.ts';
import { silentLog } from '../../src/log.ts';
import type { Room } from '../../src/room.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories, testDatabase } from '../support/database.ts';

/** Room care on a real database; the queue, the platform and the clock are the test's. */
let database: Database;
let now = 0;
let waiting: { room: Room; since: number }[] = [];
let why: PauseReason | undefined;
let watched = true;
let refusing: Failure | undefined;
let said: { card: Card; key: string; channel: string }[] = [];
let beat: Beat = async () => undefined;
const minute = 60_000;
const soc: Room = { platform: 'slack', workspace: 'T1', channel: 'C1' };
const lab: Room = { platform: 'slack', workspace: 'T1', channel: 'C2' };

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database.close();
  await removeDirectories();
});
beforeEach(async () => {
  await database.query('delete from interruptions');
  await database.query('delete from heartbeats');
  await database.query('delete from annotations');
  await database.query('delete from channel_settings');
  now = Date.UTC(2026, 2, 2, 9);
  [waiting, why, watched, refusing, said] = [[], undefined, true, undefined, []];
  beat = async () => undefined;
});

const parts = () => {
  const interruptions = createInterruptions(database.query, () => now);
  const tellRoom = createTellRoom({
    interruptions,
    isWatched: async () => watched,
    outbox: {
      post: async (place, what, key) => {
        if (refusing) throw refusing;
        if (what.kind === 'card') said.push({ card: what.card, key: key.id, channel: place.channel });
        return { place, id: 'p1' };
      },
    },
    prefixOf: () => '/xdr',
    simulated: false,
  });
  const waits: (number | undefined)[] = [];
  const announce = async ({ room }: { room: Room }, _tell: string, wait?: number) => {
    waits.push(wait);
    if (!wait) await tellRoom({ room });
  };
  const care = createRoomCare({
    interruptions,
    longWaiting: async (before) => waiting.filter(({ since }) => since < before),
    whyWaiting: () => why,
    beat: (platform) => beat(platform),
    hearing: () => ['slack'],
    announce,
    log: silentLog,
    now: () => now,
  });
  return {
    interruptions,
    tellRoom,
    care,
    waits,
    giveUp: createGiveUp({ givenUp: interruptions.givenUp, announce, now: () => now }),
  };
};
const texts = () => said.map(({ card }) => plainText(card));

test('a room is told once when its messages wait for XDR, and once when it goes on', async () => {
  const { care } = parts();
  waiting = [{ room: soc, since: now - 30_000 }];
  why = 'xdr';
  await care.look();
  expect(said).toEqual([]); // half a minute is no outage
  now += minute;
  await care.look();
  await parts().care.look(); // another replica looks too
  now += minute;
  await care.look();
  expect(texts()).toEqual([expect.stringContaining('Watching pauses: Cisco XDR does not answer.')]);
  [waiting, why] = [[], undefined];
  await care.look();
  await care.look();
  expect(texts()).toEqual([expect.any(String), expect.stringContaining('Watching goes on')]);
  expect(new Set(said.map(({ key }) => key)).size).toBe(2);
});

test('a pause for want of calls says that commands still work', async () => {
  waiting = [{ room: soc, since: now - 2 * minute }];
  why = 'budget';
  await parts().care.look();
  expect(texts()).toEqual([expect.stringMatching(/in an hour are used up[\s\S]*Commands still work/)]);
});

test('what waits for the platform itself is not told there', async () => {
  waiting = [{ room: soc, since: now - 5 * minute }];
  await parts().care.look();
  expect(said).toEqual([]);
});

test('each room has its own pause', async () => {
  why = 'xdr';
  waiting = [soc, lab].map((room) => ({ room, since: now - 2 * minute }));
  const { care } = parts();
  await care.look();
  waiting = [waiting[1]!];
  await care.look();
  expect(said.map(({ channel, card }) => [channel, card.headline.split(':')[0]])).toEqual([
    ['C1', 'Watching pauses'],
    ['C2', 'Watching pauses'],
    ['C1', 'Watching goes on'],
  ]);
});

test('a pause that is over before it could be told is not told', async () => {
  const { interruptions, tellRoom } = parts();
  await interruptions.pause(soc, 'xdr', now);
  await interruptions.endPauses([]);
  expect(await tellRoom({ room: soc })).toBe('nothing-to-tell');
  expect(await interruptions.untold(soc)).toEqual([]);
});

test('a room that cannot be told because we are gone from it is left in peace', async () => {
  refusing = new Failure('place-gone', 'archived');
  const { interruptions, tellRoom } = parts();
  await interruptions.pause(soc, 'xdr', now);
  await tellRoom({ room: soc });
  expect(await interruptions.untold(soc)).toEqual([]);
});

test('a telling that fails is made up for', async () => {
  refusing = new Failure('platform-unavailable', 'down');
  const { interruptions, tellRoom } = parts();
  await interruptions.pause(soc, 'xdr', now);
  await expect(tellRoom({ room: soc })).rejects.toThrow('down');
  refusing = undefined;
  expect(await tellRoom({ room: soc })).toBe('told');
});

test('a time in which nothing was heard is told to the rooms that are watched', async () => {
  for (const [channel, changed] of [
    ['C1', now],
    ['C2', now - 8 * 24 * 60 * minute],
    ['C3', now],
  ] as const)
    await database.query(
      `insert into annotations (platform, workspace, channel, message, room, version, state, by_bot, created_at, changed_at)
       values ('slack', 'T1', $1, 'm1', '', '', 'silent', false, $2, $2)`,
      [channel, new Date(changed)],
    );
  for (const [channel, mode] of [
    ['C3', 'off'],
    ['C4', 'all'],
  ])
    await database.query(
      "insert into channel_settings (platform, workspace, channel, watch, changed_by, changed_at) values ('slack', 'T1', $1, $2, 'U1', now())",
      [channel, mode],
    );
  const gap = { from: now, until: now + 20 * minute };
  let beats = 0;
  beat = async () => (beats++ === 0 ? gap : undefined);
  now += 20 * minute;
  const { care, interruptions } = parts();
  await care.look();
  await care.look();
  expect(said.map(({ channel }) => channel).sort()).toEqual(['C1', 'C4']);
  expect(texts()[0]).toMatch(/could hear or store nothing[\s\S]*\/xdr catch-up reads it now/);
  const [missed] = await interruptions.missed(soc);
  expect(missed).toMatchObject({ kind: 'not-heard', ...gap });
  await interruptions.markCaughtUp(missed!.id);
  expect(await interruptions.missed(soc)).toEqual([]);
});

test('gaps that follow each other are one trouble, told once and read as one', async () => {
  await database.query(
    "insert into channel_settings (platform, workspace, channel, watch, changed_by, changed_at) values ('slack', 'T1', $1, 'all', 'U1', now())",
    ['C1'],
  );
  const { care, interruptions } = parts();
  for (let n = 0; n < 5; n++)
    await care.noteGap({ platform: 'slack', from: now + n * minute, until: now + (n + 1) * minute });
  await care.noteGap({ platform: 'slack', from: now + 60 * minute, until: now + 61 * minute });
  expect(said).toHaveLength(2);
  expect(await interruptions.missed(soc)).toMatchObject([
    { from: now, until: now + 5 * minute },
    { from: now + 60 * minute, until: now + 61 * minute },
  ]);
});

test('a clock that was set is no gap: whoever looked a moment ago knows that he heard', async () => {
  let elapsed = 0;
  const { interruptions } = parts();
  const care = createRoomCare({
    interruptions: {
      ...interruptions,
      notHeard: async () => {
        said.push({ card: { headline: 'gap', simulated: false, parts: [] }, key: '', channel: '' });
        return [];
      },
    },
    longWaiting: async () => [],
    whyWaiting: () => undefined,
    beat: async () => ({ from: now, until: now + 60 * minute }),
    hearing: () => ['slack'],
    announce: async () => {},
    log: silentLog,
    now: () => now,
    elapsed: () => elapsed,
  });
  await care.look(); // just started: it may be true
  expect(said).toHaveLength(1);
  elapsed += minute;
  await care.look();
  expect(said).toHaveLength(1);
  elapsed += 6 * minute; // the process itself slept
  await care.look();
  expect(said).toHaveLength(2);
});

test('messages that were given up are told together, at most once a day', async () => {
  const { giveUp, waits, tellRoom, interruptions } = parts();
  for (const ago of [30, 20, 10]) await giveUp({ room: soc, saidAt: now - ago * minute });
  expect(waits).toEqual([10 * minute, 10 * minute, 10 * minute]);
  await tellRoom({ room: soc });
  expect(texts()).toEqual([expect.stringContaining('3 messages waited for 24 hours')]);
  now += 60 * minute;
  await giveUp({ room: soc, saidAt: now });
  expect(waits.at(-1)).toBe(23 * 60 * minute);
  await tellRoom({ room: soc });
  expect(texts().at(-1)).toContain('1 message waited for 24 hours');
  expect(await interruptions.missed(soc)).toHaveLength(2);
});

test('a room that is not watched is told nothing', async () => {
  watched = false;
  const { giveUp, tellRoom } = parts();
  await giveUp({ room: soc, saidAt: now });
  expect(await tellRoom({ room: soc })).toBe('nothing-to-tell');
});

test('the heart’s gap is told to one replica only, and redelivery covers short ones', async () => {
  const beats = [createBeat(database), createBeat(database)];
  expect(await Promise.all(beats.map((one) => one('slack')))).toEqual([undefined, undefined]);
  await database.query("update heartbeats set at = at - interval '4 minutes'");
  expect(await Promise.all(beats.map((one) => one('slack')))).toEqual([undefined, undefined]);
  await database.query("update heartbeats set at = at - interval '20 minutes'");
  const gaps = (await Promise.all(beats.map((one) => one('slack')))).filter((gap) => gap !== undefined);
  expect(gaps).toHaveLength(1);
  expect(gaps[0]!.until - gaps[0]!.from).toBeGreaterThanOrEqual(20 * minute);
});

test('old interruptions are removed, a pause that lasts is kept', async () => {
  const { interruptions } = parts();
  await interruptions.notHeard({ platform: 'slack', from: now, until: now });
  await interruptions.givenUp(soc, now);
  await interruptions.pause(soc, 'xdr', now);
  await pruneInterruptions(database.query, now + 31 * 24 * 60 * minute);
  const left = await database.query('select kind from interruptions');
  expect(left).toEqual([{ kind: 'paused' }]);
});
