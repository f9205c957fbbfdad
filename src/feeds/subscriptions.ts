import { randomBytes } from 'node:crypto';
import type { RecordWork } from '../audit/audit-entry.ts';
import { audited, auditedPlace } from '../audit/audited.ts';
import type { Person, Place } from '../incoming.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { Room } from '../room.ts';
import { nextDue, scheduleWords } from '../schedules/schedule.ts';
import type { Query } from '../store/database.ts';
import { storableJson } from '../store/storable-json.ts';
import type { Subscription, Wish } from './feed.ts';
import type { FeedName } from './feed-names.ts';
import { type SubscriptionRow, subscriptionOf } from './subscription-rows.ts';

/** Which channels want which feeds, and when. Each call is atomic and rejects with Failure `store-unavailable`. */
export type Subscriptions = Readonly<{
  /** By feed. */
  of: (room: Room) => Promise<readonly Subscription[]>;
  read: (id: string) => Promise<Subscription | undefined>;
  /** Begins one, or changes when it is due; what was told stays told. Stored together with its audit entry. */
  set: (wish: Wish) => Promise<Subscription>;
  /** False when there was none. */
  end: (place: Place, feed: FeedName, by: Person) => Promise<boolean>;
  /** What is due, the longest first. */
  due: (most: number) => Promise<readonly Subscription[]>;
  /** Its work is stored: it is due again at `next`, unless somebody was faster. */
  advance: (subscription: Subscription, next: number) => Promise<void>;
  /** Feeds that somebody's watchlist needs and nobody has read since then; each with one of the rooms. */
  stale: (since: number) => Promise<readonly Readonly<{ feed: FeedName; room: Room }>[]>;
}>;

const itsRoom = 'platform = $1 and workspace = $2 and channel = $3';
const keyOf = ({ platform, workspace, channel }: Room): unknown[] => [platform, workspace, channel];
const at = (ms: number) => new Date(ms);
/** What the first digest tells: what was first read since a day before somebody asked for it. */
const firstTells = 24 * 60 * 60_000;

export const createSubscriptions = ({
  query,
  record,
  humanOf,
  now,
}: Readonly<{ query: Query; record: RecordWork; humanOf: HumanOf; now: () => number }>): Subscriptions => ({
  of: async (room) =>
    (await query<SubscriptionRow>(`select * from feed_subscriptions where ${itsRoom} order by feed`, keyOf(room))).map(
      subscriptionOf,
    ),
  read: async (id) => {
    const [row] = await query<SubscriptionRow>('select * from feed_subscriptions where id = $1', [id]);
    return row && subscriptionOf(row);
  },
  set: ({ place, by, feed, schedule, watchlist }) =>
    record(async (inside, note) => {
      const details = { setting: 'feed', feed, to: scheduleWords(schedule), watchlist };
      note({ event: 'setting.changed', by: audited(by, humanOf), place: auditedPlace(place), details });
      const [row] = await inside<SubscriptionRow>(
        `insert into feed_subscriptions
           (platform, workspace, channel, feed, id, schedule, watchlist, asked_by, asked_at, due_at, told_until)
         values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $11)
         on conflict (platform, workspace, channel, feed) do update
         set schedule = excluded.schedule, watchlist = excluded.watchlist, asked_by = excluded.asked_by,
             asked_at = excluded.asked_at, due_at = excluded.due_at, gone_since = null
         returning *`,
        [
          ...keyOf(place),
          feed,
          randomBytes(16).toString('base64url'),
          storableJson(schedule),
          watchlist,
          by.id,
          at(now()),
          at(nextDue(schedule, now())),
          at(now() - firstTells),
        ],
      );
      return subscriptionOf(row!);
    }),
  end: (place, feed, by) =>
    record(async (inside, note) => {
      const gone = await inside(`delete from feed_subscriptions where ${itsRoom} and feed = $4 returning id`, [
        ...keyOf(place),
        feed,
      ]);
      if (gone.length === 0) return false;
      const details = { setting: 'feed', feed, to: 'off' };
      note({ event: 'setting.changed', by: audited(by, humanOf), place: auditedPlace(place), details });
      return true;
    }),
  due: async (most) =>
    (
      await query<SubscriptionRow>(
        'select * from feed_subscriptions where due_at <= $1 order by due_at, id limit $2::int',
        [at(now()), most],
      )
    ).map(subscriptionOf),
  advance: async ({ id, dueAt }, next) => {
    await query('update feed_subscriptions set due_at = $3 where id = $1 and due_at = $2', [id, at(dueAt), at(next)]);
  },
  stale: async (since) =>
    (
      await query<SubscriptionRow>(
        `select distinct on (feed) * from feed_subscriptions s where watchlist and gone_since is null
           and not exists (select from feeds f where f.feed = s.feed and f.read_at > $1)
         order by feed, asked_at`,
        [at(since)],
      )
    ).map((row) => ({ feed: subscriptionOf(row).feed, room: subscriptionOf(row).room })),
});

/** Removes subscriptions of channels in which nothing could be said for a week. */
export async function pruneSubscriptions(query: Query, now: number): Promise<void> {
  await query('delete from feed_subscriptions where gone_since < $1', [at(now - 7 * 24 * 60 * 60_000)]);
}
