import { Failure } from '../failure.ts';
import { createInTurn } from '../in-turn.ts';
import type { AskThreatGrid } from '../threat-grid/threat-grid.ts';
import type { Entries, FeedState } from './entries.ts';
import type { FeedName } from './feed-names.ts';
import { readRows } from './read-rows.ts';

/**
 * Reads a feed into the database, unless it was read at `since` (milliseconds since the epoch) or later: one reading serves
 * everybody who is due then. Rejects with a Failure; what was read until then stays.
 */
export type ReadFeed = (feed: FeedName, since: number) => Promise<FeedState>;

const day = 24 * 60 * 60_000;
/** Somebody else reads the feed: so long is waited for him, milliseconds. */
const waits = 5_000;
/** So many days that nobody read are read after, each by its own file. */
export const mostDays = 7;

/**
 * The files of the days since the feed was last read, and the latest: a feed is replaced daily (dossier §9.3). So a daily
 * reading asks twice, one within the same day (UTC) once, one after a long pause eight times.
 */
export function createReadFeed({
  ask,
  entries,
  now,
}: Readonly<{
  ask: AskThreatGrid;
  entries: Pick<Entries, 'state' | 'begin' | 'end' | 'keep' | 'keepDay'>;
  now: () => number;
}>): ReadFeed {
  const inTurn = createInTurn();

  const fileOf = async (name: string) =>
    readRows(
      await ask({ service: 'feed', path: `/api/v3/feeds/${name}.json`, purpose: 'watching', slow: true }),
      now(),
    );

  /** A day on which there was no feed is no mistake. */
  const fileOfDay = (feed: FeedName, date: string) =>
    fileOf(`${feed}_${date}`).catch((failure: unknown) => {
      if (failure instanceof Failure && failure.kind === 'not-found') return undefined;
      throw failure;
    });

  const read = async (feed: FeedName, since: number): Promise<FeedState> => {
    const before = await entries.state(feed); // somebody may have read it while we waited
    if (before && before.readAt >= since) return before;
    for (const began of daysToRead(before?.coveredUntil, now())) {
      const date = new Date(began).toISOString().slice(0, 10);
      await entries.keepDay(feed, await fileOfDay(feed, date), began + day);
    }
    return entries.keep(feed, await fileOf(feed));
  };

  // One after the other, whatever the feed: a body may have megabytes.
  return (feed, since) =>
    inTurn('one', async () => {
      const before = await entries.state(feed);
      if (before && before.readAt >= since) return before;
      if (!(await entries.begin(feed)))
        throw new Failure('unavailable', 'somebody is reading the feed', { service: 'feed', retryAt: now() + waits });
      try {
        return await read(feed, since);
      } finally {
        await entries.end(feed).catch(() => {}); // its time comes anyway
      }
    });
}

/** The beginnings of the days (UTC) from that of the last reading until yesterday; the newest few of them. */
export function daysToRead(coveredUntil: number | undefined, now: number): readonly number[] {
  if (coveredUntil === undefined) return [];
  const [from, today] = [Math.floor(coveredUntil / day), Math.floor(now / day)];
  const count = Math.max(0, Math.min(mostDays, today - from));
  return Array.from({ length: count }, (_, at) => (today - count + at) * day);
}
