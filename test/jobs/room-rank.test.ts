import { createRoomRank } from '../../src/jobs/room-rank.ts';

const minute = 60_000;

/** Ranks of `count` jobs of a room at once. */
const ranks = (rankOf: (room: string) => number, room: string, count: number) =>
  Array.from({ length: count }, () => rankOf(room));

test('the first 20 jobs of a room within a minute rank highest, those beyond 200 lowest', () => {
  const found = ranks(
    createRoomRank(() => 0),
    'loud',
    300,
  );
  expect(found.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 0));
  expect(found.slice(20, 200)).toEqual(Array.from({ length: 180 }, () => -1));
  expect(found.slice(200)).toEqual(Array.from({ length: 100 }, () => -2));
});

test('a flood of one room does not rank another down', () => {
  const rankOf = createRoomRank(() => 0);
  ranks(rankOf, 'loud', 300);
  expect(rankOf('quiet')).toBe(0);
});

test.each([
  ['half a minute later', 1.5 * minute, -1], // half of 300 still counts
  ['when its minute is nearly over', 1.95 * minute, 0],
  ['two minutes later', 2 * minute, 0],
  ['a day later', 24 * 60 * minute, 0],
])('a flood is forgiven by and by: %s', (_, at, rank) => {
  let now = 0;
  const rankOf = createRoomRank(() => now);
  ranks(rankOf, 'loud', 300);
  now = at;
  expect(rankOf('loud')).toBe(rank);
});

test('a steady 15 a minute never rank down, a steady 60 do', () => {
  let now = 0;
  const rankOf = createRoomRank(() => now);
  const lowest = (perMinute: number, room: string) => {
    const found: number[] = [];
    for (let n = 0; n < perMinute * 5; n += 1) {
      now += minute / perMinute;
      found.push(rankOf(room));
    }
    return Math.min(...found);
  };
  expect(lowest(15, 'steady')).toBe(0);
  expect(lowest(60, 'busy')).toBe(-1);
});

test('a clock set back by an hour forgives and counts on', () => {
  let now = 90 * minute;
  const rankOf = createRoomRank(() => now);
  ranks(rankOf, 'loud', 300);
  now = 30 * minute;
  expect(ranks(rankOf, 'loud', 21)).toEqual([...Array.from({ length: 20 }, () => 0), -1]);
});
