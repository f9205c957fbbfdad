import { steadyClock } from '../../src/budget/steady-clock.ts';

test('it begins where it is told and goes on with what has passed, whatever the machine says the time is', () => {
  let passed = 5000;
  const now = steadyClock(1_000_000, () => passed);
  expect(now()).toBe(1_000_000);
  passed += 1234.4;
  expect(now()).toBe(1_001_234);
});

test('it begins now, and is not set by a change of the clock', () => {
  const real = Date.now;
  const now = steadyClock();
  try {
    Date.now = () => real() + 3_600_000;
    expect(Math.abs(now() - real())).toBeLessThan(60_000);
  } finally {
    Date.now = real;
  }
});
