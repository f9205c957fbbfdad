import { growthOf } from '../../../bench/size/series.ts';

const points = (...micros: number[]) => micros.map((one, n) => ({ size: 10 ** n, micros: one }));

test('growth is the worst rise from any smaller size to any larger', () => {
  expect(growthOf(points(10, 10, 10))).toBe(1);
  expect(growthOf(points(10, 4, 8))).toBe(2);
  expect(growthOf(points(10, 30, 5))).toBe(3);
  expect(growthOf(points(8, 4, 2))).toBe(0.5);
});
