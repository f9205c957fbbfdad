import { createHash } from 'node:crypto';
import type { Query } from './database.ts';

/** How long a key stays taken, in milliseconds. */
export const claimLifetime = 48 * 60 * 60 * 1000;

/** Takes a key; false when it was taken within the last 48 hours. */
export type Claim = (key: string) => Promise<boolean>;

export const createClaim =
  (query: Query): Claim =>
  async (key) => {
    const taken = await query(
      `insert into claims (key, keep_until) values ($1, $2)
       on conflict (key) do update set keep_until = excluded.keep_until where claims.keep_until < now()
       returning key`,
      [uuidOf(key), new Date(Date.now() + claimLifetime)],
    );
    return taken.length > 0;
  };

/** A UUID that is always the same for the same key (version 8 of RFC 9562: our own hash). */
export function uuidOf(key: string): string {
  const hash = createHash('sha256').update(key).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
