import { isPatient, type Purpose } from '../budget/purpose.ts';
import { Failure } from '../failure.ts';

/** What the bot grants itself of Threat Grid, apart from XDR's budget. */
export type Pace = Readonly<{
  /** Counts one request that leaves now. Rejects with a Failure with the time to come back when it must not. */
  take: (purpose: Purpose) => Promise<void>;
  /** Threat Grid asked to be left alone until then, milliseconds since the epoch. Never rejects. */
  pausedUntil: (until: number) => Promise<void>;
}>;

/**
 * What is held at a time (milliseconds since the epoch): a bucket of requests for all, a small one for jobs, both filling
 * evenly. Below nothing where what acts took all the same.
 */
export type Held = Readonly<{ shared: number; jobs: number; at: number; pausedUntil: number }>;

/** What is held afterwards; `failure`: nothing was taken. */
export type Taken = Readonly<{ held: Held; failure?: Failure }>;

/**
 * What replicas hold together: changed by one of them at a time. Undefined when that cannot be done now; then it may or may
 * not have been changed. Never rejects. `first`: where nothing was held yet.
 */
export type ChangeTogether = (first: Held, by: (held: Held) => Taken) => Promise<Taken | undefined>;

/** Requests a minute. No limit of reading is published (dossier §9.4); this is what a few analysts need. */
export const usualPerMinute = 60;

/** Failures of ours rather than Threat Grid's; `budget` at its end tells that nothing was asked. */
const service = 'threat-grid budget';

/** The part of them that only jobs have: people who look things up cannot stop them. */
const ofJobs = 1 / 6;

/** Clocks of replicas differ by less (milliseconds); one that is further behind was set back. */
const skew = 60_000;
/** Threat Grid is left alone for an hour at most (`retry-after`): a later time was written by a clock that was wrong. */
const longestPause = 60 * 60_000 + skew;

/**
 * A minute's requests. Of those for all watching leaves half to people; what acts takes also when there are none, and is
 * counted. Held by this process alone, or by all replicas; while these cannot be asked, by this process, from where they
 * were last seen.
 */
export function createPace({
  perMinute = usualPerMinute,
  now,
  together,
}: {
  perMinute?: number;
  now: () => number;
  together?: ChangeTogether | undefined;
}): Pace {
  const ofAll = bucketOf(perMinute * (1 - ofJobs));
  const ofThem = bucketOf(perMinute * ofJobs);
  const keeps: Readonly<Record<Purpose, number>> = {
    bulk: ofAll.most / 2,
    watching: ofAll.most / 2,
    command: 0,
    response: Number.NEGATIVE_INFINITY,
  };
  let mine: Held = { shared: ofAll.most, jobs: ofThem.most, at: now(), pausedUntil: 0 };

  const take = (held: Held, purpose: Purpose): Taken => {
    const time = now();
    const { pausedUntil } = held;
    if (time < pausedUntil && pausedUntil <= time + longestPause) {
      const failure = new Failure('rate-limited', 'Threat Grid asked us to wait', { service, retryAt: pausedUntil });
      return { held, failure };
    }
    // A clock that is behind gives nothing, and takes nothing.
    const since = Math.max(0, time - held.at);
    const shared = Math.min(ofAll.most, held.shared + since / ofAll.eachMs);
    const jobs = Math.min(ofThem.most, held.jobs + since / ofThem.eachMs);
    const filled = { shared, jobs, at: held.at - time < skew ? Math.max(held.at, time) : time, pausedUntil };
    const isJob = isPatient(purpose);
    if (isJob && has(jobs, 1)) return { held: { ...filled, jobs: jobs - 1 } };
    if (has(shared, keeps[purpose] + 1)) return { held: { ...filled, shared: shared - 1 } };
    const untilShared = (keeps[purpose] + 1 - shared) * ofAll.eachMs;
    const wait = isJob ? Math.min(untilShared, (1 - jobs) * ofThem.eachMs) : untilShared;
    const retryAt = Math.ceil(filled.at + wait);
    return {
      held: filled,
      failure: new Failure('over-budget', 'our requests of this minute are used up', { service, retryAt }),
    };
  };

  /** A pause holds for this process also where the others cannot be told. */
  const paused = (held: Held): Held => ({ ...held, pausedUntil: Math.max(held.pausedUntil, mine.pausedUntil) });

  const change = async (by: (held: Held) => Taken): Promise<Taken> => {
    const taken = (await together?.(mine, (held) => by(paused(held)))) ?? by(mine);
    mine = paused(taken.held);
    return taken;
  };

  return {
    take: async (purpose) => {
      const { failure } = await change((held) => take(held, purpose));
      if (failure) throw failure;
    },
    pausedUntil: async (until) => {
      mine = paused({ ...mine, pausedUntil: until });
      await change((held) => ({ held }));
    },
  };
}

/** Shares of a minute add up to what they were but for the last digits. */
const has = (held: number, wanted: number): boolean => held >= wanted - 1e-9;

/** `perMinute` requests, of which one is there at least. */
const bucketOf = (perMinute: number) => ({ most: Math.max(1, perMinute), eachMs: 60_000 / perMinute });
