import type { Audit } from '../audit/audit-entry.ts';
import { auditedPlace } from '../audit/audited.ts';
import type { Room } from '../room.ts';
import { itsRoom, keyOf } from './linked-rooms.ts';

/** Why a room rests, for the audit. */
export type RestReason = 'archived' | 'the bot was removed' | 'nothing can be posted there';

export type RestRoom = Readonly<{
  /** Nothing is said there any more, until it wakes. */
  rest: (room: Room, why: RestReason) => Promise<void>;
  /** Something can be said there again; resolves with its incident when it had rested. */
  wake: (room: Room) => Promise<string | undefined>;
}>;

export function createRestRoom({
  audit,
  now,
}: Readonly<{ audit: Pick<Audit, 'record'>; now: () => number }>): RestRoom {
  return {
    rest: (room, why) =>
      audit.record(async (query, note) => {
        const [row] = await query<{ incident: string }>(
          `update incident_rooms set rests_since = $4 where ${itsRoom} and rests_since is null returning incident`,
          [...keyOf(room), new Date(now())],
        );
        if (row)
          note({
            event: 'room.rests',
            place: auditedPlace(room),
            outcome: why,
            details: { incident: row.incident },
          });
      }),
    wake: (room) =>
      audit.record(async (query, note) => {
        const [row] = await query<{ incident: string }>(
          `update incident_rooms set rests_since = null where ${itsRoom} and rests_since is not null returning incident`,
          keyOf(room),
        );
        if (row) note({ event: 'room.wakes', place: auditedPlace(room), details: { incident: row.incident } });
        return row?.incident;
      }),
  };
}
