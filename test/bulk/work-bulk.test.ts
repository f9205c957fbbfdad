import { createHash } from 'node:crypto';
import { createBudget } from '../../src/budget/budget.ts';
import { createDatabaseLedger } from '../../src/budget/database-ledger.ts';
import { sliceOf } from '../../src/bulk/ask-slice.ts';
import { createBringFile } from '../../src/bulk/bring-file.ts';
import { longestBulk } from '../../src/bulk/bulk-state.ts';
import { pruneBulks } from '../../src/bulk/bulks.ts';
import { filesOf } from '../../src/cards/file.ts';
import { Failure } from '../../src/failure.ts';
import type { Database } from '../../src/store/database.ts';
import { testClock } from '../budget/support/budget-with-clock.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';
import { type Around, asker, bulkStage, place, workUntilOver } from './support/bulk-stage.ts';

afterAll(removeDirectories);

const hashes = (count: number, what = ''): string[] =>
  Array.from({ length: count }, (_, at) => createHash('sha256').update(`${what} ${at}`).digest('hex'));

class Death extends Error {}

describeDatabases((open) => {
  let database: Database;
  let clock: ReturnType<typeof testClock>;
  let organisations = 0;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    clock = testClock();
    await database.query('delete from bulks');
  });
  const stage = (more: Partial<Parameters<typeof bulkStage>[0]> = {}) =>
    bulkStage({ query: database.query, now: clock.now, ...more });
  const to = (until: number) => void clock.pass(Math.max(0, until - clock.now()));
  const rowOf = async (id: string) => {
    const [row] = await database.query<Record<string, unknown>>(
      `select position, nothing, calls, runs, ended, told, candidates, waits,
         (select count(*)::int from bulk_findings where bulk = $1) as findings from bulks where id = $1`,
      [id],
    );
    return row!;
  };

  test('it is worked to its end, each observable asked about once', async () => {
    const { begin, process, asked, standing, lines } = stage();
    const all = hashes(250);
    const id = await begin([...all, ...all.slice(0, 50)]);
    expect(await workUntilOver(process(), id)).toEqual(['done']);
    expect(asked.deliberated.map(({ value }) => value).sort()).toEqual([...all].sort());
    expect(asked.inspected.toSorted()).toEqual(all.toSorted());
    expect(lines().map(([value]) => value)).toEqual(all);
    expect(standing).toHaveLength(2);
    expect(standing[0]!.shown).toHaveLength(2); // at the beginning and at the end: it took less than five seconds
    expect(await rowOf(id)).toMatchObject({
      position: 250,
      calls: asked.calls,
      told: true,
      candidates: null,
      findings: 0,
    });
  });

  test('killed behind any step: nothing is lost, nothing told twice, one slice asked again at most', async () => {
    const all = hashes(2 * sliceOf + 30);
    const whole = stage();
    let steps = 0;
    const counting: Around = (work) => {
      steps += 1;
      return work();
    };
    await workUntilOver(whole.process(counting), await whole.begin(all));
    expect(steps).toBeGreaterThan(20);
    // Behind a step is before the next, as everybody else sees it.
    for (let at = 0; at <= steps; at += 1) {
      await database.query('delete from bulks');
      const { begin, process, asked, standing, lines } = stage();
      const id = await begin(all);
      let step = 0;
      const dying: Around = async (work) => {
        const mine = ++step;
        if (mine > at) throw new Death();
        const answer = await work();
        if (mine === at) throw new Death();
        return answer;
      };
      await expect(workUntilOver(process(dying), id)).rejects.toThrow(Death);
      const restarted = await workUntilOver(process(), id);
      expect([at, restarted.at(-1)]).toEqual([at, expect.stringMatching(/done|over/)]);
      expect([at, lines().map(([value]) => value)]).toEqual([at, all]);
      expect([at, standing.length]).toEqual([at, 2]);
      expect([at, standing[0]!.card.headline]).toEqual([at, 'Bulk look-up done: 190 unknown of 190 observables']);
      expect(asked.deliberated.length).toBeLessThanOrEqual(all.length + sliceOf);
      expect(await rowOf(id)).toMatchObject({ told: true, candidates: null, findings: 0, position: all.length });
    }
  }, 240_000);

  test('two replicas that both take it up: who began last goes on, and nothing is found or told twice', async () => {
    const { begin, process, asked, standing, lines } = stage();
    const all = hashes(10 * sliceOf);
    const id = await begin(all);
    const outcomes = await Promise.all([1, 2, 3].map(() => workUntilOver(process(), id)));
    expect(outcomes.flat().filter((one) => one === 'done')).toHaveLength(1);
    // On a busy machine one may come to it when all is done.
    expect(outcomes.flat().filter((one) => one === 'overtaken' || one === 'over')).toHaveLength(2);
    expect(lines().map(([value]) => value)).toEqual(all);
    expect(standing).toHaveLength(2);
    expect(asked.deliberated.length).toBeLessThanOrEqual(all.length + 2 * 2 * sliceOf);
  });

  test('stopped between two slices it goes on there', async () => {
    const { begin, process, asked } = stage();
    const all = hashes(3 * sliceOf);
    const id = await begin(all);
    const stop = new AbortController();
    let adds = 0;
    const stopping: Around = async (work) => {
      if (asked.deliberated.length >= 2 * sliceOf && adds++ === 0) stop.abort();
      return work();
    };
    await expect(process(stopping)({ bulk: id }, stop.signal)).rejects.toThrow();
    const { position } = await rowOf(id);
    expect(position).toBeGreaterThanOrEqual(sliceOf);
    expect(await workUntilOver(process(), id)).toEqual(['done']);
    expect(asked.deliberated.length).toBeLessThanOrEqual(all.length + sliceOf);
  });

  test('the quota ends: it waits, says until when, and goes on, never with more than a third in an hour', async () => {
    const perHour = 40;
    organisations += 1;
    const ledger = createDatabaseLedger({
      query: database.query,
      organisation: `bulk ${organisations}`,
      now: clock.now,
    });
    const budget = createBudget({ perHour, ledger, now: clock.now });
    const { begin, process, asked, standing, lines } = stage({ budget });
    const all = hashes(400);
    const id = await begin(all);
    const used: number[] = [];
    const outcomes = await workUntilOver(process(), id, (until) => {
      used.push(asked.calls);
      to(until);
    });
    expect(outcomes.at(-1)).toBe('done');
    expect(outcomes.slice(0, -1).every((one) => one === 'waits-quota')).toBe(true);
    expect(used[0]).toBe(13);
    expect(asked.deliberated).toHaveLength(400);
    expect(standing[0]!.shown.some((text) => text.includes('waits for the quota until'))).toBe(true);
    expect(lines()).toHaveLength(400);
    await budget.close();
  });

  test('a share that has nothing for it: it waits until its day is over, then tells what is done', async () => {
    const { begin, process, standing } = stage({ budget: createBudget({ perHour: 2, now: clock.now }) });
    const id = await begin(hashes(100));
    expect(await workUntilOver(process(), id, to)).toEqual(['waits-quota', 'late']);
    expect(standing).toHaveLength(1);
    expect(standing[0]!.shown.at(-1)).toContain('It was not done within 24 hours: 0 of 100 were looked up.');
  });

  test.each([
    ['unavailable', 'waits-xdr'],
    ['timed-out', 'waits-xdr'],
    ['missing-scope', 'waits-xdr'],
    ['unauthorized', 'waits-xdr'],
    ['rate-limited', 'waits-quota'],
  ] as const)('XDR fails (%s) and answers again: %s, then done', async (kind, outcome) => {
    const { begin, process, fail, lines } = stage();
    const id = await begin(hashes(100));
    let left = 3;
    fail(() => (left-- > 0 ? new Failure(kind, 'no', { service: 'inspect' }) : undefined));
    const outcomes = await workUntilOver(process(), id, to);
    expect(outcomes[0]).toBe(outcome);
    expect(outcomes.at(-1)).toBe('done');
    expect(lines()).toHaveLength(100);
  });

  test('an observable that XDR refuses takes no other down, and is told as not answered', async () => {
    const all = hashes(100);
    const { begin, process, lines, standing } = stage({
      says: ({ value }) => {
        if (value === all[42]) throw new Failure('bad-request', 'no', { service: 'deliberate' });
        return [];
      },
    });
    await workUntilOver(process(), await begin(all));
    expect(lines()).toHaveLength(100);
    expect(lines()[42]).toMatchObject({ 3: 'incomplete', 8: 'Cisco XDR: failed' });
    expect(standing[0]!.card.headline).toContain('1 incomplete, 99 unknown of 100 observables');
  });

  test('it is worked for a day, then what is done by then is told', async () => {
    const { begin, process, fail, lines, asked, standing } = stage();
    const id = await begin(hashes(200));
    fail(() => (asked.calls > 12 ? new Failure('unavailable', 'away', { service: 'deliberate' }) : undefined));
    const work = process();
    expect((await work({ bulk: id }, new AbortController().signal)).outcome).toBe('waits-xdr');
    clock.pass(longestBulk);
    expect(await workUntilOver(work, id)).toEqual(['late']);
    expect(lines().length).toBe(100); // seven calls of Inspect, five full ones
    expect(standing[0]!.shown.at(-1)).toContain('100 of 200 were looked up.');
    // The file is passed on without that message: it says itself that it is not all.
    expect(standing[1]!.card.headline).toContain('100 observables as CSV; it was not done in time, 100 of 200');
  });

  test('of one person two are worked, the next wait visibly, and the eleventh is not begun', async () => {
    const { begin, process, standing } = stage();
    const work = process();
    const ids: string[] = [];
    for (let n = 0; n < 11; n += 1) {
      ids.push(await begin(hashes(60, `${n}`)));
      clock.pass(1);
    }
    const other = await begin(hashes(60), { person: { ...asker, id: 'U2' } });
    const once = async (id: string) => (await work({ bulk: id }, new AbortController().signal)).outcome;
    expect(await once(ids[2]!)).toBe('waits-turn');
    expect(standing.at(-1)!.shown.at(-1)).toContain('waits for its turn: 2 others of the same person are under way');
    expect(await once(ids[2]!)).toBe('waits-turn');
    expect(standing.at(-1)!.shown).toHaveLength(1);
    expect(await once(ids[10]!)).toBe('refused');
    expect(standing.at(-1)!.shown.at(-1)).toContain('you have 10 under way');
    expect(await once(other)).toBe('done');
    expect(await once(ids[0]!)).toBe('done');
    expect(await once(ids[2]!)).toBe('done');
  });

  test('the same key is one look-up, from however many replicas it comes at once', async () => {
    const { start, queue } = stage();
    const wish = { key: 'same', place, person: asker, candidates: hashes(60), beyond: 0 };
    const said = await Promise.all([1, 2, 3, 4].map(() => start(wish)));
    expect(said.toSorted()).toEqual(['known', 'known', 'known', 'stored']);
    expect(queue).toHaveLength(1);
  });

  test('more than ten thousand are told, and duplicates are none', async () => {
    const { begin, bulks } = stage();
    const all = hashes(10_500);
    const id = await begin([...all, ...all], { beyond: 7 });
    expect(await bulks.read(id)).toMatchObject({ total: 10_000, beyond: 507 });
  });

  test('on Teams a button brings the files, there and as long as they are kept', async () => {
    const { begin, process, standing, bulks, lines } = stage();
    const teams = { ...place, platform: 'teams' } as const;
    const all = hashes(90);
    const id = await begin(all, { place: teams });
    const bring = createBringFile({ bulks, simulated: true });
    const by = { person: { ...asker, standing: 'member', groups: [] }, place: teams } as const;
    expect((await bring(id, by)).data).toMatchObject({ kind: 'refusal' });
    await workUntilOver(process(), id);
    expect(lines()).toEqual([]);
    expect(standing[1]!.card.parts.at(-1)).toMatchObject({ buttons: [{ press: { do: 'bulk-file', bulk: id } }] });
    const [file, ...more] = filesOf(await bring(id, by));
    expect(more).toEqual([]);
    expect(Buffer.from(file!.bytes).toString('utf8').split('\r\n')).toHaveLength(92);
    expect((await bring(id, { ...by, place: { ...teams, channel: 'elsewhere' } })).data).toMatchObject({
      kind: 'refusal',
    });
    expect(await rowOf(id)).toMatchObject({ told: true, candidates: null, findings: 90 });
    await pruneBulks(database.query, clock.now() + 8 * 24 * 60 * 60_000);
    expect((await bring(id, by)).data).toMatchObject({ kind: 'refusal' });
  });

  test('a private chat that is not there yet is looked for a few times, then it ends', async () => {
    const { start, process, queue, bulks, standing, refusePosts } = stage();
    await start({ key: 'alone', place, person: asker, candidates: hashes(60), beyond: 0, alone: true });
    const { bulk } = queue[0]!;
    refusePosts(2);
    expect(await workUntilOver(process(), bulk, to)).toEqual(['no-chat-yet', 'no-chat-yet', 'done']);
    expect(standing.map(({ ref }) => ref.place)).toMatchObject([{ channel: 'U1', kind: 'direct' }, { channel: 'U1' }]);
    await start({ key: 'nobody', place, person: asker, candidates: hashes(60), beyond: 0, alone: true });
    refusePosts(100);
    expect((await workUntilOver(process(), queue[1]!.bulk, to)).at(-1)).toBe('place-gone');
    expect(await bulks.read(queue[1]!.bulk)).toMatchObject({ ended: { as: 'gone' } });
  });

  test('what nobody goes on with is due again; what is over, or waits, is not', async () => {
    const { begin, bulks, process } = stage();
    const [lost, over] = [await begin(hashes(60)), await begin(hashes(60))];
    await workUntilOver(process(), over);
    expect(await bulks.takeDue()).toEqual([]);
    clock.pass(6 * 60_000);
    expect((await bulks.takeDue()).map(({ id }) => id)).toEqual([lost]);
    expect(await bulks.takeDue()).toEqual([]);
  });

  test('what is old is forgotten with all that it held', async () => {
    const { begin, bulks, process, asked } = stage();
    const id = await begin(hashes(200));
    const dying: Around = (work) => (asked.deliberated.length > 100 ? Promise.reject(new Death()) : work());
    await process(dying)({ bulk: id }, new AbortController().signal).catch(() => {});
    expect((await rowOf(id))['findings']).toBe(sliceOf);
    await pruneBulks(database.query, clock.now() + 6 * 24 * 60 * 60_000);
    expect(await bulks.read(id)).toBeDefined();
    await pruneBulks(database.query, clock.now() + 8 * 24 * 60 * 60_000);
    expect(await bulks.read(id)).toBeUndefined();
    expect(await database.query('select 1 from bulk_findings')).toEqual([]);
  });
});
