/** Used when a 429 does not say how long, or not in a form that can be read. */
const defaultWaitMs = 60_000;
/** The quota is one of 60 minutes, so no longer wait makes sense. */
const longestWaitMs = 3_600_000;

/**
 * When another try makes sense, by a `Retry-After` header: seconds (`30`, and `3172s` as Cisco's page shows it) or an
 * HTTP date. Milliseconds since the epoch, at most an hour from now.
 */
export function retryAt(header: string | undefined, now: number): number {
  return now + Math.min(Math.max(waitMs(header?.trim() ?? '', now), 0), longestWaitMs);
}

function waitMs(text: string, now: number): number {
  const seconds = /^(\d{1,9})(?:\.\d+)?\s?s?$/i.exec(text)?.[1];
  if (seconds !== undefined) return Number(seconds) * 1000;
  // Date.parse reads far more than HTTP dates ("12 monkeys"): only a date with a weekday or an ISO date is taken.
  const date = /^(?:[a-z]{3,9},?\s|\d{4}-)/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? defaultWaitMs : date - now;
}
