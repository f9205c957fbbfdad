import { Failure } from '../../src/failure.ts';
import { retryAfter, retryWait } from '../../src/jobs/retry-clock.ts';

test.each([
  [0, 1000],
  [1, 2000],
  [5, 32_000],
  [9, 512_000],
  [10, 900_000],
  [1000, 900_000],
])('after %d failed tries the wait is about %d ms', (tries, wait) => {
  expect(retryWait(tries, () => 0.5)).toBe(wait);
  expect(retryWait(tries, () => 0)).toBeCloseTo(wait * 0.8);
  expect(retryWait(tries, () => 1)).toBeCloseTo(wait * 1.2);
});

test('an error that names a time is not tried before it', () => {
  const now = 1_000_000;
  expect(retryAfter(new Failure('rate-limited', 'later', { retryAt: now + 3_172_000 }), 0, now)).toBe(now + 3_172_000);
  expect(retryAfter(new Failure('rate-limited', 'soon', { retryAt: now + 1 }), 3, now)).toBeGreaterThanOrEqual(
    now + 6400,
  );
});
