import type { Finding } from '../verdicts/finding.ts';
import { endsOf } from './weigh.ts';

const minute = 60_000;
const hour = 60 * minute;

/** How long an observable rests between two looks, by how long it has been tracked (milliseconds): sooner at first. */
const rests: readonly Readonly<{ until: number; rest: number }>[] = [
  { until: hour, rest: 10 * minute },
  { until: 6 * hour, rest: hour },
  { until: 24 * hour, rest: 3 * hour },
  { until: Number.POSITIVE_INFINITY, rest: 6 * hour },
];

/** However soon verdicts end, XDR is not asked again before, milliseconds. */
const shortestRest = 5 * minute;
/** After the end of a verdict, so that XDR has noticed it too, milliseconds. */
const afterEnd = 5_000;

/** When XDR is asked again, milliseconds since the epoch: after a rest, or when a verdict ends, but not after the end. */
export function nextLook(
  { askedAt, endsAt, known }: Readonly<{ askedAt: number; endsAt: number; known: Finding }>,
  now: number,
): number {
  const rest = rests.find(({ until }) => now - askedAt < until)?.rest ?? 6 * hour;
  const ends = endsOf(known).filter((end) => end > now);
  return Math.min(endsAt, Math.max(now + shortestRest, Math.min(now + rest, ...ends.map((end) => end + afterEnd))));
}
