import type { Log } from '../log.ts';
import { nowAndThen } from '../now-and-then.ts';
import type { Bulks } from './bulks.ts';
import type { GoOn } from './start-bulk.ts';

/** Takes care that no bulk look-up is forgotten whose job was lost. */
export type BulkCare = Readonly<{
  look: () => Promise<void>;
  /** Looks every so many milliseconds until the function that it returns is called. */
  start: (every?: number) => () => void;
}>;

export function createBulkCare({
  bulks,
  goOn,
  log,
  now,
}: {
  bulks: Pick<Bulks, 'takeDue'>;
  goOn: GoOn;
  log: Log;
  now: () => number;
}): BulkCare {
  const look = async (): Promise<void> => {
    for (const bulk of await bulks.takeDue()) await goOn(bulk, `/again ${Math.floor(now() / 60_000)}`);
  };
  return {
    look,
    start: (every = 60_000) => nowAndThen(look, { every, log, failed: 'bulk look-ups not looked after' }),
  };
}
