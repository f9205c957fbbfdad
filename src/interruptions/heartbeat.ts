import type { Platform } from '../incoming.ts';
import type { Database } from '../store/database.ts';

/** Platforms deliver again what was not acknowledged: Slack at once, after 1 and after 5 minutes. Longer gaps lose messages. */
export const coveredByRedelivery = 5 * 60_000;

/**
 * Notes that the bot can hear a platform and store what it hears; resolves with the gap since the last such note when it
 * was too long for redelivery, to one caller among all replicas. By the database's clock, which all of them share.
 */
export type Beat = (platform: Platform) => Promise<Readonly<{ from: number; until: number }> | undefined>;

export const createBeat =
  ({ query, transaction }: Pick<Database, 'query' | 'transaction'>): Beat =>
  async (platform) => {
    await query('insert into heartbeats (platform, at) values ($1, now()) on conflict do nothing', [platform]);
    return transaction(async (run) => {
      const [row] = await run<{ last: Date; at: Date }>(
        'select at as last, clock_timestamp() as at from heartbeats where platform = $1 for update',
        [platform],
      );
      await run('update heartbeats set at = greatest(at, clock_timestamp()) where platform = $1', [platform]);
      const [from, until] = [row!.last.getTime(), row!.at.getTime()];
      return until - from > coveredByRedelivery ? { from, until } : undefined;
    });
  };
