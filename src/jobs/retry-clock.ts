import { Failure } from '../failure.ts';

const second = 1000;
/** How long a job is tried, in milliseconds since its first start. */
export const longestLife = 24 * 60 * 60 * second;
const longestWait = 15 * 60 * second;

/** Milliseconds until the next try after `tries` failed ones: 1 s, doubled each time, at most 15 min, give or take 20 %. */
export const retryWait = (tries: number, random: () => number = Math.random): number =>
  Math.min(second * 2 ** Math.min(tries, 20), longestWait) * (0.8 + 0.4 * random());

/** When to try again after an error: never before the time it names itself. */
export function retryAfter(error: unknown, tries: number, now: number): number {
  const named = error instanceof Failure ? (error.facts.retryAt ?? 0) : 0;
  return Math.max(named, now + retryWait(tries));
}
