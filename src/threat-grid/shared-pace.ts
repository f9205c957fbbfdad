import { createHmac } from 'node:crypto';
import { Failure } from '../failure.ts';
import type { Database } from '../store/database.ts';
import { within } from '../within.ts';
import type { ChangeTogether, Held } from './pace.ts';

/** What all replicas with the same key hold, in the database. The key itself does not get there. */
export function createSharedPace({
  transaction,
  secret,
  key,
  origin,
  patienceMs = 2_000,
}: {
  transaction: Database['transaction'];
  /** Of the bot: nobody can try keys without it. */
  secret: Buffer;
  /** The key of Threat Grid, and where it is one. */
  key: string;
  origin: string;
  /** So long the database is waited for: somebody waits for the request. */
  patienceMs?: number;
}): ChangeTogether {
  const of = createHmac('sha256', secret).update(`threat grid\n${origin}\n${key}`).digest('base64url');
  return (first, by) =>
    within(
      transaction(async (query) => {
        const read = () =>
          query<Held>(
            `select shared, jobs, at::float8 as at, paused_until::float8 as "pausedUntil"
             from threat_grid_paces where key = $1 for update`,
            [of],
          );
        const valuesOf = ({ shared, jobs, at, pausedUntil }: Held) => [of, shared, jobs, at, pausedUntil];
        let [held] = await read();
        if (!held) {
          const insert =
            'insert into threat_grid_paces (key, shared, jobs, at, paused_until) values ($1, $2, $3, $4, $5)';
          await query(`${insert} on conflict do nothing`, valuesOf(first));
          [held] = await read();
        }
        const taken = by(held ?? first);
        await query(
          'update threat_grid_paces set shared = $2, jobs = $3, at = $4, paused_until = $5 where key = $1',
          valuesOf(taken.held),
        );
        return taken;
      }).catch((error: unknown) => {
        if (error instanceof Failure && error.kind === 'store-unavailable') return undefined;
        throw error;
      }),
      patienceMs,
      undefined,
    );
}
