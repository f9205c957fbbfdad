import type { Query } from '../store/database.ts';
import type { Subscription } from './feed.ts';
import { type SubscriptionRow, subscriptionOf } from './subscription-rows.ts';

/**
 * A digest that is to be told: what was first read after `from` and until `until`. `again`: somebody began to tell it
 * before, so it may stand there. Times in milliseconds since the epoch.
 */
export type Turn = Readonly<{ subscription: Subscription; due: number; from: number; until: number; again: boolean }>;

export type Begun =
  | Readonly<{ kind: 'turn'; turn: Turn }>
  /** It was told, a later one was, or nobody wants it any more. */
  | Readonly<{ kind: 'over' }>
  /** Somebody is telling this or another one, or has died over it. */
  | Readonly<{ kind: 'busy'; until: number }>;

/**
 * Who tells what, over all replicas and deaths: a digest's content is fixed before it is posted, so that whoever goes on
 * with it posts the same, under the same key. Each rejects with Failure `store-unavailable`.
 */
export type DigestTurns = Readonly<{
  /**
   * `until`: up to which reading of the feed it tells, unless that was fixed before. What somebody else began and left is
   * told first: then that is the turn.
   */
  begin: (id: string, due: number, until: number) => Promise<Begun>;
  /** What it told is told. `said`: something was posted. */
  told: (turn: Turn, said: boolean) => Promise<void>;
  /** It could not be told just now: whoever tries again need not wait. */
  release: (turn: Turn) => Promise<void>;
  /** Its time is over and nothing was told: the next one tells it. `said`: why was said. */
  skipped: (id: string, due: number, said?: 'said') => Promise<void>;
  /** Nothing can be said there. */
  gone: (id: string) => Promise<void>;
}>;

/** Longest that a digest is in the hands of somebody who may be dead, milliseconds. */
const heldFor = 2 * 60_000;
const at = (ms: number) => new Date(ms);

type BegunRow = SubscriptionRow & Readonly<{ is_mine: boolean; was_until: Date | null; was_held: Date | null }>;

export const createDigestTurns = (query: Query, now: () => number): DigestTurns => ({
  begin: async (id, due, until) => {
    // The row is locked while it is read and changed: of two that begin at once one has it.
    const [row] = await query<BegunRow>(
      `with before as (select * from feed_subscriptions where id = $1 for update),
       mine as (
         update feed_subscriptions s
         set begun_due = case when b.begun_until is null then $2 else b.begun_due end,
             begun_until = coalesce(b.begun_until, greatest($3, b.told_until)),
             held_until = $5
         from before b
         where s.id = b.id and (b.done_due is null or b.done_due < $2) and (b.held_until is null or b.held_until <= $4)
         returning s.*
       )
       select (mine.id is not null) as is_mine, before.begun_until as was_until, before.held_until as was_held,
         before.id, before.platform, before.workspace, before.channel, before.feed, before.schedule, before.watchlist,
         before.due_at, before.told_until, before.done_due, before.said_at, before.trouble_at,
         mine.begun_due, mine.begun_until, mine.held_until
       from before left join mine on mine.id = before.id`,
      [id, at(due), at(until), at(now()), at(now() + heldFor)],
    );
    if (!row || (row.done_due && row.done_due.getTime() >= due)) return { kind: 'over' };
    if (!row.is_mine) return { kind: 'busy', until: row.was_held?.getTime() ?? now() };
    const subscription = subscriptionOf(row);
    return {
      kind: 'turn',
      turn: {
        subscription,
        due: row.begun_due!.getTime(),
        from: subscription.toldUntil,
        until: row.begun_until!.getTime(),
        again: row.was_until !== null,
      },
    };
  },
  told: async ({ subscription, due, until }, said) => {
    await query(
      `update feed_subscriptions
       set told_until = $3, done_due = $2, begun_until = null, held_until = null, gone_since = null, trouble_at = null,
           said_at = case when $4::boolean then $5::timestamptz else said_at end
       where id = $1 and begun_due = $2 and begun_until = $3`,
      [subscription.id, at(due), at(until), said, at(now())],
    );
  },
  release: async ({ subscription, due }) => {
    await query('update feed_subscriptions set held_until = null where id = $1 and begun_due = $2', [
      subscription.id,
      at(due),
    ]);
  },
  skipped: async (id, due, said) => {
    await query(
      `update feed_subscriptions
       set done_due = greatest(done_due, $2), begun_until = null, held_until = null, trouble_at = coalesce($3, trouble_at)
       where id = $1 and (begun_until is null or begun_due = $2)`,
      [id, at(due), said ? at(now()) : null],
    );
  },
  gone: async (id) => {
    await query('update feed_subscriptions set gone_since = coalesce(gone_since, $2) where id = $1', [id, at(now())]);
  },
});
