import fc from 'fast-check';
import { endCard, progressCard } from '../../src/bulk/bulk-card.ts';
import { csvOf } from '../../src/bulk/bulk-csv.ts';
import type { Bulk, ToneCounts } from '../../src/bulk/bulk-state.ts';
import { kept, restored } from '../../src/bulk/kept-finding.ts';
import { timeLeft } from '../../src/bulk/time-left.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { Failure } from '../../src/failure.ts';
import type { Observable } from '../../src/observables/observable.ts';
import { observableKey } from '../../src/observables/observable.ts';
import type { Database } from '../../src/store/database.ts';
import type { Finding } from '../../src/verdicts/finding.ts';
import { reasons, type Verdict, worstFirst } from '../../src/verdicts/verdict.ts';
import { testClock } from '../budget/support/budget-with-clock.ts';
import { removeDirectories, testDatabase } from '../support/database.ts';
import { hostileStrings } from '../support/hostile-strings.ts';
import { asker, bulkStage, place, workUntilOver } from './support/bulk-stage.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database.close();
  await removeDirectories();
});

const words = fc.oneof(fc.constantFrom(...hostileStrings), fc.string({ unit: 'binary', maxLength: 60 }));
const observable = fc.record({
  type: fc.constantFrom('ip', 'domain', 'url', 'email', 'sha256', 'odd type'),
  value: words,
});
const verdict = fc.record({
  observable,
  disposition: fc.constantFrom(...worstFirst),
  module: words,
  from: fc.oneof(words, fc.constant('2026-01-01T00:00:00Z')),
  until: fc.oneof(words, fc.constant('2525-01-01T00:00:00.000Z')),
});
const finding: fc.Arbitrary<Finding> = fc.record({
  observable,
  verdicts: fc.array(verdict, { maxLength: 30 }),
  via: fc.array(fc.record({ observable, verdicts: fc.array(verdict, { maxLength: 3 }) }), { maxLength: 2 }),
  gaps: fc.array(fc.record({ module: words, why: fc.constantFrom(...reasons), partial: fc.boolean() }), {
    maxLength: 4,
  }),
  answered: fc.array(words, { maxLength: 4 }),
  headline: fc.constantFrom(...worstFirst),
  askedAt: fc.integer({ min: 0, max: 4e12 }),
});

test('whatever is said, a line of CSV has its ten cells, and none that a spreadsheet runs', () => {
  fc.assert(
    fc.property(finding, (one) => {
      const line = csvOf(one);
      const cells = [...line.matchAll(/"((?:[^"]|"")*)"(,|\r\n$)/g)];
      expect(cells.map(([whole]) => whole).join('')).toBe(line);
      expect(cells).toHaveLength(10);
      for (const [, cell = ''] of cells) expect(cell).not.toMatch(/^[\s\p{Cf}]*[=+\-@]/u);
    }),
  );
});

test('what is kept of a finding is all that is shown of it', () => {
  const shownOf = ({ verdicts, via, ...rest }: Finding) => ({
    ...rest,
    verdicts: verdicts.map(({ observable: _, ...said }: Verdict) => said),
    via: via.map((one) => ({ ...one, verdicts: one.verdicts.map(({ observable: _, ...said }: Verdict) => said) })),
  });
  fc.assert(
    fc.property(finding, (one) => {
      const back = restored(JSON.parse(JSON.stringify(kept(one))));
      expect(shownOf(back)).toEqual(shownOf(one));
      expect(csvOf(back)).toBe(csvOf(one));
    }),
  );
});

const state = fc
  .record({
    file: fc.option(words, { nil: undefined }),
    total: fc.integer({ min: 1, max: 10_000 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    beyond: fc.nat(1_000_000),
    nothing: fc.nat(100),
    calls: fc.nat(1000),
    worked: fc.nat(10_000_000),
    waits: fc.option(
      fc.record({ for: fc.constantFrom('quota', 'xdr', 'turn'), until: fc.oneof(fc.nat(), fc.constant(1e300)) }),
      { nil: undefined },
    ),
  })
  .map(
    ({ file, part, waits, ...rest }): Bulk => ({
      ...rest,
      id: 'b1',
      place,
      askedBy: asker,
      askedAt: 0,
      runs: 1,
      position: Math.floor(part * rest.total),
      cancelled: false,
      ...(file === undefined ? {} : { file }),
      ...(waits === undefined ? {} : { waits }),
    }),
  );
const tones = fc.dictionary(
  fc.constantFrom(...worstFirst, 'incomplete' as const),
  fc.nat(9999),
) as fc.Arbitrary<ToneCounts>;

test('its cards hold no live value and say how far it is, whatever a file is called and sources say', () => {
  const quota = fc.record({ left: fc.nat(1000), perHour: fc.nat(2000) });
  fc.assert(
    fc.property(state, tones, quota, fc.array(finding, { maxLength: 10 }), (bulk, counts, left, worst) => {
      const going = plainText(progressCard({ bulk, counts, quota: left, simulated: true }));
      expect(going).toContain(`${bulk.position.toLocaleString('en-US')} of ${bulk.total.toLocaleString('en-US')}`);
      const over = { ...bulk, ended: { as: 'done' as const, at: 5 } };
      const ended = plainText(endCard({ bulk: over, counts, worst, sources: [], files: 1, simulated: true }));
      for (const text of [going, ended]) expect(text).not.toMatch(/https?:\/\/|<!|<@/);
    }),
  );
});

test('the time that is left is never negative, and grows when there are fewer calls', () => {
  fc.assert(
    fc.property(state, fc.nat(1000), fc.integer({ min: 1, max: 2000 }), (bulk, left, perHour) => {
      const one = timeLeft(bulk, { left, perHour });
      if (!one) return expect(bulk.position).toBe(0);
      expect(one.work).toBeGreaterThanOrEqual(0);
      expect(timeLeft(bulk, { left: 0, perHour })!.quota).toBeGreaterThanOrEqual(one.quota);
    }),
  );
});

test('whatever is asked for and fails on the way: what was counted adds up to what was asked, and to the lines of the file', async () => {
  const line = fc.oneof(
    { weight: 6, arbitrary: fc.nat(150).map((n) => `value-${n}`) },
    { weight: 1, arbitrary: fc.nat(20).map((n) => `nothing ${n}`) },
    { weight: 1, arbitrary: fc.nat(20).map((n) => `VALUE-${n}`) },
    { weight: 1, arbitrary: fc.constantFrom(...hostileStrings).filter((one) => one.length < 2000) },
  );
  const failing = fc.array(fc.boolean(), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 300 }), failing, async (candidates, fails) => {
      await database.query('delete from bulks');
      const clock = testClock();
      const says = (one: Observable): readonly Verdict[] =>
        one.value.endsWith('7') ? [{ observable: one, disposition: 'malicious', module: 'Talos Intelligence' }] : [];
      const stage = bulkStage({
        query: database.query,
        now: clock.now,
        says,
        isObservable: (value) => !value.startsWith('nothing') && value.trim() !== '',
      });
      let n = 0;
      stage.fail(() => (fails[n++] ? new Failure('unavailable', 'no', { service: 'deliberate' }) : undefined));
      const id = await stage.begin(candidates);
      await workUntilOver(stage.process(), id, (until) => clock.pass(Math.max(0, until - clock.now())));
      const bulk = (await stage.bulks.read(id))!;
      const distinct = [...new Set(candidates)];
      expect(bulk.total).toBe(distinct.length);
      expect(bulk.position).toBe(bulk.total);
      const lines = stage.lines();
      const keys = lines.map(([value = '', , type = '']) => observableKey({ type, value }));
      expect(new Set(keys).size).toBe(lines.length);
      const [, said = '', all] = /: (.*) of (\d+) observables?$/.exec(stage.standing[0]!.card.headline) ?? [];
      expect(Number(all)).toBe(lines.length);
      for (const part of lines.length > 0 ? said.split(', ') : []) {
        const [count, tone] = part.split(' ');
        expect(lines.filter((line) => line[3] === tone)).toHaveLength(Number(count));
      }
      const alike = new Set(
        distinct.filter((one) => one.startsWith('value-') || one.startsWith('VALUE-')).map((one) => one.toLowerCase()),
      );
      expect(lines.length).toBeGreaterThanOrEqual(alike.size);
      expect(bulk.nothing).toBeGreaterThanOrEqual(distinct.filter((one) => one.startsWith('nothing')).length);
    }),
    { numRuns: 25 },
  );
}, 120_000);
