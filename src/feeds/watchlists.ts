import type { Audience } from '../adapter.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import type { Query } from '../store/database.ts';
import type { Listed, ListedOn } from '../verdicts/listed.ts';
import { keptFor } from './feed.ts';

/**
 * What the watchlists of a workspace hold. A feed is the same for everybody who has the key, and which feeds are watched is
 * told in their channels; but people from outside are shown verdicts only, so where they may read nothing is told.
 */
export function createListedOn({
  query,
  circlesOf,
  hashOf,
  companions,
  now,
}: Pick<Audience, 'circlesOf'> &
  Readonly<{
    query: Query;
    hashOf: (observable: Observable) => string;
    /** The host of a URL, the domain of an e-mail address: what stands for it on a list of domains. */
    companions: (observable: Observable) => readonly Observable[];
    now: () => number;
  }>): ListedOn {
  return async (observables, place) => {
    if (observables.length === 0 || place.kind !== 'channel') return new Map();
    const asked = observables.map((observable) => ({
      key: observableKey(observable),
      by: [
        { hash: hashOf(observable) },
        ...companions(observable).map(
          (via): Readonly<{ hash: string; via?: Observable }> => ({
            hash: hashOf(via),
            via,
          }),
        ),
      ],
    }));
    const hashes = [...new Set(asked.flatMap(({ by }) => by.map(({ hash }) => hash)))];
    const rows = await query<{ hash: string; feed: string; description: string; since: Date }>(
      // A feed stamps an entry anew when it sees it again: it has been known since it was first read at the latest.
      `select distinct on (o.hash, o.feed) o.hash, o.feed, e.description, least(e.first_at, e.stamped_at) as since
       from feed_observables o join feed_entries e on e.feed = o.feed and e.hash = o.entry
       where o.hash = any($1::text[]) and e.last_at > $4 and o.feed in (
         select s.feed from feed_subscriptions s where s.platform = $2 and s.workspace = $3 and s.watchlist)
       order by o.hash, o.feed, since`,
      [hashes, place.platform, place.workspace, new Date(now() - keptFor)],
    );
    if (rows.length === 0) return new Map();
    const circles = await circlesOf(place).catch(() => []);
    if (circles.length === 0) return new Map();
    const byHash = Map.groupBy(rows, ({ hash }) => hash);
    return new Map(
      asked.flatMap(({ key, by }) => {
        const its = by.flatMap(({ hash, via }) =>
          (byHash.get(hash) ?? []).map(
            ({ feed, description, since }): Listed => ({
              list: feed,
              description,
              since: since.getTime(),
              ...(via ? { via } : {}),
            }),
          ),
        );
        return its.length > 0 ? [[key, its] as const] : [];
      }),
    );
  };
}
