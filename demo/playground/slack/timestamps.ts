/** Gives out Slack's message ids: seconds with six decimals, unique and rising, whatever the clock does. */
export type NextTs = () => string;

export function createTimestamps(now: () => number = Date.now): NextTs {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Math.floor(now()) * 1000);
    return formatTs(last);
  };
}

/** Microseconds since the epoch as Slack writes them: `1732230000.000100`. */
export function formatTs(microseconds: number): string {
  return `${Math.floor(microseconds / 1e6)}.${String(microseconds % 1e6).padStart(6, '0')}`;
}
