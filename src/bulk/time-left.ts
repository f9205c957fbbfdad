import type { Bulk } from './bulk-state.ts';

/** What our share gives bulk look-ups: calls that are there now, and at most in an hour. */
export type BulkQuota = Readonly<{ left: number; perHour: number }>;

const hour = 60 * 60 * 1000;

/**
 * How much longer it takes, in milliseconds of work and of waiting for the quota, by its own pace so far and by what an
 * hour gives; undefined as long as nothing is known of its pace. Others may want calls as well: it may take longer.
 */
export function timeLeft(
  { total, position, calls, worked }: Pick<Bulk, 'total' | 'position' | 'calls' | 'worked'>,
  { left, perHour }: BulkQuota,
): Readonly<{ work: number; quota: number }> | undefined {
  if (position === 0 || perHour === 0) return undefined;
  const rest = (total - position) / position;
  const short = calls * rest - left;
  // Calls come back as those of the hour before are forgotten: at its pace, the first of them a full hour later.
  return { work: worked * rest, quota: short <= 0 ? 0 : (short / perHour) * hour };
}
