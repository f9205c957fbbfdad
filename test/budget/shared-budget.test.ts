import { type Budget, createBudget } from '../../src/budget/budget.ts';
import { createDatabaseLedger, pruneBudget } from '../../src/budget/database-ledger.ts';
import { Failure } from '../../src/failure.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';
import { hour, minute, refusalOf, second, testClock, triesOf } from './support/budget-with-clock.ts';

afterAll(removeDirectories);

describeDatabases((open) => {
  let database: Database;
  let clock: ReturnType<typeof testClock>;
  let organisations = 0;
  let organisation = '';
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(() => {
    clock = testClock();
    organisations += 1;
    organisation = `organisation ${organisations}`;
  });

  /** One replica's budget, with its own copy of the ledger. */
  const replica = (perHour: number, query = database.query, whose = organisation, patienceMs = 10_000): Budget =>
    createBudget({
      perHour,
      now: clock.now,
      ledger: createDatabaseLedger({ query, organisation: whose, now: clock.now }),
      patienceMs,
    });
  const replicas = (perHour: number) => [1, 2, 3, 4].map(() => replica(perHour));

  test('four that take at once as fast as they can get all of the share, and never more', async () => {
    const all = replicas(400);
    const takes = all.map(async (budget) => {
      let got = 0;
      for (let round = 0; round < 20; round += 1) got += await triesOf(budget, 'command', 10);
      return got;
    });
    const got = (await Promise.all(takes)).reduce((sum, one) => sum + one);
    await Promise.all(all.map((budget) => budget.close()));
    const last = replica(400);
    expect(got + (await triesOf(last, 'command', 500))).toBe(392);
    expect(await triesOf(last, 'watching', 1)).toBe(0);
  });

  test('watching of all replicas together has half', async () => {
    const all = replicas(100);
    const got = await Promise.all(all.map((budget) => triesOf(budget, 'watching', 60)));
    expect(got.reduce((sum, one) => sum + one)).toBe(50);
    expect(await triesOf(all[0]!, 'command', 100)).toBe(48);
  });

  test('bulk look-ups of all replicas together have a third, and one hears of what the others had', async () => {
    const all = replicas(100);
    const got = await Promise.all(all.map((budget) => triesOf(budget, 'bulk', 30)));
    expect(got.reduce((sum, one) => sum + one)).toBe(33);
    const later = replica(100);
    await later.refresh();
    expect(later.snapshot()).toMatchObject({ used: 33, watchingUsed: 0, bulk: { left: 0, perHour: 33 } });
    clock.pass(hour + minute);
    expect(await triesOf(later, 'bulk', 60)).toBe(33);
  });

  test('a restart forgets nothing, and an hour later all is forgotten', async () => {
    const before = replica(100);
    await triesOf(before, 'watching', 40);
    before.admit('watching', 'any');
    await before.close();
    const after = replica(100);
    await after.refresh();
    expect(after.snapshot()).toMatchObject({ used: 40, watchingUsed: 40, reserved: 0 });
    expect(await triesOf(after, 'watching', 60)).toBe(10);
    clock.pass(hour + minute);
    expect(await triesOf(after, 'watching', 60)).toBe(50);
  });

  test('what is not used is given back at the end, or once it has expired', async () => {
    const [one, other] = replicas(1000);
    for (let i = 0; i < 9; i += 1) await one!.take('watching'); // batches of 1, 2, 4, 8
    expect(one!.snapshot()).toMatchObject({ used: 9, reserved: 6 });
    await other!.refresh();
    expect(other!.snapshot()).toMatchObject({ used: 15, reserved: 0 });
    await one!.close();
    await other!.refresh();
    expect(other!.snapshot().used).toBe(9);
    for (let i = 0; i < 2; i += 1) await other!.take('watching'); // 1 and 2
    clock.pass(11 * second);
    await other!.take('watching');
    expect(other!.snapshot()).toMatchObject({ used: 12, reserved: 0 });
  });

  test('what a process that is killed had in hand stays counted', async () => {
    const killed = replica(100);
    let used = 0;
    for (let i = 0; i < 12; i += 1) used += await triesOf(killed, 'command', 1);
    const lost = killed.snapshot().reserved;
    expect(lost).toBeGreaterThan(0);
    expect(await triesOf(replica(100), 'command', 200)).toBe(98 - used - lost);
  });

  test('a pause that XDR asked one replica for holds the others with their next batch', async () => {
    const [one, other] = replicas(100);
    await other!.take('command');
    const until = clock.now() + minute;
    one!.pausedUntil(until);
    await new Promise((done) => setTimeout(done, 50));
    expect(await refusalOf(other!, 'command')).toMatchObject({ kind: 'rate-limited', facts: { retryAt: until } });
    clock.pass(minute);
    expect(await refusalOf(other!, 'command')).toBeUndefined();
  });

  test('a pause entered by a clock that was a year ahead holds nobody', async () => {
    await replica(100).refresh();
    await database.query('update budgets set paused_until = $2 where organisation = $1', [
      organisation,
      clock.now() + 365 * 24 * hour,
    ]);
    expect(await refusalOf(replica(100), 'command')).toBeUndefined();
  });

  test('what XDR said to one replica about the organisation binds the others, the lowest word of a minute', async () => {
    const [one, other] = replicas(1000);
    const first = await one!.take('command');
    const second = await one!.take('command');
    one!.observed({ departure: second, remaining: 11 });
    one!.observed({ departure: first, remaining: 300 }); // an older answer that arrives later
    await one!.close(); // tells it
    expect(await triesOf(other!, 'watching', 50)).toBe(11);
    const refused = await refusalOf(other!, 'command');
    expect(refused).toMatchObject({ kind: 'over-budget', message: 'the organisation has used up its hour' });
    expect(refused!.facts.retryAt).toBeLessThanOrEqual(clock.now() + 75_000);
    clock.pass(75_000);
    expect(await triesOf(other!, 'watching', 50)).toBe(50);
  });

  test('one room that floods leaves the others theirs, also on another replica', async () => {
    const [one, other] = replicas(1000);
    const flooded = await triesOf(one!, 'watching', 10_000, 'slack/T1/flood');
    expect(flooded).toBeGreaterThan(380); // 80 % of watching's half, less what other batches reserve
    expect(flooded).toBeLessThanOrEqual(400);
    clock.pass(11 * second);
    await one!.take('watching', ['slack/T1/other']); // brings it to the ledger
    const rooms = Array.from({ length: 20 }, (_, n) => `slack/T1/C${n}`);
    const got = await Promise.all(
      rooms.map((room, n) => triesOf(n % 2 === 0 ? one! : other!, 'watching', n % 4 === 0 ? 5 : 4, room)),
    );
    expect(got).toEqual(rooms.map((_, n) => (n % 4 === 0 ? 5 : 4)));
    expect(() => other!.admit('watching', 'slack/T1/flood')).toThrow(Failure);
    expect(() => other!.admit('watching', 'slack/T1/C0')).not.toThrow();
    expect(() => other!.admit('command', 'slack/T1/flood')).not.toThrow();
    expect(other!.snapshot().roomsOver).toBe(1);
  });

  test('budgets of two organisations know nothing of each other', async () => {
    const reading = replica(10);
    const acting = replica(20, database.query, `${organisation}, acting`);
    expect([await triesOf(reading, 'command', 30), await triesOf(acting, 'command', 30)]).toEqual([10, 20]);
  });

  test('while the database is away watching waits, commands have a little, and are counted when it is back', async () => {
    let away = false;
    const gone = () => Promise.reject(new Failure('store-unavailable', 'gone'));
    const budget = replica(1000, (sql, params) => (away ? gone() : database.query(sql, params)));
    await budget.take('watching');
    clock.pass(20 * second);
    away = true;
    expect(await refusalOf(budget, 'watching')).toMatchObject({ kind: 'store-unavailable' });
    expect(await triesOf(budget, 'command', 50)).toBe(20);
    expect(await refusalOf(budget, 'response')).toBeUndefined();
    clock.pass(minute);
    expect(await triesOf(budget, 'command', 50)).toBe(20);
    away = false;
    await budget.take('watching');
    const other = replica(1000);
    await other.refresh();
    expect(other.snapshot().used).toBe(43);
  });

  test('a database that does not answer lets commands go on after a while', async () => {
    let hang = false;
    const never = () => new Promise<never>(() => {});
    const query: Database['query'] = (sql, params) => (hang ? never() : database.query(sql, params));
    const budget = replica(1000, query, organisation, 50);
    await budget.take('watching');
    hang = true;
    expect(await triesOf(budget, 'command', 3)).toBe(3);
  });

  test('an entry whose answer was lost is counted once more at most, never less', async () => {
    let lose = false;
    const budget = replica(1000, async (sql, params) => {
      const rows = await database.query(sql, params);
      if (lose) throw new Failure('store-unavailable', 'the connection broke');
      return rows as never[];
    });
    await budget.take('watching');
    lose = true;
    expect(await refusalOf(budget, 'watching')).toMatchObject({ kind: 'store-unavailable' });
    lose = false;
    await budget.take('watching');
    await budget.close();
    const other = replica(1000);
    await other.refresh();
    expect(other.snapshot().used).toBeGreaterThanOrEqual(2);
    expect(other.snapshot().used).toBeLessThanOrEqual(5);
  });

  test('a database that was brought back from an older copy is believed', async () => {
    const budget = replica(100);
    await triesOf(budget, 'command', 30);
    await database.query('delete from budget_hours where organisation = $1', [organisation]);
    await database.query('delete from budgets where organisation = $1', [organisation]);
    await triesOf(budget, 'command', 40);
    await budget.close();
    const other = replica(100);
    await other.refresh();
    expect(other.snapshot().used).toBeGreaterThanOrEqual(40 - 30);
    expect(other.snapshot().used).toBeLessThanOrEqual(40);
  });

  test('a steady demand asks the database for one in sixteen calls at most, a rare one each time', async () => {
    let statements = 0;
    const budget = replica(1_000_000, (sql, params) => {
      statements += 1;
      return database.query(sql, params);
    });
    for (let i = 0; i < 1000; i += 1) {
      await budget.take('watching', ['slack/T1/C1']);
      clock.pass(25);
    }
    expect(statements).toBeLessThan(1000 / 16);
    statements = 0;
    for (let i = 0; i < 10; i += 1) {
      clock.pass(20 * second);
      await budget.take('command');
    }
    expect(statements).toBeLessThanOrEqual(10);
  });

  test('unused calls are given back by themselves after a while', async () => {
    const open = () => {
      const ledger = createDatabaseLedger({ query: database.query, organisation, now: clock.now });
      return createBudget({ perHour: 1000, now: clock.now, ledger, keepMs: 100 });
    };
    const [budget, other] = [open(), open()];
    for (let i = 0; i < 5; i += 1) await budget.take('watching'); // batches of 1, 2 and 4
    expect(budget.snapshot().reserved).toBe(2);
    clock.pass(second); // its timer runs by the machine's clock
    while (budget.snapshot().reserved > 0 || other.snapshot().used !== 5) {
      await new Promise((done) => setTimeout(done, 5));
      await other.refresh();
    }
  });

  test('old entries are removed, those of the hour stay', async () => {
    const budget = replica(100);
    await budget.take('watching', ['slack/T1/C1']);
    await budget.close();
    clock.pass(4 * hour);
    const later = replica(100);
    await later.take('watching', ['slack/T1/C2']);
    await later.close(); // its rooms as well
    await pruneBudget(database.query, clock.now());
    const [{ hours, rooms }] = (await database.query(
      `select (select count(*)::int from budget_hours where organisation = $1) as hours,
         (select count(*)::int from budget_rooms where organisation = $1) as rooms`,
      [organisation],
    )) as [{ hours: number; rooms: number }];
    expect([hours, rooms]).toEqual([1, 1]);
  });
});
