import { z } from 'zod';
import type { Observable } from '../observables/observable.ts';

/**
 * Pieces of XDR's answers, read tolerantly: unknown fields are ignored, a field of another type than documented counts
 * as absent, and only what a document is nothing without is required.
 */
export const words = z
  .string()
  .transform((value) => value.trim() || undefined)
  .optional()
  .catch(undefined);

export const amount = z.number().finite().optional().catch(undefined);

export const observable: z.ZodType<Observable> = z.object({
  type: z.string().min(1).max(100),
  value: z.string().min(1),
});

/** "No end" is written as a time in the year 2525 (dossier of CTIM: `valid_time`). */
const noEnd = Date.UTC(2525, 0, 1);

const isoTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d/)
  .transform((value) => Date.parse(value))
  .refine((ms) => !Number.isNaN(ms))
  .optional()
  .catch(undefined);

/** A span of time, either end of which may be missing. */
export const span = z
  .object({ start_time: isoTime, end_time: isoTime })
  .catch({ start_time: undefined, end_time: undefined })
  .transform(({ start_time: start, end_time: end }) => ({
    ...(start === undefined ? {} : { from: new Date(start).toISOString() }),
    ...(end === undefined || end >= noEnd ? {} : { until: new Date(end).toISOString() }),
  }));

/** So many elements of a list are read: what no person would read must not hold up everybody else. */
export const mostItems = 20_000;

/** The first elements of a list, where some modules send its one element bare, or nothing. */
export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value.slice(0, mostItems) : typeof value === 'object' && value !== null ? [value] : [];

/** Leaves out what is undefined, so that an absent field is absent. */
export function present<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
