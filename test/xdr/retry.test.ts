import { Failure, type FailureFacts, type FailureKind } from '../../src/failure.ts';
import { createRepeat, never, type RetryPolicy, reading, readingSlowly } from '../../src/xdr/retry.ts';

/** Fails so often, then answers; tells how long was waited. `luck` is what random says. */
async function run(policy: RetryPolicy, kind: FailureKind, facts: FailureFacts = {}, failures = 9, luck = 0) {
  const waits: number[] = [];
  let tries = 0;
  const repeat = createRepeat({
    now: () => 0,
    random: () => luck,
    sleep: async (ms) => {
      waits.push(ms);
    },
  });
  const outcome = await repeat(policy, async () => {
    tries += 1;
    if (tries <= failures) throw new Failure(kind, 'x', facts);
    return 'done';
  }).catch((error: Failure) => error.kind);
  return { outcome, tries, waits };
}

test('a read is repeated twice, with growing waits', async () => {
  expect(await run(reading, 'unavailable')).toEqual({ outcome: 'unavailable', tries: 3, waits: [300, 1200] });
  expect(await run(reading, 'unreachable', {}, 1)).toEqual({ outcome: 'done', tries: 2, waits: [300] });
});

test('jitter shortens a wait by up to half', async () => {
  expect((await run(reading, 'unavailable', {}, 9, 0.999999)).waits.map(Math.round)).toEqual([150, 600]);
});

test.each<[FailureKind, number]>([
  ['unavailable', 3],
  ['timed-out', 3],
  ['unreachable', 3],
  ['malformed', 3],
  ['rate-limited', 3],
  ['unauthorized', 1],
  ['missing-scope', 1],
  ['over-budget', 1],
  ['bad-request', 1],
  ['not-found', 1],
  ['too-large', 1],
])('a read that is %s is tried %d times in all', async (kind, tries) => {
  expect((await run(reading, kind)).tries).toBe(tries);
  expect((await run(never, kind)).tries).toBe(1);
});

test('observe is not waited for a second time', async () => {
  expect((await run(readingSlowly, 'timed-out')).tries).toBe(1);
  expect((await run(readingSlowly, 'unavailable')).tries).toBe(3);
});

test('a short Retry-After is waited out, a long one is told', async () => {
  expect(await run(reading, 'rate-limited', { retryAt: 2000 }, 1)).toEqual({
    outcome: 'done',
    tries: 2,
    waits: [2300],
  });
  expect(await run(reading, 'rate-limited', { retryAt: 2001 })).toEqual({
    outcome: 'rate-limited',
    tries: 1,
    waits: [],
  });
});

test('what is no Failure is not repeated', async () => {
  let tries = 0;
  const repeat = createRepeat({ now: () => 0, random: () => 0, sleep: async () => {} });
  const attempt = async () => {
    tries += 1;
    throw new TypeError('a bug of ours');
  };
  await expect(repeat(reading, attempt)).rejects.toThrow('a bug of ours');
  expect(tries).toBe(1);
});
