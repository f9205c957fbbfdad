import fc from 'fast-check';
import { parseSchedule, standardSchedule } from '../../src/schedules/parse-schedule.ts';
import { everyDay, nextDue, type Schedule, scheduleWords } from '../../src/schedules/schedule.ts';
import { wallAt, zoneNamed } from '../../src/schedules/zone-time.ts';

const parsed = (words: string): Schedule => {
  const schedule = parseSchedule(words);
  if ('wrong' in schedule) throw new Error(`${words}: ${schedule.wrong}`);
  return schedule;
};
const hour = 60 * 60_000;
const day = 24 * hour;

test.each([
  ['', 'daily at 08:00 UTC'],
  ['daily', 'daily at 08:00 UTC'],
  ['DAILY AT 8:05', 'daily at 08:05 UTC'],
  ['daily at 08:00 Europe/Prague', 'daily at 08:00 Europe/Prague'],
  ['daily at 08:00 europe/prague', 'daily at 08:00 Europe/Prague'],
  ['weekdays at 23:59 America/New_York', 'weekdays at 23:59 America/New_York'],
  ['weekdays', 'weekdays at 08:00 UTC'],
  ['weekly on monday at 07:30 utc', 'weekly on Monday at 07:30 UTC'],
  ['weekly  on  sun at 00:00', 'weekly on Sunday at 00:00 UTC'],
  ['hourly', 'hourly'],
])('“%s” is %s, which means itself', (words, meant) => {
  expect(scheduleWords(parsed(words))).toBe(meant);
  expect(parsed(meant)).toEqual(parsed(words));
});

test.each([
  ['daily at 24:00', 'form'],
  ['daily at 8', 'form'],
  ['daily at 08:60', 'form'],
  ['weekly', 'form'],
  ['weekly on mo', 'form'],
  ['weekly on caturday', 'form'],
  ['hourly at 08:00', 'form'],
  ['daily at 08:00 Europe/Prague please', 'form'],
  ['never', 'form'],
  ['daily at 08:00 Europe/Atlantis', 'zone'],
  ['daily at 08:00 +02:00', 'zone'],
  ['daily at 08:00 ../../etc', 'zone'],
  [`daily at 08:00 ${'a'.repeat(70)}`, 'zone'],
])('“%s” is no schedule: %s', (words, wrong) => {
  expect(parseSchedule(words)).toMatchObject({ wrong });
});

const due = (words: string, after: string): string =>
  new Date(nextDue(parsed(words), Date.parse(after))).toISOString().replace(':00.000Z', 'Z');

test.each([
  ['hourly', '2026-11-30T10:00Z', '2026-11-30T11:00Z'],
  ['hourly', '2026-11-30T10:59:59.999Z', '2026-11-30T11:00Z'],
  ['daily', '2026-11-30T07:59:59.999Z', '2026-11-30T08:00Z'],
  ['daily', '2026-11-30T08:00Z', '2026-12-01T08:00Z'],
  ['daily at 08:00 Europe/Prague', '2026-11-30T06:00Z', '2026-11-30T07:00Z'],
  ['daily at 08:00 Europe/Prague', '2026-07-01T05:00Z', '2026-07-01T06:00Z'],
  // 29 March 2026: 02:00 becomes 03:00.
  ['daily at 02:30 Europe/Prague', '2026-03-28T12:00Z', '2026-03-29T01:00Z'],
  ['daily at 02:30 Europe/Prague', '2026-03-29T01:00Z', '2026-03-30T00:30Z'],
  ['daily at 03:00 Europe/Prague', '2026-03-28T12:00Z', '2026-03-29T01:00Z'],
  // 25 October 2026: 03:00 becomes 02:00; 02:30 is there twice, at 00:30Z and 01:30Z.
  ['daily at 02:30 Europe/Prague', '2026-10-24T12:00Z', '2026-10-25T00:30Z'],
  ['daily at 02:30 Europe/Prague', '2026-10-25T00:30Z', '2026-10-26T01:30Z'],
  // Half an hour, in the south.
  ['daily at 02:15 Australia/Lord_Howe', '2026-10-03T12:00Z', '2026-10-03T15:30Z'],
  ['daily at 08:00 Asia/Kathmandu', '2026-11-30T00:00Z', '2026-11-30T02:15Z'],
  // Where midnight itself is jumped over.
  ['daily at 00:15 America/Santiago', '2026-09-05T12:00Z', '2026-09-06T04:00Z'],
  // The day that Samoa did not have.
  ['daily at 08:00 Pacific/Apia', '2011-12-29T19:00Z', '2011-12-30T10:00Z'],
  ['weekdays at 08:00', '2026-11-27T08:00Z', '2026-11-30T08:00Z'],
  ['weekly on monday at 08:00', '2026-11-30T08:00Z', '2026-12-07T08:00Z'],
  // In the zone it is another day than in UTC.
  ['weekly on tuesday at 01:00 Asia/Tokyo', '2026-11-30T00:00Z', '2026-11-30T16:00Z'],
  ['weekly on sunday at 23:00 America/Los_Angeles', '2026-11-30T06:59Z', '2026-11-30T07:00Z'],
])('%s, after %s: %s', (words, after, expected) => {
  expect(due(words, after)).toBe(expected);
});

const zones = [
  'UTC',
  'Europe/Prague',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Pacific/Kiritimati',
  'Asia/Beirut',
];
const anyDay = fc.record({
  hour: fc.integer({ min: 0, max: 23 }),
  minute: fc.integer({ min: 0, max: 59 }),
  zone: fc.constantFrom(...zones),
});
const from = Date.UTC(2024, 0, 1);
const anyTime = fc.integer({ min: from, max: Date.UTC(2030, 0, 1) });

test('what is due daily is due later, exactly once on each day of the zone, and then no earlier than it says', () => {
  fc.assert(
    fc.property(anyDay, anyTime, (at, after) => {
      const schedule: Schedule = { every: 'day', days: everyDay, ...at };
      const days: number[] = [];
      for (let last = after, times = 0; times < 12; times++) {
        const next = nextDue(schedule, last);
        expect(next).toBeGreaterThan(last);
        const wall = wallAt(at.zone, next);
        days.push(Math.floor(wall / day));
        const wanted = Math.floor(wall / day) * day + at.hour * hour + at.minute * 60_000;
        // On the minute, but where the clock jumped over it: then a jump of two hours at most later.
        expect(wall - wanted).toBeGreaterThanOrEqual(0);
        expect(wall - wanted).toBeLessThanOrEqual(2 * hour);
        // Nothing between: who asks a moment before is told the same.
        expect(nextDue(schedule, next - 1)).toBe(next);
        last = next;
      }
      expect(days).toEqual(days.map((_, at) => days[0]! + at));
    }),
    { numRuns: 300 },
  );
});

test('whatever the days, it is due on one of them within a week', () => {
  fc.assert(
    fc.property(anyDay, anyTime, fc.integer({ min: 0, max: 6 }), (at, after, on) => {
      const next = nextDue({ every: 'day', days: [on], ...at }, after);
      expect(next).toBeGreaterThan(after);
      expect(next - after).toBeLessThanOrEqual(7 * day + 2 * hour);
      expect(new Date(wallAt(at.zone, next)).getUTCDay()).toBe(on);
    }),
  );
});

test('no words make it throw', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), (words) => {
      parseSchedule(words);
      parseSchedule(`daily at 08:00 ${words}`);
      zoneNamed(words);
    }),
  );
  expect(parseSchedule('')).toBe(standardSchedule);
});
