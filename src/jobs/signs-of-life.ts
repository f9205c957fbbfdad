import type { Log } from '../log.ts';
import type { Query } from '../store/database.ts';
import { type Attempt, beatRows, mendTimes } from './job-rows.ts';

/** Milliseconds between signs of life; an attempt counts as lost after 10 s without one. */
const beatEvery = 3000;
/** The database's clock was set back when it has fallen behind ours by so much between two looks. */
const setBack = 2000;

export type SignsOfLifeParts = Readonly<{
  query: Query;
  log: Log;
  name: string;
  /** The attempts that run here. */
  ours: () => readonly Attempt[];
  /** The database has these attempts of ours as current, as of `at` (of `performance.now()`), and those no longer. */
  onHeard: (current: readonly Attempt[], lost: readonly Attempt[], at: number) => void;
  /** Jobs of a dead process wait to be run. */
  onTakenBack: () => void;
}>;

/**
 * Tells the database that the jobs of this process are alive, hands on those of processes that died, and notices when
 * others took ours for dead. Stop it by the function returned.
 */
export function giveSignsOfLife({ query, log, name, ours, onHeard, onTakenBack }: SignsOfLifeParts): () => void {
  let suspects: readonly Attempt[] = [];
  let clock: { theirs: number; ours: number } | undefined;
  let asking = false;

  const beat = async () => {
    const at = performance.now();
    const mine = ours();
    const asked = suspects;
    suspects = []; // who is silent must be so twice in a row
    const heard = await beatRows(query, name, mine, asked);
    suspects = heard.silent;
    const current = new Set(heard.ours);
    onHeard(
      mine.filter(({ id }) => current.has(id)),
      mine.filter(({ id }) => !current.has(id)),
      at,
    );
    if (heard.takenBack > 0) {
      log.warn({ queue: name, jobs: heard.takenBack }, 'jobs of a process that gave no sign of life are handed on');
      onTakenBack();
    }
    const now = performance.now();
    const behind = clock && now - clock.ours - (heard.clock - clock.theirs);
    clock = { theirs: heard.clock, ours: now };
    if (behind === undefined || behind > setBack) await mendTimes(query, name);
  };

  const tick = () => {
    if (asking) return;
    asking = true;
    beat()
      .catch((error: unknown) =>
        log.warn({ queue: name, error: error instanceof Error ? error.message : 'unknown' }, 'no sign of life'),
      )
      .finally(() => {
        asking = false;
      });
  };
  const timer = setInterval(tick, beatEvery);
  timer.unref();
  tick();
  return () => clearInterval(timer);
}
