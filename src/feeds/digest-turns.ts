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
  /** It was told, a later one was begun, or nobody wants it any more. */
  | Readonly<{ kind: 'over' }>
  /** Somebody is telling another one: this one's time comes then. */
  | Readonly<{ kind: 'busy'; until: number }>;

/**
 * Who tells what, over all replicas and deaths: a digest's content is fixed before it is posted, so that whoever goes on
 * with it posts the same, under the same key. Each rejects with Failure `store-unavailable`.
 */
export type DigestTurns = Readonly<{
  /** `until`: up to which reading of the feed it tells, unless that was fixed before. */
  begin: (id: string, due: number, until: number) => Promise<Begun>;
  /** What it told is told. `said`: something was posted. */
  told: (turn: Turn, said: boolean) => Promise<void>;
  /** Its time is over and nothing was told: the next one tells it. `said`: why was said. */
  skipped: (id: string, due: number, said?: 'said') => Promise<void>;
  /** Nothing can be said there. */
  gone: (id: string) => Promise<void>;
}>;

/** Longest that a digest is in the hands of somebody who may be dead, milliseconds. */
const heldFor = 2 * 60_000;
const at = (ms: number) => new Date(ms);

export const createDigestTurns = (query: Query, now: () => number): DigestTurns => {
  const begin: DigestTurns['begin'] = async (id, due, until) => {
    // The row is locked while it is read and changed: two that begin at once are told the same.
    const [row] = await query<SubscriptionRow & { before_until: Date | null; other_until: Date | null }>(
      `with before as (select * from feed_subscriptions where id = $1 for update),
       mine as (
         update feed_subscriptions s
         set begun_due = case when b.begun_until is null or b.begun_due = $2 then $2 else b.begun_due end,
             begun_until = coalesce(b.begun_until, greatest($3, b.told_until)),
             begun_at = case when b.begun_until is null then $4 else b.begun_at end
         from before b
         where s.id = b.id and (b.done_due is null or b.done_due < $2)
         returning s.*
       )
       select mine.*, before.begun_until as before_until from mine join before using (id)`,
      [id, at(due), at(until), at(now())],
    );
    if (!row) return { kind: 'over' };
    const again = row.before_until !== null;
    const its = row.begun_due!.getTime();
    if (its !== due) {
      const free = row.begun_at!.getTime() + heldFor;
      if (free > now()) return { kind: 'busy', until: free };
    }
    const subscription = subscriptionOf(row);
    return {
      kind: 'turn',
      turn: { subscription, due: its, from: subscription.toldUntil, until: row.begun_until!.getTime(), again },
    };
  };

  return {
    begin,
    told: async ({ subscription, due, until }, said) => {
      await query(
        `update feed_subscriptions
         set told_until = $3, done_due = $2, begun_until = null, gone_since = null, trouble_at = null,
             said_at = case when $4::boolean then $5::timestamptz else said_at end
         where id = $1 and begun_due = $2 and begun_until = $3`,
        [subscription.id, at(due), at(until), said, at(now())],
      );
    },
    skipped: async (id, due, said) => {
      await query(
        `update feed_subscriptions
         set done_due = greatest(done_due, $2), begun_until = null, trouble_at = coalesce($3, trouble_at)
         where id = $1 and (begun_until is null or begun_due = $2)`,
        [id, at(due), said ? at(now()) : null],
      );
    },
    gone: async (id) => {
      await query('update feed_subscriptions set gone_since = coalesce(gone_since, $2) where id = $1', [id, at(now())]);
    },
  };
};
