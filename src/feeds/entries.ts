import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Observable } from '../observables/observable.ts';
import type { Query } from '../store/database.ts';
import { storableJson } from '../store/storable-json.ts';
import { type FeedEntry, type FeedRead, keptFor, mostEntries } from './feed.ts';
import type { FeedName } from './feed-names.ts';

/**
 * What is known of a feed as a whole: when the latest was read, up to when its days are read (milliseconds since the epoch),
 * and how many rows of the latest could not be.
 */
export type FeedState = Readonly<{ readAt: number; coveredUntil: number; skipped: number }>;

/** A span of readings: after `from`, until `until`; milliseconds since the epoch. */
export type Span = Readonly<{ feed: FeedName; from: number; until: number }>;

/**
 * What stood in feeds lately. Only who has taken a feed in hand keeps anything, in short statements: with the embedded
 * database everybody else waits for each. Each rejects with Failure `store-unavailable`.
 */
export type Entries = Readonly<{
  state: (feed: FeedName) => Promise<FeedState | undefined>;
  /** Takes a feed in hand, to read it; false when somebody has it already, over all replicas. For five minutes at most. */
  begin: (feed: FeedName) => Promise<boolean>;
  end: (feed: FeedName) => Promise<void>;
  /** Keeps the latest; what is new counts as first read now, later than all that was read before. */
  keep: (feed: FeedName, read: FeedRead) => Promise<FeedState>;
  /** Keeps the file of a day, which ended then: news, once the latest is read too. Without one nothing but that is kept. */
  keepDay: (feed: FeedName, read: FeedRead | undefined, ended: number) => Promise<void>;
  /** What was first read in that span, newest first, at most so many. */
  news: (span: Span, most: number) => Promise<readonly FeedEntry[]>;
  /** How many that are, and the most common descriptions. */
  count: (span: Span) => Promise<Readonly<{ all: number; families: readonly Family[] }>>;
}>;

export type Family = Readonly<{ description: string; count: number }>;

/** Longest that a feed is in the hands of somebody who may be dead, milliseconds. */
const heldFor = 5 * 60_000;
/** Rows of one statement. */
const rowsAtOnce = 200;
/** Families that are told one by one. */
const mostFamilies = 5;

const at = (ms: number) => new Date(ms);
type EntryJson = Pick<FeedEntry, 'observable' | 'beside' | 'sample'>;

export function createEntries({
  query,
  hashOf,
  now,
}: Readonly<{
  query: Query;
  /** What stands for an observable in the database. */
  hashOf: (observable: Observable) => string;
  now: () => number;
}>): Entries {
  const keepRows = async (feed: FeedName, entries: readonly FeedEntry[], stamp: number) => {
    for (let from = 0; from < entries.length; from += rowsAtOnce) {
      const rows = entries.slice(from, from + rowsAtOnce).map((one) => {
        const { observable, beside, sample, description, stampedAt } = one;
        return {
          hash: hashOf(observable),
          entry: { observable, beside, ...(sample === undefined ? {} : { sample }) } satisfies EntryJson,
          description,
          stamped: at(stampedAt),
          known: [observable, ...beside].map(hashOf),
        };
      });
      await query(
        `with given as (
           select * from jsonb_to_recordset($2::jsonb)
             as g (hash text, entry jsonb, description text, stamped timestamptz, known jsonb)),
         written as (
           insert into feed_entries (feed, hash, entry, description, stamped_at, first_at, last_at)
           select $1, hash, entry, description, stamped, $3, $3 from given
           on conflict (feed, hash) do update
           set last_at = excluded.last_at, stamped_at = greatest(feed_entries.stamped_at, excluded.stamped_at),
               entry = case when excluded.stamped_at > feed_entries.stamped_at then excluded.entry else feed_entries.entry end,
               description = case when excluded.stamped_at > feed_entries.stamped_at
                                  then excluded.description else feed_entries.description end
           -- Most stood there before: once a day is often enough to write that they still do.
           where excluded.stamped_at > feed_entries.stamped_at or feed_entries.last_at < $3::timestamptz - interval '1 day'
           returning hash)
         insert into feed_observables (hash, feed, entry)
         select distinct k.hash, $1, g.hash
         from given g join written using (hash) cross join lateral jsonb_array_elements_text(g.known) as k (hash)
         on conflict do nothing`,
        [feed, storableJson(rows), at(stamp)],
      );
      await othersTurn();
    }
  };

  /** The newest are kept; what is older than the oldest of them is no news later. */
  const cut = async (feed: FeedName) => {
    await query(
      `with beyond as (
         select hash, stamped_at from feed_entries where feed = $1 order by stamped_at desc, hash offset $2::int),
       gone as (delete from feed_entries where feed = $1 and hash in (select hash from beyond) returning stamped_at)
       update feeds set floor = greatest(floor, (select max(stamped_at) from gone))
       where feed = $1 and exists (select from gone)`,
      [feed, mostEntries],
    );
  };

  /** Resolves with the time by which what is new can be told from all that was there before. */
  const keep = async (feed: FeedName, entries: readonly FeedEntry[]): Promise<number> => {
    const [row] = await query<{ stamp: Date | null; floor: Date | null }>(
      'select stamp, floor from feeds where feed = $1',
      [feed],
    );
    const stamp = Math.max(now(), (row?.stamp?.getTime() ?? 0) + 1);
    const floor = row?.floor?.getTime() ?? Number.NEGATIVE_INFINITY;
    // Whoever dies over it has given none of this stamp's entries to anybody: no reading has ended with it.
    await query('update feeds set stamp = $2 where feed = $1', [feed, at(stamp)]);
    await keepRows(
      feed,
      entries.filter(({ stampedAt }) => stampedAt > floor),
      stamp,
    );
    await cut(feed);
    return stamp;
  };

  const inSpan = 'feed = $1 and first_at > $2 and first_at <= $3';
  const spanOf = ({ feed, from, until }: Span) => [feed, at(from), at(until)];

  return {
    state: async (feed) => {
      const [row] = await query<{ read_at: Date; covered_until: Date; skipped: number }>(
        'select read_at, covered_until, skipped from feeds where feed = $1 and read_at is not null',
        [feed],
      );
      return row && { readAt: row.read_at.getTime(), coveredUntil: row.covered_until.getTime(), skipped: row.skipped };
    },
    begin: async (feed) => {
      const time = now();
      const taken = await query(
        `insert into feeds (feed, held_until) values ($1, $2)
         on conflict (feed) do update set held_until = excluded.held_until
         where feeds.held_until is null or feeds.held_until <= $3 returning feed`,
        [feed, at(time + heldFor), at(time)],
      );
      return taken.length > 0;
    },
    end: async (feed) => {
      await query('update feeds set held_until = null where feed = $1', [feed]);
    },
    keep: async (feed, { entries, skipped }) => {
      const readAt = await keep(feed, entries);
      await query('update feeds set read_at = $2, covered_until = $2, skipped = $3 where feed = $1', [
        feed,
        at(readAt),
        skipped,
      ]);
      return { readAt, coveredUntil: readAt, skipped };
    },
    keepDay: async (feed, read, ended) => {
      if (read) await keep(feed, read.entries);
      await query('update feeds set covered_until = greatest(covered_until, $2) where feed = $1', [feed, at(ended)]);
    },
    news: async (span, most) => {
      const rows = await query<{ entry: EntryJson; description: string; stamped_at: Date }>(
        `select entry, description, stamped_at from feed_entries where ${inSpan}
         order by stamped_at desc, hash limit $4::int`,
        [...spanOf(span), most],
      );
      return rows.map(({ entry, description, stamped_at }) => ({
        ...entry,
        description,
        stampedAt: stamped_at.getTime(),
      }));
    },
    count: async (span) => {
      const rows = await query<{ description: string; count: number; all_of_them: number }>(
        `select description, count(*)::int as count, (sum(count(*)) over ())::int as all_of_them from feed_entries
         where ${inSpan} group by description order by count(*) desc, description limit ${mostFamilies}`,
        spanOf(span),
      );
      const families = rows.map(({ description, count }) => ({ description, count }));
      return { all: rows[0]?.all_of_them ?? 0, families };
    },
  };
}

/** Removes what was in no feed for 30 days. */
export async function pruneEntries(query: Query, now: number): Promise<void> {
  for (let removed = rowsAtOnce; removed === rowsAtOnce; )
    removed = (
      await query(
        `delete from feed_entries where (feed, hash) in (
           select feed, hash from feed_entries where last_at < $1 limit ${rowsAtOnce}) returning hash`,
        [at(now - keptFor)],
      )
    ).length;
}
