/** A message waits for two calls, Inspect and deliberate; a card is promised within about a second. */
const longest = 500;

/**
 * For how many milliseconds a call for watching waits for others to join it: not at all until a third of watching's half
 * of the hour is used (an ordinary day uses less), then longer, and longest from two thirds on. A flood of new
 * observables is followed two to five times as long so, before the hour is used up.
 */
export function lingerOf({ perHour, watchingUsed }: Readonly<{ perHour: number; watchingUsed: number }>): number {
  const used = watchingUsed / Math.max(1, Math.floor(perHour / 2));
  return Math.round(longest * Math.min(1, Math.max(0, used * 3 - 1)));
}
