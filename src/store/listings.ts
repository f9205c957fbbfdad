import { randomBytes } from 'node:crypto';
import type { Observable } from '../observables/observable.ts';
import type { Query } from './database.ts';
import { storableJson } from './storable-json.ts';

/** Keeps the observables behind "Show all" for 7 days; the id is random, at most 64 characters. */
export type Listings = Readonly<{
  keep: (observables: readonly Observable[]) => Promise<string>;
  /** Undefined when there is none, or it is too old. */
  read: (id: string) => Promise<readonly Observable[] | undefined>;
}>;

export function createListings(query: Query): Listings {
  return {
    keep: async (observables) => {
      const id = randomBytes(16).toString('base64url');
      await query('insert into listings (id, observables, created_at) values ($1, $2::jsonb, now())', [
        id,
        storableJson(observables),
      ]);
      return id;
    },
    read: async (id) => {
      const [row] = await query<{ observables: readonly Observable[] }>(
        'select observables from listings where id = $1',
        [id],
      );
      return row?.observables;
    },
  };
}
