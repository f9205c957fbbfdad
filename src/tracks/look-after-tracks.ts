import { Failure, isFinal } from '../failure.ts';
import type { Log } from '../log.ts';
import { nowAndThen } from '../now-and-then.ts';
import { roomName } from '../room.ts';
import type { LookUp } from '../verdicts/look-up.ts';
import { observablesPerCall } from '../verdicts/look-up.ts';
import type { GoOn } from './begin-track.ts';
import { nextLook } from './schedule.ts';
import type { Track } from './track.ts';
import type { Tracks } from './tracks.ts';
import { weigh } from './weigh.ts';

/** When XDR could not be asked and did not say when it can, milliseconds. */
const lookAgain = 10 * 60_000;

/**
 * Asks XDR again about what is tracked when its time has come: many observables a call, past the cache, at watching's
 * rank. Safe to be done by several processes at once: each takes what nobody else has taken.
 */
export type TrackCare = Readonly<{
  look: () => Promise<void>;
  /** Looks every so many milliseconds until the function that it returns is called. */
  start: (every?: number) => () => void;
}>;

export function createTrackCare({
  tracks,
  lookUp,
  goOn,
  log,
  now,
}: {
  tracks: Pick<Tracks, 'takeDue' | 'found' | 'putOff' | 'waiting'>;
  lookUp: LookUp;
  goOn: GoOn;
  log: Log;
  now: () => number;
}): TrackCare {
  const settle = async (
    track: Track,
    ...found: Parameters<Tracks['found']> extends [Track, ...infer More] ? More : never
  ) => {
    const its = await tracks.found(track, ...found);
    if (its?.untold) await goOn(its);
  };

  const ask = async (due: readonly Track[]): Promise<void> => {
    const rooms = [...new Set(due.map(({ place }) => roomName(place)))];
    const findings = await lookUp(
      due.map(({ observable }) => observable),
      { purpose: 'watching', rooms, anew: true },
    );
    for (const [at, track] of due.entries()) {
      const { known, news } = weigh(track.known, findings[at]!, now());
      await settle(track, known, news, nextLook({ ...track, known }, now()));
    }
  };

  /**
   * Later where XDR is away. Where one room has had its part of the hour, or one observable was refused for good, the others
   * are not held up by it.
   */
  const askOrPutOff = async (due: readonly Track[]): Promise<void> => {
    if (due.length === 0) return;
    try {
      await ask(due);
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      const apart = partsOf(due, failure);
      if (apart.length > 1) {
        for (const some of apart) await askOrPutOff(some);
        return;
      }
      log.warn(
        { tracked: due.length, failure: failure.kind, reason: failure.message },
        'tracked observables not looked up',
      );
      await tracks.putOff(due, Math.max(now() + 60_000, failure.facts.retryAt ?? now() + lookAgain));
    }
  };

  const look = async (): Promise<void> => {
    for (;;) {
      const due = await tracks.takeDue(observablesPerCall);
      for (const track of due.filter(({ endsAt }) => endsAt <= now()))
        await settle(track, track.known, { news: 'ended' }, now());
      await askOrPutOff(due.filter(({ endsAt }) => endsAt > now()));
      if (due.length < observablesPerCall) break;
    }
    const hours = Math.floor(now() / (60 * 60_000));
    for (const track of await tracks.waiting()) await goOn(track, `/again ${hours}`);
  };

  return {
    look,
    start: (every = 15_000) => nowAndThen(look, { every, log, failed: 'tracks not looked after' }),
  };
}

function partsOf(due: readonly Track[], failure: Failure): readonly (readonly Track[])[] {
  if (failure.kind === 'over-budget') return [...Map.groupBy(due, ({ place }) => roomName(place)).values()];
  return isFinal(failure) ? due.map((one) => [one]) : [due];
}
