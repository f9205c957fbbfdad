import { capital } from '../cards/wording.ts';
import { wallAt, whenWallShows } from './zone-time.ts';

/**
 * When something is due again and again: at every full hour, or at a time of the clock in a zone, on some days of the week
 * (0 is Sunday). Plain data: it stands in the database.
 */
export type Schedule =
  | Readonly<{ every: 'hour' }>
  | Readonly<{ every: 'day'; days: readonly number[]; hour: number; minute: number; zone: string }>;

export const everyDay: readonly number[] = [0, 1, 2, 3, 4, 5, 6];
export const weekdays: readonly number[] = [1, 2, 3, 4, 5];
export const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

const hour = 60 * 60_000;
const day = 24 * hour;

/**
 * When it is due next, strictly later than `after`; both in milliseconds since the epoch. Once a day also when the clock is
 * changed: a time that a day does not have is due when the clock has jumped over it, one that it has twice at the first.
 */
export function nextDue(schedule: Schedule, after: number): number {
  if (schedule.every === 'hour') return (Math.floor(after / hour) + 1) * hour;
  const { days, zone } = schedule;
  const today = Math.floor(wallAt(zone, after) / day) * day;
  // The day before: what its clock jumped over may be due today. Eight days: today's may be over.
  for (let ahead = -1; ahead <= 8; ahead++) {
    const date = today + ahead * day;
    if (!days.includes(new Date(date).getUTCDay())) continue;
    const due = whenWallShows(zone, date + schedule.hour * hour + schedule.minute * 60_000);
    if (due > after) return due;
  }
  throw new RangeError('a schedule without days');
}

/** `daily at 08:00 Europe/Prague`: as it is written in a command, which reads it again. */
export function scheduleWords(schedule: Schedule): string {
  if (schedule.every === 'hour') return 'hourly';
  const { days, zone } = schedule;
  const [hours, minutes] = [schedule.hour, schedule.minute].map((number) => String(number).padStart(2, '0'));
  const which =
    days.length === everyDay.length
      ? 'daily'
      : days.length === weekdays.length
        ? 'weekdays'
        : `weekly on ${capital(dayNames[days[0] ?? 0] ?? '')}`;
  return `${which} at ${hours}:${minutes} ${zone}`;
}
