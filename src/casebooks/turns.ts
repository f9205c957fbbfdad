import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import { createInTurn } from '../in-turn.ts';
import type { Query } from '../store/database.ts';

/** Renews a turn. Rejects with Failure `store-unavailable` when it was lost: nothing may be written any more. */
export type KeepTurn = () => Promise<void>;

/**
 * Runs `work` while nobody else has `name`, over all replicas; `busy` when it was not to be had in time. `work` renews its
 * turn before each thing that it writes. Rejects as `work` does, or with Failure `store-unavailable`.
 */
export type InOneTurn = <T>(name: string, work: (keep: KeepTurn) => Promise<T>) => Promise<T | 'busy'>;

/**
 * Turns are rows with an end, not locks of a transaction: what is done in a turn asks XDR, and would hold a transaction
 * (in the embedded database the whole of it) for as long. By the clock of the database, which replicas share.
 */
export function createTurns({
  query,
  lasts,
  patience = 15_000,
  every = 100,
}: Readonly<{
  query: Query;
  /** Milliseconds after which a turn that is not renewed is over: longer than any single request to XDR. */
  lasts: number;
  /** How long (milliseconds) a turn is waited for, and how often it is asked for. */
  patience?: number;
  every?: number;
}>): InOneTurn {
  const inTurn = createInTurn();
  const take = async (name: string, holder: string): Promise<boolean> => {
    const rows = await query(
      `insert into casebook_turns (name, holder, keep_until) values ($1, $2, now() + $3 * interval '1 millisecond')
       on conflict (name) do update set holder = excluded.holder, keep_until = excluded.keep_until
       where casebook_turns.keep_until < now() or casebook_turns.holder = excluded.holder
       returning name`,
      [name, holder, lasts],
    );
    return rows.length > 0;
  };

  return (name, work) =>
    inTurn(name, async () => {
      const holder = randomUUID();
      const until = performance.now() + patience;
      while (!(await take(name, holder))) {
        if (performance.now() > until) return 'busy';
        await wait(every);
      }
      try {
        return await work(async () => {
          const kept = await query(
            `update casebook_turns set keep_until = now() + $3 * interval '1 millisecond'
             where name = $1 and holder = $2 and keep_until > now() returning name`,
            [name, holder, lasts],
          );
          if (kept.length === 0) throw new Failure('store-unavailable', 'a turn was lost', { service: 'store' });
        });
      } finally {
        // If it cannot be given back, it ends by itself.
        await query('delete from casebook_turns where name = $1 and holder = $2', [name, holder]).catch(() => {});
      }
    });
}
