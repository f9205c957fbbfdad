import type { Sighting } from '../verdicts/observation.ts';

/** How often something was seen, by spans of time. Times in milliseconds since the epoch; `bars` holds empty spans too. */
export type Timeline = Readonly<{
  unit: 'hour' | 'day' | 'week' | '30 days' | 'year';
  bars: readonly Readonly<{ start: number; count: number }>[];
  /** Seen before the first bar. */
  earlier: number;
}>;

const hour = 3_600_000;
const day = 24 * hour;
const units = [
  ['hour', hour],
  ['day', day],
  ['week', 7 * day],
  ['30 days', 30 * day],
  ['year', 365 * day],
] as const;
const mostBars = 31;

/** By the smallest unit that has room; undefined when fewer than two times are told. In UTC. */
export function timelineOf(sightings: readonly Sighting[]): Timeline | undefined {
  const seen = sightings.flatMap(({ from, count }) => {
    const at = Date.parse(from ?? '');
    return Number.isNaN(at) ? [] : [{ at, count: Math.max(1, count) }];
  });
  if (new Set(seen.map(({ at }) => at)).size < 2) return undefined;
  const first = seen.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const last = seen.reduce((most, { at }) => Math.max(most, at), Number.NEGATIVE_INFINITY);
  const spans = (length: number) => Math.floor(last / length) - Math.floor(first / length) + 1;
  const [unit, length] = units.find(([, one]) => spans(one) <= mostBars) ?? units[units.length - 1]!;
  const bars = Math.min(mostBars, spans(length));
  const start = (Math.floor(last / length) - bars + 1) * length;
  const counts = new Array<number>(bars).fill(0);
  let earlier = 0;
  for (const { at, count } of seen) {
    if (at < start) earlier += count;
    else counts[Math.floor((at - start) / length)]! += count;
  }
  return { unit, bars: counts.map((count, i) => ({ start: start + i * length, count })), earlier };
}

/** `2026-03-02 08:00` or, of a day and longer, `2026-03-02`. */
export const startWords = ({ unit }: Timeline, start: number): string =>
  new Date(start)
    .toISOString()
    .slice(0, unit === 'hour' ? 16 : 10)
    .replace('T', ' ');

const mostTold = 8;

/** The same as a sentence, for all who do not see it. */
export function timelineWords(timeline: Timeline): string {
  const { unit, bars, earlier } = timeline;
  const filled = bars.filter(({ count }) => count > 0);
  const told = filled
    .toSorted((one, other) => other.count - one.count || one.start - other.start)
    .slice(0, mostTold)
    .toSorted((one, other) => one.start - other.start)
    .map(({ start, count }) => `${startWords(timeline, start)} (${count})`);
  const more = filled.length - told.length;
  const rest = [...(more > 0 ? [`fewer in ${more} more`] : []), ...(earlier > 0 ? [`${earlier} earlier`] : [])];
  return `Seen by ${unit} (UTC): ${[...told, ...rest].join(', ')}.`;
}
