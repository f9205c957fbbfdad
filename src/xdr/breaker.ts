import { isPatient, type Purpose } from '../budget/purpose.ts';
import { Failure, type FailureKind } from '../failure.ts';

export type CircuitState = 'closed' | 'open' | 'half-open';

/** Times are milliseconds since the epoch. `until`: while open; `why`: what opened it, unless it is closed. */
export type Circuit = Readonly<{ state: CircuitState; since: number; until?: number; why?: FailureKind }>;

/** Refused without a request, because the circuit of its service is open; `facts.retryAt` is its own time to come back. */
export class CircuitOpen extends Failure {}

/** Guards one service: lets calls through while it answers, and refuses them while it does not. */
export type Breaker = Readonly<{
  /**
   * Does the work, or refuses it with CircuitOpen. `probe`: on its outcome alone depends whether the service is asked
   * again, so it should be short. Rejects with what the work rejects with, which is given a time to come back when the
   * circuit is open by then.
   */
  run: <T>(purpose: Purpose, work: (probe: boolean) => Promise<T>) => Promise<T>;
  circuit: () => Circuit;
}>;

/** Failures in a row, each of a whole call with its repeats, after which a service is left alone. */
const enough = 5;
const shortestMs = 5_000;
const longestMs = 60_000;
/** Those who were refused come back one after another, so far apart. */
const apartMs = 20;
/** Who was the probe in vain lets others go first: one request that XDR stumbles over must not be every probe. */
const behindMs = 1_000;
/** While a probe is under way others wait for it, at most so long: a person must know within 3 s. */
const patienceMs = 2_000;

/** What says something about the service. Quotas do not: waiting for them is the budget's business. */
const troubles: ReadonlySet<FailureKind> = new Set([
  'unavailable',
  'timed-out',
  'unreachable',
  'malformed',
  'too-large',
  'unauthorized',
]);
/** What only a service that works says. */
const refusals: ReadonlySet<FailureKind> = new Set(['bad-request', 'missing-scope', 'not-found']);

/**
 * A circuit breaker: closed, after five troubles in a row open for 5 s, then half-open, when exactly one call is let
 * through. If that succeeds it closes; if not it is open again for twice as long, at most a minute, give or take a tenth.
 * Only failures whose `facts.service` is this service count. Why no library: docs/decisions/2026-11-22-own-breaker.md
 */
export function createBreaker({
  service,
  now,
  sleep,
  random,
  onChange = () => {},
}: {
  service: string;
  now: () => number;
  sleep: (ms: number) => Promise<unknown>;
  /** 0 ≤ random() < 1, for jitter. */
  random: () => number;
  onChange?: (circuit: Circuit) => void;
}): Breaker {
  let state: CircuitState = 'closed';
  let since = now();
  let openFor = 0;
  /** In a row: troubles while closed, openings without a success between them. */
  let failures = 0;
  let openings = 0;
  /** Since the last change. */
  let refused = 0;
  /** What opened it. */
  let trouble: Failure | undefined;
  /** The last failure that was counted. */
  let counted: Failure | undefined;
  let probe: Promise<void> | undefined;
  /** Counts the changes: what began before the last one says nothing any more. */
  let era = 0;

  const change = (next: CircuitState) => {
    state = next;
    since = now();
    era += 1;
    refused = 0;
    failures = 0;
    onChange(circuit());
  };
  const open = (why: Failure) => {
    trouble = why;
    openFor = Math.min(shortestMs * 2 ** openings, longestMs) * (0.9 + 0.2 * random());
    openings = Math.min(openings + 1, 10);
    change('open');
  };
  const close = () => {
    trouble = undefined;
    openings = 0;
    change('closed');
  };

  /** A clock that was set back must not keep it open for longer. */
  const isDue = () => now() >= since + openFor || now() < since;
  const circuit = (): Circuit => {
    const why = trouble ? { why: trouble.kind } : {};
    if (state !== 'open') return { state, since, ...why };
    if (isDue()) return { state: 'half-open', since: Math.min(since + openFor, now()), ...why };
    return { state, since, until: since + openFor, ...why };
  };

  /** A person is told when the service is asked again; what comes back by itself gets a time that is no other's. */
  const nextTry = (purpose: Purpose): number => {
    const again = state === 'open' ? since + openFor : now() + shortestMs;
    if (!isPatient(purpose)) return again;
    refused += 1;
    return again + refused * apartMs;
  };
  const refusal = (purpose: Purpose) => {
    // Sentences about one answer make no sense for a call that was not made.
    const kind = trouble && trouble.kind !== 'malformed' && trouble.kind !== 'too-large' ? trouble.kind : 'unavailable';
    return new CircuitOpen(kind, `${service}: not asked, it has failed again and again`, {
      service,
      retryAt: nextTry(purpose),
    });
  };
  /** What failed while the circuit is open need not try in vain to learn when to come back. */
  const timed = (error: unknown, purpose: Purpose, extraMs = 0): unknown => {
    if (!isTrouble(error) || state === 'closed') return error;
    const retryAt = Math.max(error.facts.retryAt ?? 0, nextTry(purpose) + extraMs);
    return new Failure(error.kind, error.message, { ...error.facts, retryAt });
  };

  const isOurs = (error: unknown): error is Failure =>
    error instanceof Failure && !(error instanceof CircuitOpen) && error.facts.service === service;
  const isTrouble = (error: unknown): error is Failure => isOurs(error) && troubles.has(error.kind);
  const isAnswer = (error: unknown) => isOurs(error) && refusals.has(error.kind);

  const asUsual = async <T>(purpose: Purpose, work: (probe: boolean) => Promise<T>): Promise<T> => {
    const begun = era;
    try {
      const result = await work(false);
      if (begun === era) failures = 0;
      return result;
    } catch (error) {
      if (begun === era && isAnswer(error)) failures = 0;
      // Calls that share a request fail with the same failure, which is one.
      if (begun === era && isTrouble(error) && error !== counted) {
        counted = error;
        failures += 1;
        if (failures >= enough) open(error);
      }
      throw timed(error, purpose);
    }
  };

  const asProbe = async <T>(purpose: Purpose, work: (probe: boolean) => Promise<T>): Promise<T> => {
    const done = Promise.withResolvers<void>();
    probe = done.promise;
    try {
      const result = await work(true);
      close();
      return result;
    } catch (error) {
      if (isTrouble(error)) open(error);
      else if (isAnswer(error)) close();
      // Anything else (no budget, no token) says nothing: the next one is the probe.
      throw timed(error, purpose, isPatient(purpose) ? behindMs : 0);
    } finally {
      probe = undefined;
      done.resolve();
    }
  };

  return {
    circuit,
    run: async (purpose, work) => {
      let patience: Promise<unknown> | undefined;
      while (state !== 'closed') {
        if (state === 'open') {
          if (!isDue()) throw refusal(purpose);
          change('half-open');
        }
        if (!probe) return asProbe(purpose, work);
        patience ??= sleep(patienceMs).then(() => 'over');
        if ((await Promise.race([probe, patience])) === 'over') throw refusal(purpose);
      }
      return asUsual(purpose, work);
    },
  };
}
