import { setTimeout as pause } from 'node:timers/promises';
import type { Failure, FailureKind } from '../../src/failure.ts';
import { readTeamsFailure } from './read-failure.ts';

/**
 * How a call behaves when Teams is busy or away. `read`: repeated; reading, and writing what may be written twice (an
 * update, a removal). `write`: repeated only when Teams said that it did nothing (429, 412), since a time-out or a gateway
 * may have posted. `now`: never repeated.
 */
export type Manner = 'read' | 'write' | 'now';

/** Makes one call of the connector; rejects with a Failure. `conversation` is whose rate it counts to. */
export type CallTeams = <T>(
  service: string,
  manner: Manner,
  conversation: string,
  call: () => Promise<T>,
) => Promise<T>;

/** One attempt, for metrics. */
export type TeamsCall = Readonly<{ method: string; outcome: 'ok' | FailureKind; seconds: number }>;

/** What the last call says of Teams: what `/readyz` shows. */
export type Heard = 'well' | 'silent' | 'unauthorized';

export type CallTeamsParts = Readonly<{
  now: () => number;
  heard: (how: Heard) => void;
  /** Told that Teams wants no posts in a conversation for so many milliseconds. */
  hold?: ((conversation: string, ms: number) => void) | undefined;
  onCall?: ((call: TeamsCall) => void) | undefined;
  sleep?: (ms: number) => Promise<unknown>;
}>;

/** Longest wait, milliseconds, for the time that Teams names; beyond it the caller is told when to come back. */
const longestWait: Record<Manner, number> = { now: 0, read: 5_000, write: 5_000 };
const repeats: Record<Manner, number> = { now: 0, read: 3, write: 2 };

/**
 * Teams asks to repeat after 412, 429, 502 and 504, each time later and not all at once.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
 */
export function createCallTeams(parts: CallTeamsParts): CallTeams {
  const { now, heard, hold, onCall, sleep = pause } = parts;
  return async (service, manner, conversation, call) => {
    for (let tried = 0; ; tried++) {
      const began = performance.now();
      const told = (outcome: TeamsCall['outcome']) =>
        onCall?.({ method: service, outcome, seconds: (performance.now() - began) / 1000 });
      try {
        const answer = await call();
        told('ok');
        heard('well');
        return answer;
      } catch (error) {
        const failure = readTeamsFailure(service, error, now());
        told(failure.kind);
        heard(howHeard(failure));
        const wait = waitOf(failure, tried, now());
        if (failure.kind === 'platform-rate-limited') hold?.(conversation, (failure.facts.retryAt ?? now()) - now());
        if (!isWorthRepeating(failure, manner) || tried >= repeats[manner] || wait > longestWait[manner]) throw failure;
        await sleep(wait);
      }
    }
  };
}

function howHeard({ kind, facts }: Failure): Heard {
  if (facts.status === 401) return 'unauthorized';
  return kind === 'platform-unavailable' && facts.status !== 412 ? 'silent' : 'well';
}

/** Those who failed together must not come back together. */
function waitOf({ kind, facts }: Failure, tried: number, now: number): number {
  const own = kind === 'platform-rate-limited' ? Math.max(0, (facts.retryAt ?? now) - now) : 0;
  return own + (150 + Math.random() * 150) * 2 ** tried;
}

function isWorthRepeating({ kind, facts }: Failure, manner: Manner): boolean {
  if (manner === 'now') return false;
  if (kind === 'platform-rate-limited' || facts.status === 412) return true;
  return manner === 'read' && kind === 'platform-unavailable';
}
