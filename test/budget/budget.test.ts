import fc from 'fast-check';
import type { Budget } from '../../src/budget/budget.ts';
import { createBudget } from '../../src/budget/budget.ts';
import { createMemoryLedger } from '../../src/budget/ledger.ts';
import type { Purpose } from '../../src/budget/purpose.ts';
import { reserveOf } from '../../src/budget/shares.ts';
import { budgetWithClock, hour, minute, refusalOf, second, start, testClock } from './support/budget-with-clock.ts';

/** By how much a call may be remembered for longer than its hour: a batch's life, the clocks' difference, a bucket. */
const longer = 25 * second;

test('commands get all but the reserve, watching half, response is never held back by our share', async () => {
  expect(await budgetWithClock(4000).tries('command', 5000)).toBe(4000 - reserveOf(4000));
  expect(await budgetWithClock(4000).tries('watching', 5000)).toBe(2000);
  const { tries, budget } = budgetWithClock(100);
  await tries('command', 200);
  expect(await tries('response', 10)).toBe(10);
  expect(budget.snapshot()).toEqual({
    perHour: 100,
    used: 108,
    watchingUsed: 0,
    bulk: { left: 0, perHour: 33 },
    reserved: 0,
    roomsOver: 0,
  });
});

test('watching that has used its half leaves the other half to commands', async () => {
  const { tries, budget } = budgetWithClock(100);
  expect([await tries('watching', 80), await tries('command', 80)]).toEqual([50, 48]);
  expect(budget.snapshot()).toMatchObject({ used: 98, watchingUsed: 50 });
});

test('commands that have used nearly all leave nothing to watching', async () => {
  const { tries } = budgetWithClock(100);
  expect([await tries('command', 90), await tries('watching', 80)]).toEqual([90, 8]);
});

test.each([
  [0, 0, 0],
  [1, 1, 0],
  [3, 3, 1],
  [10, 10, 5],
])('a share of %d lets %d commands or %d watched calls through', async (perHour, commands, watched) => {
  expect(await budgetWithClock(perHour).tries('command', 20)).toBe(commands);
  expect(await budgetWithClock(perHour).tries('watching', 20)).toBe(watched);
});

test('a refusal names the moment from which there is room', async () => {
  const { tries, refusal, pass, now } = budgetWithClock(10);
  await tries('command', 4);
  pass(10 * minute);
  await tries('command', 6);
  const failure = (await refusal('command'))!;
  expect(failure.kind).toBe('over-budget');
  expect(failure.facts.retryAt).toBeGreaterThan(start + hour);
  expect(failure.facts.retryAt).toBeLessThanOrEqual(start + hour + longer);
  pass(failure.facts.retryAt! - now() - 1);
  expect(await tries('command', 1)).toBe(0);
  pass(1);
  expect(await tries('command', 10)).toBe(4);
});

test('the pause that XDR asked for holds everything back, response too, until it ends', async () => {
  const { budget, refusal, pass, tries } = budgetWithClock(100);
  budget.pausedUntil(start + 30 * second);
  budget.pausedUntil(start + 5 * second);
  for (const purpose of ['response', 'command', 'watching'] as const) {
    expect(await refusal(purpose)).toMatchObject({ kind: 'rate-limited', facts: { retryAt: start + 30 * second } });
  }
  expect(budget.snapshot()).toMatchObject({ used: 0, retryAt: start + 30 * second });
  pass(30 * second);
  expect(await tries('watching', 1)).toBe(1);
  expect(budget.snapshot()).not.toHaveProperty('retryAt');
});

test('who waits for an answer of the ledger while XDR asks for a pause is held back as well', async () => {
  const { budget } = budgetWithClock(100);
  const waits = budget.take('command');
  budget.pausedUntil(start + 30 * second);
  await expect(waits).rejects.toMatchObject({ kind: 'rate-limited', facts: { retryAt: start + 30 * second } });
});

test('what the organisation has left is adopted, less what we have sent since, and forgotten after a minute', async () => {
  const { budget, refusal, tries, pass } = budgetWithClock(1000);
  const departure = await budget.take('command');
  await tries('command', 3); // sent while the first was under way
  budget.observed({ remaining: 10, limit: 8000, departure });
  expect(budget.snapshot().orgRemaining).toBe(7);
  budget.observed({ remaining: 500, departure }); // a higher word does not replace it
  expect(budget.snapshot().orgRemaining).toBe(7);
  expect(await refusal('command')).toMatchObject({ kind: 'over-budget' }); // 7 is within the reserve of 8000, 160
  expect(await tries('response', 2)).toBe(2);
  pass(62 * second);
  expect(budget.snapshot()).not.toHaveProperty('orgRemaining');
  expect(await tries('command', 1)).toBe(1);
});

test('without a limit the reserve is a part of what is left', async () => {
  const { budget, tries } = budgetWithClock(1000);
  budget.observed({ remaining: 10, departure: await budget.take('command') });
  expect(await tries('watching', 50)).toBe(10);
});

test('each refusal of watching has a time of its own, at which there is room for one more', async () => {
  const { budget, tries, pass, now } = budgetWithClock(40);
  for (let i = 0; i < 20; i += 1) {
    expect(await tries('watching', 1)).toBe(1);
    pass(minute);
  }
  const refusals = await Promise.all(Array.from({ length: 50 }, () => refusalOf(budget, 'watching')));
  const times = refusals.map((failure) => failure!.facts.retryAt!);
  expect([...times].sort((one, other) => one - other)).toEqual(times);
  expect(new Set(times).size).toBe(50);
  for (const [index, time] of times.entries()) {
    // Oldest first, one a minute; those for whom this hour has no room wait for the next, or the one after.
    const due = start + (index % 20) * minute + (Math.floor(index / 20) + 1) * hour;
    expect(time).toBeGreaterThanOrEqual(due);
    expect(time).toBeLessThanOrEqual(due + 4 * longer);
    pass(time - now());
    expect(await tries('watching', 1)).toBe(1);
  }
});

test('a promise ends with its time, whether or not anybody came', async () => {
  const { refusal, tries, pass } = budgetWithClock(10);
  await tries('watching', 5);
  for (let i = 0; i < 7; i += 1) await refusal('watching');
  pass(2 * (hour + longer));
  expect(await tries('watching', 5)).toBe(5);
  expect((await refusal('watching'))!.facts.retryAt).toBeLessThanOrEqual(start + 3 * (hour + longer));
});

test.each([
  ['one room', 1000, ['flood'], [400]],
  ['two rooms', 1000, ['flood', 'another'], [222, 222]],
  ['four rooms', 1000, ['a', 'b', 'c', 'd'], [118, 118, 118, 118]],
  ['one room of a small share', 10, ['flood'], [4]],
  ['two rooms of a small share', 10, ['flood', 'another'], [2, 2]],
  ['one room of the smallest share', 2, ['flood'], [1]],
])('%s that flood a share of %d leave something to a room that comes later', async (_, perHour, rooms, parts) => {
  const { budget, refusal } = budgetWithClock(perHour);
  const got = new Map(rooms.map((room) => [room, 0]));
  for (let i = 0; i < 600; i += 1) {
    for (const room of rooms) if (!(await refusal('watching', room))) got.set(room, got.get(room)! + 1);
  }
  for (const [index, room] of rooms.entries()) {
    expect(got.get(room)).toBeLessThanOrEqual(parts[index]! + 1);
    expect(got.get(room)).toBeGreaterThanOrEqual(Math.floor(parts[index]! * 0.94));
  }
  if (perHour > 2) {
    expect(await refusal('watching', 'later')).toBeUndefined();
    expect(() => budget.admit('watching', rooms[0]!)).toThrow();
  }
});

test('a room that has had its part comes back oldest first, each at a time of its own, and is let in', async () => {
  const { budget, refusal, tries, pass, now } = budgetWithClock(40);
  for (let i = 0; i < 16; i += 1) {
    expect(await tries('watching', 1, 'flood')).toBe(1);
    pass(minute);
  }
  const times: number[] = [];
  for (let i = 0; i < 8; i += 1) {
    const failure = await refusal('watching', 'flood');
    expect(failure).toMatchObject({ kind: 'over-budget', message: 'the room has had its part of the hour' });
    times.push(failure!.facts.retryAt!);
  }
  expect([...new Set(times)].sort((one, other) => one - other)).toEqual(times);
  expect(times[7]! - start).toBeLessThanOrEqual(hour + 10 * minute);
  for (const time of times) {
    pass(time - now());
    expect(() => budget.admit('watching', 'flood')).not.toThrow();
    expect(await tries('watching', 1, 'flood')).toBe(1);
  }
});

test('a call shared by several rooms is charged in parts, and goes as long as one of them may', async () => {
  const { budget } = budgetWithClock(20);
  for (let i = 0; i < 7; i += 1) await budget.take('watching', ['a', 'a', 'a', 'b']); // 5¼ and 1¾ of 10
  budget.admit('watching', 'a');
  await budget.take('watching', ['a', 'a', 'a', 'b']);
  expect(() => budget.admit('watching', 'a')).toThrow();
  budget.admit('watching', 'b');
  expect(await refusalOf(budget, 'watching', ['a'])).toBeDefined();
  expect(await refusalOf(budget, 'watching', ['a', 'b'])).toBeUndefined();
});

type Sent = { at: number; purpose: Purpose };
const step = fc.record({
  wait: fc.oneof(fc.nat(20), fc.nat(12 * second), fc.nat(20 * minute)),
  purpose: fc.constantFrom<Purpose>('command', 'watching', 'watching', 'response'),
  burst: fc.integer({ min: 1, max: 12 }),
  who: fc.nat(3),
  dies: fc.nat(9),
});

test('in no hour do budgets that share a ledger send more than our share, or watch with more than half of it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 80 }), fc.array(step, { maxLength: 60 }), async (perHour, steps) => {
      const { now, pass } = testClock();
      const ledger = createMemoryLedger();
      // Replicas' clocks differ a little.
      const open = (who: number): Budget => createBudget({ perHour, ledger, now: () => now() + who * 1200 });
      const budgets = [open(0), open(1), open(2), open(3)];
      const sent: Sent[] = [];
      for (const { wait, purpose, burst, who, dies } of steps) {
        pass(wait);
        if (dies === 0) budgets[who] = open(who); // with what it had in hand
        if (dies === 1) await budgets[who]!.close();
        const tries = Array.from({ length: burst }, (_, i) =>
          refusalOf(budgets[(who + (i % 2)) % 4]!, purpose).then((refused) => {
            if (!refused) sent.push({ at: now(), purpose });
          }),
        );
        await Promise.all(tries);
      }
      for (const { at } of sent) {
        const within = sent.filter((each) => each.at > at - hour && each.at <= at);
        expect(within.filter((each) => each.purpose !== 'response').length).toBeLessThanOrEqual(perHour);
        expect(within.filter((each) => each.purpose === 'watching').length * 2).toBeLessThanOrEqual(perHour);
      }
    }),
  );
});

test('at the border of an hour too: calls at the end of a batch’s life, made by clocks that differ, count for theirs', async () => {
  const tries = fc.array(
    fc.record({ wait: fc.nat(9 * second), burst: fc.integer({ min: 1, max: 12 }), who: fc.nat(1) }),
    {
      minLength: 8,
      maxLength: 12,
    },
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 10, max: 50 }), tries, tries, async (perHour, before, after) => {
      const { now, pass } = testClock();
      const ledger = createMemoryLedger();
      const open = (ahead: number) => createBudget({ perHour, ledger, now: () => now() + ahead });
      const budgets = [open(0), open(5 * second)];
      const sent: number[] = [];
      const run = async (all: typeof before) => {
        for (const { wait, burst, who } of all) {
          pass(wait);
          for (let i = 0; i < burst; i += 1) if (!(await refusalOf(budgets[who]!, 'command'))) sent.push(now());
        }
      };
      await run(before);
      pass(Math.max(0, start + hour - 5 * second - now()));
      await run(after);
      for (const at of sent)
        expect(sent.filter((one) => one > at - hour && one <= at).length).toBeLessThanOrEqual(perHour);
    }),
  );
});

test('once XDR has said what is left, commands and watching never send more than that while it is believed', async () => {
  const turn = fc.record({
    purpose: fc.constantFrom<Purpose>('command', 'watching'),
    burst: fc.nat(8),
    others: fc.nat(5),
    answerFirst: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.array(turn, { maxLength: 40 }), async (limit, turns) => {
      const { budget, pass } = budgetWithClock(1000);
      // A server with a quota: answers arrive later than their requests left, and in any order.
      let left = limit;
      const answers: { departure: number; remaining: number }[] = [];
      for (const { purpose, burst, others, answerFirst } of turns) {
        pass(10);
        for (let i = 0; i < burst; i += 1) {
          let departure: number;
          try {
            departure = await budget.take(purpose);
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

test('what it remembers does not grow with the number of calls', async () => {
  const { tries, budget, pass } = budgetWithClock(1_000_000);
  for (let passed = 0; passed < 180; passed += 1) {
    await tries('command', 100);
    pass(minute);
  }
  // 60 minutes of 100; the seconds by which a bucket outlives its hour hold one further minute at most.
  expect(budget.snapshot().used).toBeGreaterThanOrEqual(6000);
  expect(budget.snapshot().used).toBeLessThanOrEqual(6100);
});
