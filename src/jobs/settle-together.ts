import type { Log } from '../log.ts';
import type { Query } from '../store/database.ts';
import { type Ending, settleRows } from './job-rows.ts';

export type SettleTogether = Readonly<{
  /** Resolves when the store has taken it, however long that takes, or when the queue stopped and it would not. */
  settle: (ending: Ending) => Promise<void>;
  /** Gives up on a store that refuses twice. */
  stop: () => Promise<void>;
}>;

/** Settles in groups: what ends while a statement is under way goes with the next. */
export function createSettle({ query, log, name }: { query: Query; log: Log; name: string }): SettleTogether {
  let waiting: Ending[] = [];
  let settling: Promise<void> | undefined;
  let stopping = false;

  const settleAll = async (): Promise<void> => {
    for (let failures = 0; waiting.length > 0; ) {
      const group = waiting;
      waiting = [];
      try {
        await settleRows(query, name, group);
        failures = 0;
      } catch (error) {
        waiting = [...group, ...waiting];
        failures += 1;
        const message = error instanceof Error ? error.message : 'unknown';
        log.warn({ queue: name, jobs: waiting.length, error: message }, 'jobs could not be settled');
        if (stopping && failures > 1) break;
        await new Promise((done) => setTimeout(done, Math.min(100 * 2 ** failures, 5000)));
      }
    }
    settling = undefined;
  };

  return {
    settle: (ending) => {
      waiting.push(ending);
      settling ??= settleAll();
      return settling;
    },
    stop: async () => {
      stopping = true;
      await settling;
    },
  };
}
