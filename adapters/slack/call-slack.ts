import { setTimeout as pause } from 'node:timers/promises';
import type { Failure } from '../../src/failure.ts';
import { readSlackFailure } from './read-failure.ts';

/**
 * How a call behaves when Slack is busy or away. `read`: repeated. `write`: repeated only when Slack said that it did
 * nothing (429), since a time-out may have posted. `now`: never repeated (triggers expire, signs are dropped).
 */
export type Manner = 'read' | 'write' | 'now';

/** Makes one call of the Web API; rejects with a Failure. `service` is the method's name. */
export type CallSlack = <T>(service: string, manner: Manner, call: () => Promise<T>) => Promise<T>;

/** Longest wait for Slack's own `Retry-After`, milliseconds; beyond it the caller is told when to come back. */
const longestWait = 5_000;
const repeats = 2;

/** `heard` is told after every call whether Slack answered at all: what `/readyz` shows. */
export function createCallSlack({ now, heard }: { now: () => number; heard: (answered: boolean) => void }): CallSlack {
  return async (service, manner, call) => {
    for (let tried = 0; ; tried++) {
      try {
        const answer = await call();
        heard(true);
        return answer;
      } catch (error) {
        const failure = readSlackFailure(service, error, now());
        const wait = tried < repeats ? waitFor(failure, manner, tried, now()) : undefined;
        if (wait === undefined) {
          heard(failure.kind !== 'platform-unavailable');
          throw failure;
        }
        await pause(wait);
      }
    }
  };
}

/** Milliseconds until another try makes sense, or undefined when it does not. */
function waitFor(failure: Failure, manner: Manner, tried: number, now: number): number | undefined {
  if (manner === 'now') return undefined;
  if (failure.kind === 'platform-rate-limited') {
    const wait = (failure.facts.retryAt ?? Number.POSITIVE_INFINITY) - now;
    return wait <= longestWait ? wait + Math.random() * 100 : undefined;
  }
  if (failure.kind === 'platform-unavailable' && manner === 'read') return 150 * 2 ** tried + Math.random() * 100;
  return undefined;
}
