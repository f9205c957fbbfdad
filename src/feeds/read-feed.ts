import { Failure } from '../failure.ts';
import { createInTurn } from '../in-turn.ts';
import type { AskThreatGrid } from '../threat-grid/threat-grid.ts';
import type { Entries, FeedState } from './entries.ts';
import type { FeedName } from './feed-names.ts';
import { readRows, readTogether } from './read-rows.ts';

/**
 * Reads a feed into the database, unless it was read at `since` (milliseconds since the epoch) or later: one reading serves
 * everybody who is due then. Rejects with a Failure.
 */
export type ReadFeed = (feed: FeedName, since: number) => Promise<FeedState>;

const day = 24 * 60 * 60_000;
/** So many days that nobody read are read after, each by its own file. */
const mostDays = 7;

/**
 * The latest feed, and the files of the days since it was last read: a feed is replaced daily (dossier §9.3). So a daily
 * reading asks twice, one within the same day (UTC) once, one after a long pause eight times.
 */
export function createReadFeed({
  ask,
  entries,
  now,
}: Readonly<{
  ask: AskThreatGrid;
  entries: Pick<Entries, 'state' | 'keep'>;
  now: () => number;
}>): ReadFeed {
  const inTurn = createInTurn();

  const fileOf = async (name: string) =>
    readRows(await ask({ service: 'feed', path: `/api/v3/feeds/${name}.json`, purpose: 'watching' }), now());

  /** A day on which there was no feed is no mistake. */
  const fileOfDay = (feed: FeedName, date: string) =>
    fileOf(`${feed}_${date}`).catch((failure: unknown) => {
      if (failure instanceof Failure && failure.kind === 'not-found') return undefined;
      throw failure;
    });

  // One after the other, whatever the feed: a body may have megabytes.
  return (feed, since) =>
    inTurn('one', async () => {
      const before = await entries.state(feed);
      if (before && before.readAt >= since) return before;
      const reads = [await fileOf(feed)];
      for (const date of daysSince(before?.readAt, now())) {
        const read = await fileOfDay(feed, date);
        if (read) reads.push(read);
      }
      return entries.keep(feed, readTogether(reads));
    });
}

/** The days (UTC) from that of the last reading until yesterday, the newest ones. `2026-11-30`. */
export function daysSince(last: number | undefined, now: number): readonly string[] {
  if (last === undefined) return [];
  const [from, today] = [Math.floor(last / day), Math.floor(now / day)];
  const count = Math.min(mostDays, today - from);
  return Array.from({ length: Math.max(0, count) }, (_, ago) =>
    new Date((today - count + ago) * day).toISOString().slice(0, 10),
  );
}
