import { lingerOf } from '../../src/budget/linger.ts';

test.each([
  [0, 0],
  [500, 0],
  [750, 250],
  [1000, 500],
  [1600, 500],
])('with %i of 1,500 calls used, watching lingers %i ms', (watchingUsed, ms) => {
  expect(lingerOf({ perHour: 3000, watchingUsed })).toBe(ms);
});

test('a budget of nothing is no reason to fail', () => {
  expect(lingerOf({ perHour: 0, watchingUsed: 0 })).toBe(0);
});
