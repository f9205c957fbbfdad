const minute = 60_000;
/** Up to so many jobs a minute a room's are as good as anybody's; up to the second number they stand behind. */
const quiet = 20;
const loud = 200;

export type RoomRank = (room: string) => 0 | -1 | -2;

/**
 * Counts a room's jobs and says how its next one ranks: jobs of a room that floods stand behind those of quiet rooms.
 * This process' own count, over a sliding minute: of the minute before, the part that is still within counts.
 */
export function createRoomRank(now: () => number): RoomRank {
  let before = new Map<string, number>();
  let current = new Map<string, number>();
  let began = now();

  return (room) => {
    const at = now();
    const passed = at - began;
    if (passed < 0 || passed >= minute) {
      before = passed >= 0 && passed < 2 * minute ? current : new Map();
      current = new Map();
      began = passed >= 0 && passed < 2 * minute ? began + minute : at;
    }
    const count = (current.get(room) ?? 0) + 1;
    current.set(room, count);
    const earlier = (before.get(room) ?? 0) * (1 - (at - began) / minute);
    const within = count + earlier;
    if (within <= quiet) return 0;
    return within <= loud ? -1 : -2;
  };
}
