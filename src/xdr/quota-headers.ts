/**
 * What is left of the organisation's hour: the lowest of `x-ratelimit-*-remaining` (`Org` on the platform, `GROUP` in
 * CTIA), with the limit that goes with it. Undefined when no such header came (none comes with a 401).
 */
export function readQuota(
  headers: Readonly<Record<string, string>>,
): Readonly<{ remaining: number; limit?: number }> | undefined {
  let lowest: { remaining: number; limit?: number } | undefined;
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    if (!/^x-ratelimit-.+-remaining$/.test(key)) continue;
    const remaining = count(value);
    if (remaining === undefined || (lowest && lowest.remaining <= remaining)) continue;
    const limit = count(headers[key.replace(/remaining$/, 'limit')]);
    lowest = { remaining, ...(limit === undefined ? {} : { limit }) };
  }
  return lowest;
}

const count = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;
