import { Failure, isFinal } from '../failure.ts';
import type { Place } from '../incoming.ts';
import type { Log } from '../log.ts';
import type { Outbox } from '../reply.ts';
import type { Room } from '../room.ts';
import type { Query } from '../store/database.ts';
import { itsRoom, keyOf } from './linked-rooms.ts';
import { leftCard } from './room-notices.ts';

/** Milliseconds after which it is tried no more to tell a card that its channel is no room. */
const triedFor = 24 * 60 * 60_000;

type Row = Readonly<{ message: string | null; key: string; pinned: boolean; words: string }>;

/** Leaves the card of a room for `settle`, within the transaction that unlinks the room. */
export async function leaveCard(
  query: Query,
  room: Room,
  card: Readonly<{ message: string | undefined; key: string; pinned: boolean; words: string }>,
  at: number,
): Promise<void> {
  await query(
    `insert into left_cards (platform, workspace, channel, message, key, pinned, words, left_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [...keyOf(room), card.message ?? null, card.key, card.pinned, card.words, new Date(at)],
  );
}

/** Cards of rooms that are none any more say so, and are no longer pinned. */
export type LeftCards = Readonly<{
  settle: (room: Room) => Promise<void>;
  /** Rooms whose cards do not say so yet. */
  waiting: () => Promise<readonly Room[]>;
}>;

export function createLeftCards(parts: {
  query: Query;
  outbox: Outbox;
  log: Log;
  now: () => number;
  simulated: boolean;
}): LeftCards {
  const { query, outbox, log, now, simulated } = parts;

  const settleOne = async (place: Place, { message, key, pinned, words }: Row): Promise<void> => {
    // It was being posted when the room was unlinked: it may stand.
    if (message === null) return outbox.remove({ place, key });
    await outbox.update({ place, id: message }, leftCard(words, simulated));
    if (pinned) await outbox.post(place, { kind: 'pin', on: message, pinned: false }, { id: key, maybePosted: false });
  };

  return {
    settle: async (room) => {
      const place: Place = { ...room, kind: 'channel', outsiders: true };
      for (const row of await query<Row>(`select * from left_cards where ${itsRoom}`, keyOf(room))) {
        try {
          await settleOne(place, row);
        } catch (error) {
          if (!(error instanceof Failure && isFinal(error))) {
            log.warn({ channel: room.channel, reason: String(error) }, 'card of a former room left for later');
            continue;
          }
        }
        await query('delete from left_cards where key = $1', [row.key]);
      }
    },
    waiting: async () => {
      await query('delete from left_cards where left_at < $1', [new Date(now() - triedFor)]);
      return query<Room & Record<string, unknown>>(
        'select distinct platform, workspace, channel from left_cards limit 20',
      );
    },
  };
}
