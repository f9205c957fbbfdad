import type { Purpose } from '../../src/budget/purpose.ts';
import { Failure, type FailureKind } from '../../src/failure.ts';
import { type Circuit, CircuitOpen, createBreaker } from '../../src/xdr/breaker.ts';

const start = Date.UTC(2026, 2, 2);

/** A breaker with a clock that only the test moves; no jitter unless `luck` says so. */
function breaker(luck = 0.5) {
  let at = start;
  let sleepers: { until: number; wake: () => void }[] = [];
  const changes: Circuit[] = [];
  const made = createBreaker({
    service: 'deliberate',
    now: () => at,
    sleep: (ms) => new Promise<void>((wake) => sleepers.push({ until: at + ms, wake })),
    random: () => luck,
    onChange: (circuit) => changes.push(circuit),
  });
  const pass = async (ms: number) => {
    at += ms;
    const due = sleepers.filter(({ until }) => until <= at);
    sleepers = sleepers.filter(({ until }) => until > at);
    for (const { wake } of due) wake();
    await settled();
  };
  const fail = (kind: FailureKind = 'unavailable', purpose: Purpose = 'watching', service = 'deliberate') =>
    outcomeOf(made.run(purpose, () => Promise.reject(new Failure(kind, 'x', { service }))));
  const ok = (purpose: Purpose = 'watching') => outcomeOf(made.run(purpose, async () => 'ok'));
  /** A call whose end is in the test's hands. */
  const slow = (purpose: Purpose = 'watching') => {
    const work = Promise.withResolvers<string>();
    const seen = { begun: false, probe: false };
    const outcome = outcomeOf(
      made.run(purpose, (probe) => {
        Object.assign(seen, { begun: true, probe });
        return work.promise;
      }),
    );
    return {
      ...work,
      outcome,
      seen,
      fail: () => work.reject(new Failure('timed-out', 'x', { service: 'deliberate' })),
    };
  };
  const open = async () => {
    for (let i = 0; i < 5; i += 1) await fail();
  };
  return { ...made, changes, pass, fail, ok, slow, open, state: () => made.circuit().state };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const outcomeOf = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);
const retryAtOf = (error: unknown) => (error as Failure).facts?.retryAt;

test('four failures in a row, a success, and four more leave it closed; the fifth in a row opens it', async () => {
  const { fail, ok, state } = breaker();
  for (let i = 0; i < 4; i += 1) await fail();
  expect(await ok()).toBe('ok');
  for (let i = 0; i < 4; i += 1) await fail();
  expect(state()).toBe('closed');
  await fail();
  expect(state()).toBe('open');
});

test.each<[FailureKind, 'open' | 'closed']>([
  ['unavailable', 'open'],
  ['timed-out', 'open'],
  ['unreachable', 'open'],
  ['malformed', 'open'],
  ['too-large', 'open'],
  ['unauthorized', 'open'],
  ['rate-limited', 'closed'],
  ['over-budget', 'closed'],
  ['store-unavailable', 'closed'],
  ['bad-request', 'closed'],
  ['missing-scope', 'closed'],
  ['not-found', 'closed'],
])('nine times %s leave it %s', async (kind, expected) => {
  const { fail, state } = breaker();
  for (let i = 0; i < 9; i += 1) await fail(kind);
  expect(state()).toBe(expected);
});

test.each<[FailureKind, 'open' | 'closed']>([
  ['bad-request', 'closed'], // only a service that works says so
  ['missing-scope', 'closed'],
  ['not-found', 'closed'],
  ['rate-limited', 'open'], // says nothing either way: the count goes on
  ['over-budget', 'open'],
])('four troubles, %s, and a fifth trouble leave it %s', async (kind, expected) => {
  const { fail, state } = breaker();
  for (let i = 0; i < 4; i += 1) await fail();
  await fail(kind);
  await fail();
  expect(state()).toBe(expected);
});

test('troubles of another door, and errors of our own, say nothing', async () => {
  const { fail, run, state } = breaker();
  for (let i = 0; i < 9; i += 1) await fail('unavailable', 'watching', 'token');
  for (let i = 0; i < 9; i += 1) await outcomeOf(run('watching', () => Promise.reject(new TypeError('a bug'))));
  expect(state()).toBe('closed');
});

test('calls that share a failed request count once', async () => {
  const { run, state } = breaker();
  const shared = new Failure('unavailable', 'x', { service: 'deliberate' });
  for (let i = 0; i < 9; i += 1) await outcomeOf(run('watching', () => Promise.reject(shared)));
  expect(state()).toBe('closed');
});

test('while it is open nothing is done, and each who waits gets a time of its own, in order', async () => {
  const { open, slow, circuit } = breaker();
  await open();
  expect(circuit()).toEqual({ state: 'open', since: start, until: start + 5000, why: 'unavailable' });
  const refused = Array.from({ length: 300 }, () => slow());
  const outcomes = await Promise.all(refused.map(({ outcome }) => outcome));
  expect(refused.some(({ seen }) => seen.begun)).toBe(false);
  // The failure that opened it got the first time.
  expect(outcomes.map(retryAtOf)).toEqual(outcomes.map((_, i) => start + 5000 + (i + 2) * 20));
  expect(outcomes.every((error) => error instanceof CircuitOpen)).toBe(true);
});

test('a person is told when it is asked again, and takes no one’s turn', async () => {
  const { open, ok } = breaker();
  await open();
  expect(await ok('command')).toMatchObject({ kind: 'unavailable', facts: { retryAt: start + 5000 } });
  expect(await ok('response')).toMatchObject({ facts: { retryAt: start + 5000 } });
  expect(retryAtOf(await ok('watching'))).toBe(start + 5040);
});

test.each<[FailureKind, FailureKind]>([
  ['unauthorized', 'unauthorized'],
  ['unreachable', 'unreachable'],
  ['timed-out', 'timed-out'],
  ['malformed', 'unavailable'], // no answer was read
  ['too-large', 'unavailable'],
])('opened by %s, it refuses as %s', async (kind, refusedAs) => {
  const { fail, ok } = breaker();
  for (let i = 0; i < 5; i += 1) await fail(kind);
  expect(await ok()).toMatchObject({ kind: refusedAs, facts: { service: 'deliberate' } });
});

test.each([
  [0, [4500, 9000, 18_000, 36_000, 54_000, 54_000]],
  [0.5, [5000, 10_000, 20_000, 40_000, 60_000, 60_000]],
  [0.999999, [5500, 11_000, 22_000, 44_000, 66_000, 66_000]],
])('with luck %d it is open for %j, as long as probes fail', async (luck, spans) => {
  const { open, fail, pass, circuit } = breaker(luck);
  await open();
  for (const span of spans) {
    const { since, until } = circuit();
    expect(Math.round(until! - since)).toBe(span);
    await pass(until! - since - 1);
    expect(await fail()).toBeInstanceOf(CircuitOpen);
    await pass(1);
    expect(circuit().state).toBe('half-open');
    expect(await fail()).not.toBeInstanceOf(CircuitOpen);
  }
});

test('after a success the next outage begins with five failures and five seconds again', async () => {
  const { open, fail, ok, pass, circuit, changes } = breaker();
  await open();
  await pass(5000);
  await fail();
  await pass(10_000);
  expect(await ok()).toBe('ok');
  expect(changes.map(({ state }) => state)).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
  for (let i = 0; i < 4; i += 1) await fail();
  expect(circuit()).toEqual({ state: 'closed', since: start + 15_000 });
  await fail();
  expect(circuit()).toMatchObject({ state: 'open', until: start + 20_000 });
});

test('half-open, exactly one is the probe; the others wait for it and go on in order', async () => {
  const { open, slow, pass } = breaker();
  await open();
  await pass(5000);
  const first = slow('command');
  expect(first.seen).toEqual({ begun: true, probe: true });
  const begun: number[] = [];
  const others = Array.from({ length: 20 }, (_, i) => {
    const other = slow();
    other.outcome.then(() => begun.push(i));
    return other;
  });
  await settled();
  expect(others.some(({ seen }) => seen.begun)).toBe(false);
  first.resolve('ok');
  await settled();
  expect(others.map(({ seen }) => seen)).toEqual(others.map(() => ({ begun: true, probe: false })));
  for (const other of others) other.resolve('ok');
  await settled();
  expect(begun).toEqual(others.map((_, i) => i));
});

test('those who waited for a probe that fails are refused in order, and who probed comes back behind them', async () => {
  const { open, slow, pass } = breaker();
  await open();
  await pass(5000);
  const probe = slow();
  const others = Array.from({ length: 10 }, () => slow());
  const person = slow('command');
  probe.fail();
  const until = start + 5000 + 10_000;
  const times = (await Promise.all(others.map(({ outcome }) => outcome))).map(retryAtOf);
  expect(times).toEqual(times.map((_, i) => until + (i + 2) * 20));
  expect(retryAtOf(await probe.outcome)).toBe(until + 20 + 1000);
  expect(retryAtOf(await person.outcome)).toBe(until);
});

test('nobody waits longer than two seconds for a probe', async () => {
  const { open, slow, pass } = breaker();
  await open();
  await pass(5000);
  const probe = slow();
  const person = slow('command');
  const watcher = slow();
  await pass(1999);
  const late = slow();
  await pass(1);
  expect(await person.outcome).toMatchObject({ facts: { retryAt: start + 7000 + 5000 } });
  expect(retryAtOf(await watcher.outcome)).toBe(start + 7000 + 5020);
  probe.resolve('ok');
  await settled();
  expect([person.seen.begun, watcher.seen.begun, late.seen.begun]).toEqual([false, false, true]);
});

test('a probe that says nothing hands on to the next', async () => {
  const { open, slow, pass, state } = breaker();
  await open();
  await pass(5000);
  const probe = slow();
  const next = slow();
  const last = slow();
  probe.reject(new Failure('over-budget', 'x', { service: 'budget', retryAt: 1 }));
  expect(retryAtOf(await probe.outcome)).toBe(1);
  expect([next.seen, last.seen.begun]).toEqual([{ begun: true, probe: true }, false]);
  next.resolve('ok');
  await settled();
  expect([state(), last.seen]).toEqual(['closed', { begun: true, probe: false }]);
});

test('a probe that XDR refuses has met a service that works', async () => {
  const { open, fail, pass, state } = breaker();
  await open();
  await pass(5000);
  await fail('bad-request');
  expect(state()).toBe('closed');
});

test('what began before it opened neither prolongs, reopens nor closes it, but is told when to come back', async () => {
  const { open, slow, ok, pass, circuit } = breaker();
  const early = Array.from({ length: 12 }, () => slow());
  await open();
  const { until } = circuit();
  early[0]!.resolve('ok');
  early[1]!.fail();
  expect(await early[0]!.outcome).toBe('ok');
  expect(await early[1]!.outcome).toMatchObject({ kind: 'timed-out', facts: { retryAt: until! + 40 } });
  expect(circuit()).toMatchObject({ state: 'open', until });
  await pass(5000);
  const probe = slow();
  early[2]!.fail();
  await settled();
  expect(circuit().state).toBe('half-open');
  probe.resolve('ok');
  await settled();
  for (const { fail } of early.slice(3)) fail();
  await settled();
  expect(circuit().state).toBe('closed');
  expect(await ok()).toBe('ok');
});

test.each([
  ['back', -3_600_000],
  ['forward', 3_600_000],
])('a clock set %s by an hour ends the wait, it does not prolong it', async (_, step) => {
  const { open, ok, pass, state } = breaker();
  await open();
  await pass(step);
  expect(state()).toBe('half-open');
  expect(await ok()).toBe('ok');
  expect(state()).toBe('closed');
});

test('a longer time that XDR itself named stands', async () => {
  const { open, run, pass } = breaker();
  await open();
  await pass(5000);
  const named = new Failure('unavailable', 'x', { service: 'deliberate', retryAt: start + 900_000 });
  expect(retryAtOf(await outcomeOf(run('watching', () => Promise.reject(named))))).toBe(start + 900_000);
});
