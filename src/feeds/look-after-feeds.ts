import type { Log } from '../log.ts';
import { nowAndThen } from '../now-and-then.ts';
import { roomName } from '../room.ts';
import { nextDue } from '../schedules/schedule.ts';
import type { FeedJob } from './feed.ts';
import type { Subscriptions } from './subscriptions.ts';

/**
 * Stores the work of what is due. Safe to be done by several processes at once: the same digest is one job. What was due
 * several times while nobody looked is one digest.
 */
export type FeedCare = Readonly<{
  look: () => Promise<void>;
  /** Looks every so many milliseconds until the function that it returns is called. */
  start: (every?: number) => () => void;
}>;

/** Due at once, before the next statement. */
const atOnce = 100;
/** A watchlist is read anew so often also where digests come seldom, milliseconds. */
const readEvery = 24 * 60 * 60_000;

export function createFeedCare({
  subscriptions,
  enqueue,
  hasKey,
  log,
  now,
}: Readonly<{
  subscriptions: Pick<Subscriptions, 'due' | 'advance' | 'stale'>;
  enqueue: (id: string, job: FeedJob) => Promise<unknown>;
  /** Without a key nothing can be read, and what is due waits. */
  hasKey: boolean;
  log: Log;
  now: () => number;
}>): FeedCare {
  const look = async (): Promise<void> => {
    if (!hasKey) return;
    for (;;) {
      const due = await subscriptions.due(atOnce);
      for (const one of due) {
        // First the job, which is one however often it is stored: who dies in between loses nothing.
        const { id, room, dueAt, schedule } = one;
        await enqueue(`feed/${id}/${dueAt}`, { room, subscription: id, due: dueAt });
        await subscriptions.advance(one, nextDue(schedule, now()));
      }
      if (due.length < atOnce) break;
    }
    // What could not be read is asked for again some times a day; meanwhile its job is tried again.
    const occasion = Math.floor(now() / (6 * 60 * 60_000));
    for (const { feed, room } of await subscriptions.stale(now() - readEvery))
      await enqueue(`feed-read/${feed}/${roomName(room)}/${occasion}`, { room, read: feed });
  };

  return {
    look,
    start: (every = 15_000) => nowAndThen(look, { every, log, failed: 'feeds not looked after' }),
  };
}
