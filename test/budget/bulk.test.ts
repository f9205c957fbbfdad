import fc from 'fast-check';
import type { Purpose } from '../../src/budget/purpose.ts';
import { reserveOf, thirdOf } from '../../src/budget/shares.ts';
import { budgetWithClock, hour, minute, second, start } from './support/budget-with-clock.ts';

test('bulk look-ups have a third of the share', async () => {
  const { tries, budget } = budgetWithClock(4000);
  expect(await tries('bulk', 2000)).toBe(1333);
  expect(budget.snapshot()).toMatchObject({ used: 1333, bulk: { left: 0, perHour: 1333 } });
});

test('they leave a quarter of it to all others, whoever had the rest', async () => {
  const { tries } = budgetWithClock(100);
  expect([await tries('command', 70), await tries('bulk', 30)]).toEqual([70, 3]);
  expect(await tries('command', 30)).toBe(25);
});

test('watching has its half, and commands the rest, whatever bulk look-ups had before', async () => {
  const { tries } = budgetWithClock(100);
  expect([await tries('bulk', 50), await tries('watching', 80), await tries('command', 80)]).toEqual([33, 50, 15]);
});

test('while watching waits for its share they wait longer, though there are calls for them', async () => {
  const { tries, refusal, pass, now } = budgetWithClock(100);
  await tries('watching', 50);
  const watched = (await refusal('watching'))!;
  const held = (await refusal('bulk'))!;
  expect(held).toMatchObject({ kind: 'over-budget', facts: { retryAt: watched.facts.retryAt } });
  expect(await tries('command', 1)).toBe(1);
  pass(held.facts.retryAt! - now() + second);
  expect(await tries('bulk', 1)).toBe(1);
});

test('a refusal names the time from which it is worth going on, not that of the first call', async () => {
  const { tries, refusal, pass, now } = budgetWithClock(400);
  await tries('bulk', 10);
  pass(10 * minute);
  expect(await tries('bulk', 200)).toBe(123);
  const { facts } = (await refusal('bulk'))!;
  expect(facts.retryAt! - start).toBeGreaterThan(hour + 10 * minute - second);
  pass(facts.retryAt! - now());
  expect(await tries('bulk', 200)).toBeGreaterThanOrEqual(20);
});

test('of what the organisation has left they leave a quarter of its limit', async () => {
  const { budget, tries, refusal } = budgetWithClock(1000);
  budget.observed({ departure: await budget.take('command'), remaining: 3000, limit: 8000 });
  expect(await tries('bulk', 100)).toBe(100);
  budget.observed({ departure: await budget.take('command'), remaining: 2100, limit: 8000 });
  expect(await refusal('bulk')).toMatchObject({ message: 'the organisation has used up its hour' });
  expect(budget.snapshot().bulk.left).toBe(0);
  expect(await tries('watching', 10)).toBe(10);
});

test('a share too small for a third has none for them, and says so without a time', async () => {
  const { refusal } = budgetWithClock(2);
  expect((await refusal('bulk'))?.facts.retryAt).toBe(Number.POSITIVE_INFINITY);
});

test('nobody ever gets more than is his, in whatever order they come', async () => {
  const wish = fc.record({
    purpose: fc.constantFrom<Purpose>('command', 'watching', 'bulk'),
    calls: fc.integer({ min: 1, max: 80 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 4, max: 300 }), fc.array(wish, { maxLength: 12 }), async (perHour, wishes) => {
      const { tries } = budgetWithClock(perHour);
      const had: Record<Purpose, number> = { response: 0, command: 0, watching: 0, bulk: 0 };
      for (const { purpose, calls } of wishes) had[purpose] += await tries(purpose, calls);
      const all = had.command + had.watching + had.bulk;
      expect(all).toBeLessThanOrEqual(perHour - reserveOf(perHour));
      expect(had.bulk).toBeLessThanOrEqual(thirdOf(perHour));
      expect(had.watching).toBeLessThanOrEqual(Math.floor(perHour / 2));
      if (had.bulk > 0 && had.command === 0 && had.watching === 0) expect(await tries('command', 1)).toBe(1);
    }),
    { numRuns: 60 },
  );
});
