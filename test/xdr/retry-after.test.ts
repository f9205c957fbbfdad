import fc from 'fast-check';
import { retryAt } from '../../src/xdr/retry-after.ts';

const now = Date.UTC(2026, 2, 2, 9, 15, 0);

test.each([
  ['30', 30],
  ['3172s', 3172],
  [' 12 s ', 12],
  ['0', 0],
  ['1.5', 1],
  ['Mon, 02 Mar 2026 09:25:00 GMT', 600],
  ['Monday, 02-Mar-26 09:16:00 GMT', 60],
  ['2026-03-02T09:15:10Z', 10],
  ['Mon, 02 Mar 2026 09:00:00 GMT', 0], // past
  ['7200', 3600], // capped at the window of the quota
  ['Tue, 03 Mar 2026 09:00:00 GMT', 3600],
  ['999999999', 3600], // thirty years
  ['999999999s', 3600],
  ['Fri, 01 Jan 2999 00:00:00 GMT', 3600],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['99999999999', 60], // no number of seconds
  ['-5', 60],
  ['soon', 60],
  ['12 monkeys', 60],
  ['', 60],
  [undefined, 60],
])('Retry-After %j is a wait of %d seconds', (header, seconds) => {
  expect(retryAt(header, now)).toBe(now + seconds * 1000);
});

test('whatever the header holds, the wait is between nothing and an hour', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      ),
      (header) => {
        const wait = retryAt(header, now) - now;
        expect(wait >= 0 && wait <= 3_600_000).toBe(true);
      },
    ),
  );
});
