import type { Change, HourEntry, RoomEntry } from './ledger.ts';
import { type Count, noCalls, sumOf } from './rolling-hour.ts';
import { roomBucketOf } from './room-usage.ts';

/** What has happened here and does not stand in the ledger yet; it goes there with the next batch. */
export type NotEntered = Readonly<{
  /** Calls that were made without asking first. */
  owe: (startsAt: number, count: Count) => void;
  giveBack: (startsAt: number, count: Count) => void;
  /** Rooms for which a call was made, one entry for each of its items. */
  charge: (at: number, rooms: readonly string[]) => void;
  pause: (until: number) => void;
  /** What is owed, also in what is on its way to the ledger. */
  owed: () => Count;
  usedBy: (room: string) => number;
  isEmpty: () => boolean;
  /** Hands it over, rooms every few seconds; `failed` takes it back, but for what was given back: it may have arrived. */
  send: (at: number) => Readonly<{ change: Omit<Change, 'handedOut'>; arrived: () => void; failed: () => void }>;
}>;

/** Rooms need no exact count, and with many of them an entry costs several times as much: milliseconds. */
const roomsEvery = 5000;

export function createNotEntered(): NotEntered {
  let hours = new Map<number, Count>();
  let back = new Map<number, Count>();
  let rooms = new Map<string, RoomEntry>();
  let pausedUntil: number | undefined;
  let roomsSentAt = Number.NEGATIVE_INFINITY;
  const under = new Set<ReadonlyMap<number, Count>>();
  const roomsUnder = new Set<ReadonlyMap<string, RoomEntry>>();

  const charge = (room: string, startsAt: number, used: number) => {
    const known = rooms.get(room);
    rooms.set(room, { room, startsAt, used: (known?.used ?? 0) + used });
  };

  return {
    owe: (startsAt, count) => addTo(hours, startsAt, count),
    giveBack: (startsAt, { total, watching, bulk }) =>
      addTo(back, startsAt, { total: -total, watching: -watching, bulk: -bulk }),
    charge: (at, names) => {
      for (const room of names) charge(room, roomBucketOf(at), 1 / names.length);
    },
    pause: (until) => {
      pausedUntil = Math.max(until, pausedUntil ?? 0);
    },
    owed: () => sumOf([hours, ...under].flatMap((map) => [...map.values()])),
    usedBy: (room) => [rooms, ...roomsUnder].reduce((sum, map) => sum + (map.get(room)?.used ?? 0), 0),
    isEmpty: () => hours.size + back.size + rooms.size === 0 && pausedUntil === undefined,
    send: (at) => {
      const withRooms = at - roomsSentAt >= roomsEvery;
      const sent = { hours, rooms: withRooms ? rooms : new Map<string, RoomEntry>(), pausedUntil };
      if (withRooms) {
        roomsSentAt = at;
        rooms = new Map();
      }
      const entries = [...entriesOf(hours), ...entriesOf(back)];
      hours = new Map();
      back = new Map();
      pausedUntil = undefined;
      under.add(sent.hours);
      roomsUnder.add(sent.rooms);
      const arrived = () => {
        under.delete(sent.hours);
        roomsUnder.delete(sent.rooms);
      };
      return {
        change: {
          hours: entries,
          rooms: [...sent.rooms.values()],
          ...(sent.pausedUntil === undefined ? {} : { pausedUntil: sent.pausedUntil }),
        },
        arrived,
        failed: () => {
          arrived();
          for (const [startsAt, count] of sent.hours) addTo(hours, startsAt, count);
          for (const { room, startsAt, used } of sent.rooms.values()) charge(room, startsAt, used);
          if (sent.pausedUntil !== undefined) pausedUntil = Math.max(sent.pausedUntil, pausedUntil ?? 0);
        },
      };
    },
  };
}

function addTo(map: Map<number, Count>, startsAt: number, count: Count): void {
  map.set(startsAt, sumOf([map.get(startsAt) ?? noCalls, count]));
}

const entriesOf = (map: ReadonlyMap<number, Count>): HourEntry[] =>
  [...map].map(([startsAt, count]) => ({ startsAt, ...count }));
