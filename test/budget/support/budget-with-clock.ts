import { type Budget, type BudgetParts, createBudget } from '../../../src/budget/budget.ts';
import type { Purpose } from '../../../src/budget/purpose.ts';
import { Failure } from '../../../src/failure.ts';

export const start = Date.UTC(2026, 2, 2, 9, 0, 0);
export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;

/** A clock that the test moves. */
export function testClock() {
  let at = start;
  return { now: () => at, pass: (ms: number) => (at += ms) };
}

/** The Failure of one request, or undefined when it was let through. */
export async function refusalOf(
  budget: Budget,
  purpose: Purpose,
  rooms?: readonly string[],
): Promise<Failure | undefined> {
  try {
    await budget.take(purpose, rooms);
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

/** How many of `times` requests at once were let through. */
export async function triesOf(budget: Budget, purpose: Purpose, times: number, room?: string): Promise<number> {
  const rooms = room === undefined ? undefined : [room];
  const all = await Promise.all(Array.from({ length: times }, () => refusalOf(budget, purpose, rooms)));
  return all.filter((each) => each === undefined).length;
}

/** A budget with a clock of its own. */
export function budgetWithClock(perHour: number, parts: Omit<BudgetParts, 'perHour'> = {}) {
  const clock = testClock();
  const budget = createBudget({ perHour, now: clock.now, ...parts });
  return {
    ...clock,
    budget,
    refusal: (purpose: Purpose, room?: string) => refusalOf(budget, purpose, room === undefined ? undefined : [room]),
    tries: (purpose: Purpose, times: number, room?: string) => triesOf(budget, purpose, times, room),
  };
}
