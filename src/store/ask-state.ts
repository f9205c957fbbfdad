import { Failure } from '../failure.ts';
import { within } from '../within.ts';
import { codeOf, inWords, isLasting, refused } from './refusals.ts';
import type { RunSql } from './sql-driver.ts';

export type StoreState = Readonly<{ usable: true } | { usable: false; reason: string }>;

/** Milliseconds for an answer. */
const patience = 2000;
/** Milliseconds for which a refusal of the lasting kind counts, unless it comes again. */
const memory = 10_000;

export type StateWatch = Readonly<{
  /** The same statements, with an eye on their refusals. */
  watched: (run: RunSql) => RunSql;
  /** Asks the database, and remembers what asking does not show: that there was no room to write just now. */
  state: () => Promise<StoreState>;
}>;

export function createStateWatch(run: RunSql): StateWatch {
  let trouble: { reason: string; until: number } | undefined;
  const ask = async (): Promise<StoreState> => {
    const [row] = await run('select current_setting($1) as read_only', ['transaction_read_only']);
    if (row?.['read_only'] === 'on')
      return { usable: false, reason: `the database cannot be written: ${inWords('25006')}` };
    if (trouble && trouble.until > performance.now()) return { usable: false, reason: trouble.reason };
    return { usable: true };
  };
  return {
    watched: (inner) => async (sql, params) => {
      try {
        return await inner(sql, params);
      } catch (error) {
        const code = codeOf(error);
        if (code && isLasting(code))
          trouble = { reason: `the database cannot be written: ${inWords(code)}`, until: performance.now() + memory };
        throw error;
      }
    },
    state: async () => {
      const asked = ask().catch((error: unknown): StoreState => {
        const failure = refused(error);
        return { usable: false, reason: failure instanceof Failure ? failure.message : 'the database failed' };
      });
      const reason = `the database did not answer within ${patience / 1000} s`;
      return within(asked, patience, { usable: false, reason });
    },
  };
}
