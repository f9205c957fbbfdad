import type { Purpose } from './purpose.ts';
import type { Count } from './rolling-hour.ts';

/** One fiftieth is kept for response actions: of our share, and of the organisation's limit. */
export const reserveOf = (calls: number): number => Math.floor(calls / 50);

/** Watching gets at most this of `perHour`. */
export const halfOf = (perHour: number): number => Math.floor(perHour / 2);

/** How many calls are left to commands (nearly all of `perHour`) or to watching (at most half), when so many are used. */
export function leftFor(purpose: Exclude<Purpose, 'response'>, perHour: number, { total, watching }: Count): number {
  const left = perHour - reserveOf(perHour) - total;
  return purpose === 'watching' ? Math.min(left, halfOf(perHour) - watching) : left;
}

/**
 * The dynamic threshold of Choudhury and Hahne (IEEE/ACM Transactions on Networking 6:2, 1998): a room may have used at
 * most this many times what is left to watching. One flooding room thus gets at most 80 % of it, n of them 4/(1+4n) each,
 * and a room that comes later always finds something.
 */
export const roomFactor = 4;

/** May a room have one more, which has used so many of watching's calls while so many are left? Its first it always may. */
export const isWithinPart = (used: number, left: number): boolean => used === 0 || used + 1 <= roomFactor * (left - 1);

/** How many calls one room can have when nobody else has any. */
export const partOf = (perHour: number): number =>
  Math.min(halfOf(perHour), Math.max(1, Math.floor((roomFactor * halfOf(perHour)) / (1 + roomFactor))));
