import { dayNames, everyDay, type Schedule, weekdays } from './schedule.ts';
import { zoneNamed } from './zone-time.ts';

/** What nobody said is this: eight in the morning, and since nobody said where, in UTC. */
export const standardSchedule: Schedule = { every: 'day', days: everyDay, hour: 8, minute: 0, zone: 'UTC' };

/** Why words are no schedule: their form, or the zone that they name. */
export type NoSchedule = Readonly<{ wrong: 'form' } | { wrong: 'zone'; zone: string }>;

const shape = /^(?:(hourly)|(?:(daily|weekdays)|weekly\s+on\s+([a-z]+))(?:\s+at\s+(\d{1,2}):(\d{2})(?:\s+(\S+))?)?)$/i;

/**
 * `hourly`, `daily [at 08:00 [Europe/Prague]]`, `weekdays …`, `weekly on monday …`; nothing means `standardSchedule`, and
 * what is left out is as there.
 */
export function parseSchedule(words: string): Schedule | NoSchedule {
  const given = words.trim();
  if (given === '') return standardSchedule;
  const [whole, hourly, which, on, hours, minutes, where = 'UTC'] = shape.exec(given) ?? [];
  if (whole === undefined) return { wrong: 'form' };
  if (hourly) return { every: 'hour' };
  const [hour, minute] = [Number(hours ?? 8), Number(minutes ?? 0)];
  const days = on === undefined ? (which?.toLowerCase() === 'daily' ? everyDay : weekdays) : daysNamed(on);
  if (days === undefined || hour > 23 || minute > 59) return { wrong: 'form' };
  const zone = zoneNamed(where);
  return zone === undefined ? { wrong: 'zone', zone: where } : { every: 'day', days, hour, minute, zone };
}

/** A day of the week, whole or by its first letters, of which three suffice: `monday`, `mon`. */
function daysNamed(given: string): readonly number[] | undefined {
  const lower = given.toLowerCase();
  const found = lower.length < 3 ? -1 : dayNames.findIndex((name) => name.startsWith(lower));
  return found < 0 ? undefined : [found];
}
