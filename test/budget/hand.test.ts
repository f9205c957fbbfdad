import fc from 'fast-check';
import { countedIn, createHand } from '../../src/budget/hand.ts';
import { createRollingHour, hourMs } from '../../src/budget/rolling-hour.ts';

const second = 1000;
/** Uses up batch after batch, each lasting so long (milliseconds), and tells how many were asked for each time. */
function sizes(lasting: readonly number[], waiting = 1): number[] {
  const hand = createHand();
  let at = 0;
  return lasting.map((ms) => {
    const size = hand.wanted(at, waiting);
    hand.fill({ size, grantedAt: at, expiresAt: at + 10 * second, startsAt: 0 });
    for (let i = 0; i < size; i += 1) hand.use();
    at += ms;
    return size;
  });
}

test.each([
  ['used up quickly grow', [100, 100, 100, 100, 100, 100, 100, 100], 1, [1, 2, 4, 8, 16, 32, 32, 32]],
  ['that last a while stay', [100, 100, 2000, 2000, 2000], 1, [1, 2, 4, 4, 4]],
  ['that last long shrink', [100, 100, 5000, 5000, 5000, 5000], 1, [1, 2, 4, 2, 1, 1]],
  ['for which many wait are as large as that', [9000, 9000], 20, [20, 20]],
  ['for which more wait than one may hold', [9000], 99, [32]],
])('batches %s', (_, lasting, waiting, asked) => {
  expect(sizes(lasting, waiting)).toEqual(asked);
});

test('a batch is used until it expires, then what is left of it is given back once', () => {
  const hand = createHand();
  expect(hand.isReady(0)).toBe(false);
  hand.fill({ size: 3, grantedAt: 0, expiresAt: 10, startsAt: 7 });
  hand.use();
  expect([hand.isReady(9), hand.giveBack(9)]).toEqual([true, undefined]);
  expect([hand.isReady(10), hand.giveBack(10), hand.giveBack(10)]).toEqual([
    false,
    { startsAt: 7, unused: 2 },
    undefined,
  ]);
});

test('a batch that is used up is not ready', () => {
  const hand = createHand();
  hand.fill({ size: 1, grantedAt: 0, expiresAt: 10, startsAt: 0 });
  hand.use();
  expect([hand.isReady(1), hand.unused(), hand.giveBack()]).toEqual([false, 0, undefined]);
});

test('a call is counted for its whole hour, also by a clock that is five seconds ahead, and for 15 seconds longer at most', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_772_000_000_000, max: 1_772_000_100_000 }), (latest) => {
      const counted = createRollingHour();
      counted.add(countedIn(latest), { total: 1, watching: 0, bulk: 0 });
      expect(counted.count(latest + hourMs + 5 * second - 1).total).toBe(1);
      expect(counted.count(latest + hourMs + 15 * second).total).toBe(0);
    }),
  );
});
