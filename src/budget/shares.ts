import type { Purpose } from './purpose.ts';
import { type Count, noCalls } from './rolling-hour.ts';

/** One fiftieth is kept for response actions: of our share, and of the organisation's limit. */
export const reserveOf = (calls: number): number => Math.floor(calls / 50);

/** Watching gets at most this of `perHour`. */
export const halfOf = (perHour: number): number => Math.floor(perHour / 2);

/** Bulk look-ups get at most this of `perHour`. */
export const thirdOf = (perHour: number): number => Math.floor(perHour / 3);

/** They leave this of it to all others. */
const quarterOf = (calls: number): number => Math.floor(calls / 4);

/** What a purpose leaves of a share, or of the organisation's limit, to those that go before it. */
export const keptFrom = (purpose: Purpose, calls: number): number =>
  purpose === 'bulk' ? reserveOf(calls) + quarterOf(calls) : reserveOf(calls);

/** So many calls for a purpose, as they are counted. */
export const countFor = (purpose: Purpose, calls: number): Count => ({
  ...noCalls,
  total: calls,
  ...(purpose === 'watching' || purpose === 'bulk' ? { [purpose]: calls } : {}),
});

/**
 * How many calls are left when so many are used: to commands nearly all of `perHour`, to watching at most half, to bulk
 * look-ups at most a third, and only what lies above a quarter, which is the others'.
 */
export function leftFor(
  purpose: Exclude<Purpose, 'response'>,
  perHour: number,
  { total, watching, bulk }: Count,
): number {
  const left = perHour - keptFrom(purpose, perHour) - total;
  if (purpose === 'bulk') return Math.min(left, thirdOf(perHour) - bulk);
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
