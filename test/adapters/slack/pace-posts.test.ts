import fc from 'fast-check';
import { createPacePosts } from '../../../adapters/slack/pace-posts.ts';
import type { Failure } from '../../../src/failure.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const wall = 1_800_000_000_000;

function start() {
  const clock = createFakeClock();
  const began = clock.now();
  const seconds = () => (clock.now() - began) / 1000;
  const pace = createPacePosts({ now: () => wall + clock.now() - began, clock: clock.now, after: clock.after });
  /** Who went, and after how many seconds; who was refused, and until when. */
  const went: [string, number][] = [];
  const refused: [string, number][] = [];
  const card = (key: string, channel = 'C1') =>
    pace.card(channel, key).then(
      () => void went.push([key, seconds()]),
      (failure: Failure) => void refused.push([key, (failure.facts.retryAt! - wall) / 1000]),
    );
  const answer = (key: string, channel = 'C1') => pace.answer(channel).then(() => void went.push([key, seconds()]));
  return { clock, went, refused, card, answer };
}

test('a burst of five goes at once, then one a second, and whoever would wait longer is told his own time', async () => {
  const { clock, went, refused, card } = start();
  for (let at = 1; at <= 11; at++) void card(`${at}`);
  await clock.pass(10_000);
  expect(went).toEqual([...['1', '2', '3', '4', '5'].map((key) => [key, 0]), ['6', 1], ['7', 2], ['8', 3]]);
  expect(refused).toEqual([
    ['9', 4],
    ['10', 5],
    ['11', 6],
  ]);
});

test('what was refused comes back one after another, and is not overtaken by what is new', async () => {
  const { clock, went, refused, card } = start();
  for (let at = 1; at <= 10; at++) void card(`${at}`);
  await clock.pass(1_500);
  void card('new');
  await clock.pass(2_500);
  expect(refused).toEqual([
    ['9', 4],
    ['10', 5],
    ['new', 6],
  ]);
  for (const [key] of [...refused]) {
    void card(key);
    await clock.pass(1_000);
  }
  expect(went.slice(8)).toEqual([
    ['9', 4],
    ['10', 5],
    ['new', 6],
  ]);
});

test('of a long line nobody is refused twice', async () => {
  const { clock, went, refused, card } = start();
  for (let at = 1; at <= 40; at++) void card(`${at}`);
  await clock.pass(4_000);
  expect(refused).toHaveLength(32);
  for (const [key] of [...refused]) {
    void card(key);
    await clock.pass(1_000);
  }
  expect(refused).toHaveLength(32);
  expect(went.slice(8)).toEqual(refused);
});

test('answers go before cards that wait, and are never refused', async () => {
  const { clock, went, refused, card, answer } = start();
  for (let at = 1; at <= 8; at++) void card(`${at}`);
  await clock.pass(500);
  void answer('asked');
  await clock.pass(10_000);
  expect(went.slice(5)).toEqual([
    ['asked', 1],
    ['6', 2],
    ['7', 3],
    ['8', 4],
  ]);
  for (let at = 1; at <= 30; at++) void answer(`a${at}`);
  await clock.pass(3_000);
  expect(went.filter(([key]) => /^a\d/.test(key))).toHaveLength(30);
  expect(refused).toEqual([]);
});

test('each channel has a pace of its own', async () => {
  const { clock, went, card } = start();
  for (let at = 1; at <= 5; at++) void card(`${at}`);
  void card('elsewhere', 'C2');
  await clock.pass(0);
  expect(went).toHaveLength(6);
});

test('whatever comes when, no channel gets more cards than its pace and burst, and each is sent or told a time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 60 }), async (waits) => {
      const { clock, went, refused, card } = start();
      for (const [at, wait] of waits.entries()) {
        void card(`${at}`);
        await clock.pass(wait);
      }
      await clock.pass(10_000);
      expect(went.length + refused.length).toBe(waits.length);
      for (const [first, [, from]] of went.entries()) {
        const within = went.slice(first).filter(([, at]) => at < from + 10);
        expect(within.length).toBeLessThanOrEqual(15);
      }
      const times = refused.map(([, at]) => at);
      expect(times).toEqual([...times].sort((one, other) => one - other));
    }),
    { numRuns: 40 },
  );
});
