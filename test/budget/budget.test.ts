import fc from 'fast-check';
import { createBudget, reserveOf } from '../../src/budget/budget.ts';
import type { Purpose } from '../../src/budget/purpose.ts';
import { Failure } from '../../src/failure.ts';

const start = Date.UTC(2026, 2, 2, 9, 0, 0);
const second = 1000;
const hour = 3600 * second;

/** A budget with a clock of its own; `tries` says how many of `times` requests were let through. */
function budgetWithClock(perHour: number) {
  let at = start;
  const budget = createBudget({ perHour, now: () => at });
  const refusal = (purpose: Purpose): Failure | undefined => {
    try {
      budget.take(purpose);
      return undefined;
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    }
  };
  const tries = (purpose: Purpose, times: number) =>
    Array.from({ length: times }, () => refusal(purpose)).filter((each) => each === undefined).length;
  return { budget, refusal, tries, pass: (ms: number) => (at += ms), now: () => at };
}

test('commands get all but the reserve, watching half, response is never held back by our share', () => {
  expect(budgetWithClock(4000).tries('command', 5000)).toBe(4000 - reserveOf(4000));
  expect(budgetWithClock(4000).tries('watching', 5000)).toBe(2000);
  const { tries, budget } = budgetWithClock(100);
  tries('command', 200);
  expect(tries('response', 10)).toBe(10);
  expect(budget.snapshot()).toEqual({ perHour: 100, used: 108, watchingUsed: 0 });
});

test('watching that has used its half leaves the other half to commands', () => {
  const { tries, budget } = budgetWithClock(100);
  expect([tries('watching', 80), tries('command', 80)]).toEqual([50, 48]);
  expect(budget.snapshot()).toMatchObject({ used: 98, watchingUsed: 50 });
});

test('commands that have used nearly all leave nothing to watching', () => {
  const { tries } = budgetWithClock(100);
  expect([tries('command', 90), tries('watching', 80)]).toEqual([90, 8]);
});

test.each([
  [0, 0, 0],
  [1, 1, 0],
  [3, 3, 1],
])('a share of %d lets %d commands or %d watched calls through', (perHour, commands, watched) => {
  expect(budgetWithClock(perHour).tries('command', 10)).toBe(commands);
  expect(budgetWithClock(perHour).tries('watching', 10)).toBe(watched);
});

test('a refusal names the moment from which there is room', () => {
  const { tries, refusal, pass, now } = budgetWithClock(10);
  tries('command', 4);
  pass(10 * 60 * second);
  tries('command', 6);
  const failure = refusal('command')!;
  expect(failure.kind).toBe('over-budget');
  expect(failure.facts.retryAt).toBeGreaterThan(start + hour);
  expect(failure.facts.retryAt).toBeLessThanOrEqual(start + hour + 10 * second);
  pass(failure.facts.retryAt! - now() - 1);
  expect(tries('command', 1)).toBe(0);
  pass(1);
  expect(tries('command', 10)).toBe(4);
});

test('the pause that XDR asked for holds everything back, response too, until it ends', () => {
  const { budget, refusal, pass, tries } = budgetWithClock(100);
  budget.pausedUntil(start + 30 * second);
  budget.pausedUntil(start + 5 * second);
  for (const purpose of ['response', 'command', 'watching'] as const) {
    expect(refusal(purpose)).toMatchObject({ kind: 'rate-limited', facts: { retryAt: start + 30 * second } });
  }
  expect(budget.snapshot()).toEqual({ perHour: 100, used: 0, watchingUsed: 0, retryAt: start + 30 * second });
  pass(30 * second);
  expect(tries('watching', 1)).toBe(1);
  expect(budget.snapshot()).not.toHaveProperty('retryAt');
});

test('what the organisation has left is adopted, less what we have sent since, and forgotten after a minute', () => {
  const { budget, refusal, tries, pass } = budgetWithClock(1000);
  const departure = budget.take('command') as number;
  tries('command', 3); // sent while the first was under way
  budget.observed({ remaining: 10, limit: 8000, departure });
  expect(budget.snapshot().orgRemaining).toBe(7);
  budget.observed({ remaining: 500, departure }); // a higher word does not replace it
  expect(budget.snapshot().orgRemaining).toBe(7);
  expect(refusal('command')).toMatchObject({ kind: 'over-budget' }); // 7 is within the reserve of 8000, 160
  expect(tries('response', 2)).toBe(2);
  pass(62 * second);
  expect(budget.snapshot()).not.toHaveProperty('orgRemaining');
  expect(tries('command', 1)).toBe(1);
});

test('without a limit the reserve is a part of what is left', () => {
  const { budget, tries } = budgetWithClock(1000);
  budget.observed({ remaining: 10, departure: budget.take('command') as number });
  expect(tries('watching', 50)).toBe(10);
});

const purpose = fc.constantFrom<Purpose>('command', 'watching', 'watching', 'response');
const step = fc.record({
  wait: fc.oneof(fc.nat(20), fc.nat(20 * 60 * second)),
  purpose,
  burst: fc.integer({ min: 1, max: 12 }),
});

test('in no hour are there more calls for commands and watching than our share, or for watching than half of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), fc.array(step, { maxLength: 60 }), (perHour, steps) => {
      const { tries, pass, now } = budgetWithClock(perHour);
      const sent: { at: number; purpose: Purpose }[] = [];
      for (const { wait, purpose, burst } of steps) {
        pass(wait);
        for (let i = tries(purpose, burst); i > 0; i -= 1) sent.push({ at: now(), purpose });
      }
      for (const { at } of sent) {
        const within = sent.filter((each) => each.at > at - hour && each.at <= at);
        expect(within.filter((each) => each.purpose !== 'response').length).toBeLessThanOrEqual(perHour);
        expect(within.filter((each) => each.purpose === 'watching').length * 2).toBeLessThanOrEqual(perHour);
      }
    }),
  );
});

test('once XDR has said what is left, commands and watching never send more than that while it is believed', () => {
  const turn = fc.record({
    purpose: fc.constantFrom<Purpose>('command', 'watching'),
    burst: fc.nat(8),
    others: fc.nat(5),
    answerFirst: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.array(turn, { maxLength: 40 }), (limit, turns) => {
      const { budget, pass } = budgetWithClock(1000);
      // A server with a quota: answers arrive later than their requests left, and in any order.
      let left = limit;
      const answers: { departure: number; remaining: number }[] = [];
      for (const { purpose, burst, others, answerFirst } of turns) {
        pass(10);
        for (let i = 0; i < burst; i += 1) {
          let departure: number;
          try {
            departure = budget.take(purpose) as number;
          } catch {
            continue;
          }
          left -= 1;
          answers.push({ departure, remaining: Math.max(left, 0) });
        }
        left -= others;
        const arrived = answerFirst ? answers.shift() : answers.pop();
        if (arrived) budget.observed(arrived);
        const said = budget.snapshot().orgRemaining;
        if (said !== undefined && arrived) expect(said).toBeLessThanOrEqual(arrived.remaining);
      }
      // Whoever listens to the first answer sends at most what it said; without others that is never too much.
      if (turns.every(({ others }) => others === 0) && turns.every(({ burst }) => burst <= 1))
        expect(left).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('what it remembers does not grow with the number of calls', () => {
  const { tries, budget, pass } = budgetWithClock(1_000_000);
  for (let minute = 0; minute < 180; minute += 1) {
    tries('command', 100);
    pass(60 * second);
  }
  // 60 minutes of 100; the 10 seconds by which a bucket outlives its hour hold no further minute.
  expect(budget.snapshot().used).toBe(6000);
});
