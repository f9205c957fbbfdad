import { hourMs } from './rolling-hour.ts';

/** Coarse, since a room's part needs no exact count: at most seven buckets a room. */
export const roomBucketMs = 10 * 60 * 1000;

export const roomBucketOf = (at: number): number => at - (at % roomBucketMs);

/** Watching's calls of the last hour by room. A call shared by n rooms counts a part of 1/n for each. */
export type RoomUsage = Readonly<{
  add: (room: string, startsAt: number, used: number) => void;
  /** What somebody else says the bucket holds. */
  set: (room: string, startsAt: number, used: number) => void;
  used: (room: string, at: number) => number;
  /** How many rooms there are of which `is` is true. */
  count: (at: number, is: (used: number) => boolean) => number;
}>;

export function createRoomUsage(): RoomUsage {
  const rooms = new Map<string, Map<number, number>>();
  let newest = 0;

  const bucketsOf = (room: string, startsAt: number) => {
    if (startsAt > newest) {
      newest = startsAt;
      sweep(startsAt);
    }
    const known = rooms.get(room);
    if (known) return known;
    const buckets = new Map<number, number>();
    rooms.set(room, buckets);
    return buckets;
  };

  /** Once in ten minutes. */
  const sweep = (at: number) => {
    for (const [room, buckets] of rooms) {
      for (const startsAt of buckets.keys()) if (weightOf(startsAt, at) === 0) buckets.delete(startsAt);
      if (buckets.size === 0) rooms.delete(room);
    }
  };

  const usedOf = (buckets: ReadonlyMap<number, number>, at: number) => {
    let sum = 0;
    for (const [startsAt, used] of buckets) sum += used * weightOf(startsAt, at);
    return sum;
  };

  return {
    add: (room, startsAt, used) => {
      const buckets = bucketsOf(room, startsAt);
      buckets.set(startsAt, (buckets.get(startsAt) ?? 0) + used);
    },
    set: (room, startsAt, used) => {
      bucketsOf(room, startsAt).set(startsAt, used);
    },
    used: (room, at) => usedOf(rooms.get(room) ?? new Map(), at),
    count: (at, is) => {
      let found = 0;
      for (const buckets of rooms.values()) if (is(usedOf(buckets, at))) found += 1;
      return found;
    },
  };
}

/** Which part of the bucket lies within the last hour, as if its calls were spread evenly. */
const weightOf = (startsAt: number, at: number) =>
  Math.max(0, Math.min(1, (startsAt + roomBucketMs - (at - hourMs)) / roomBucketMs));
