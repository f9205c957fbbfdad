import { setTimeout as pause } from 'node:timers/promises';
import { Failure, type FailureKind } from '../../src/failure.ts';
import { createLines } from './line-up.ts';
import { readSlackFailure } from './read-failure.ts';

/**
 * How a call behaves when Slack is busy or away. `read`: repeated. `write`: repeated only when Slack said that it did
 * nothing (429), since a time-out may have posted. `now`: never repeated (triggers expire, signs are dropped). `patient`:
 * a `read` that nobody waits for.
 */
export type Manner = 'read' | 'write' | 'now' | 'patient';

/**
 * `channel` is named where Slack limits a method by channel; `owner` where one comes back with the same at the time that a
 * failure named, which is kept for it.
 */
export type For = Readonly<{ channel?: string; owner?: string }>;

/** Makes one call of the Web API; rejects with a Failure. `service` is the method's name. */
export type CallSlack = <T>(service: string, manner: Manner, call: () => Promise<T>, what?: For) => Promise<T>;

/** One attempt, for metrics. */
export type SlackCall = Readonly<{ method: string; outcome: 'ok' | FailureKind; seconds: number }>;

export type CallSlackParts = Readonly<{
  now: () => number;
  /** Told after every call whether Slack answered at all: what `/readyz` shows. */
  heard: (answered: boolean) => void;
  onCall?: ((call: SlackCall) => void) | undefined;
  /** Milliseconds that only grow: a clock that is set must not prolong a pause. */
  clock?: () => number;
  sleep?: (ms: number) => Promise<unknown>;
}>;

/** Longest wait, milliseconds, for the end of Slack's own `Retry-After`; beyond it the caller is told when to come back. */
const longestWait: Record<Manner, number> = { now: 0, read: 5_000, write: 5_000, patient: 90_000 };
const repeats: Record<Manner, number> = { now: 0, read: 2, write: 2, patient: 5 };

/** Between those who waited for the end of a pause: of a method, and of posts to one channel (one a second). */
const spacing = { method: 100, channel: 1_000 };

/**
 * A 429 pauses the method for everybody, not only for its caller; posts, which Slack limits by channel, for that channel,
 * and for all when a second channel gets one (the workspace has a limit too).
 * https://docs.slack.dev/apis/web-api/rate-limits
 */
export function createCallSlack(parts: CallSlackParts): CallSlack {
  const { now, heard, onCall, clock = () => performance.now(), sleep = pause } = parts;
  const lines = createLines(clock);
  /** Channels whose posts are paused, by method. */
  const pausedChannels = new Map<string, Set<string>>();

  const namesOf = (service: string, channel: string | undefined): string[] =>
    channel === undefined ? [service] : [service, `${service} ${channel}`];

  const hold = (service: string, channel: string | undefined, { facts }: Failure): void => {
    const until = clock() + (facts.retryAt ?? now()) - now();
    if (channel === undefined) {
      lines.pause(service, until, spacing.method);
      return;
    }
    lines.pause(`${service} ${channel}`, until, spacing.channel);
    const others = [...(pausedChannels.get(service) ?? [])].filter(
      (one) => one !== channel && lines.pausedUntil(`${service} ${one}`) !== undefined,
    );
    pausedChannels.set(service, new Set([...others, channel]));
    if (others.length > 0) lines.pause(service, until, spacing.method);
  };

  /** Waits while the method is paused; rejects, with a time of its own, when that is too long. */
  const untilFree = async (service: string, manner: Manner, { channel, owner }: For): Promise<void> => {
    for (;;) {
      const places = namesOf(service, channel).flatMap((name) => lines.place(name, owner) ?? []);
      if (places.length === 0) return;
      const at = Math.max(...places);
      const wait = at - clock();
      if (wait > longestWait[manner]) {
        const retryAt = Math.ceil(now() + wait);
        throw new Failure('platform-rate-limited', `${service}: paused, since Slack limits its rate`, {
          service,
          retryAt,
        });
      }
      await sleep(Math.max(wait, 0));
      const later = namesOf(service, channel).some((name) => (lines.pausedUntil(name) ?? 0) > at);
      if (!later) return;
    }
  };

  return async (service, manner, call, what = {}) => {
    for (let tried = 0; ; tried++) {
      await untilFree(service, manner, what);
      const began = performance.now();
      const told = (outcome: SlackCall['outcome']) =>
        onCall?.({ method: service, outcome, seconds: (performance.now() - began) / 1000 });
      try {
        const answer = await call();
        told('ok');
        heard(true);
        return answer;
      } catch (error) {
        const failure = readSlackFailure(service, error, now());
        told(failure.kind);
        heard(failure.kind !== 'platform-unavailable');
        if (failure.kind === 'platform-rate-limited') hold(service, what.channel, failure);
        const again = failure.kind === 'platform-rate-limited' || isWorthRepeating(failure, manner);
        if (!again || tried >= repeats[manner]) throw failure;
        if (failure.kind === 'platform-unavailable') await sleep(150 * 2 ** tried + Math.random() * 100);
      }
    }
  };
}

const isWorthRepeating = ({ kind }: Failure, manner: Manner): boolean =>
  kind === 'platform-unavailable' && (manner === 'read' || manner === 'patient');
