/** Names a request that was let through: its number in order of departure. */
export type Departure = number;

/** What XDR said about the organisation's quota in its answer to one request. */
export type QuotaNotice = Readonly<{
  /** `X-Ratelimit-Org-Remaining`. */
  remaining: number;
  /** `X-Ratelimit-Org-Limit`. */
  limit?: number;
  /** The request that was answered. */
  departure: Departure;
}>;

/** How long XDR's word about the organisation's quota is believed. */
const believedMs = 60_000;

/**
 * What the whole organisation has left, by the lowest word of the last 60 seconds. All its clients and users share one
 * quota, so it falls without us; what we have sent after the request that was answered is taken off as well.
 */
export type OrganisationQuota = Readonly<{
  add: (at: number, notice: QuotaNotice) => void;
  /** Undefined when nothing was said lately. */
  left: (at: number, departures: number) => OrganisationLeft | undefined;
}>;

export type OrganisationLeft = Readonly<{
  remaining: number;
  limit?: number;
  /** When the word that decides was said, to the second. */
  saidAt: number;
  /** When it is no longer believed. */
  forgottenAt: number;
}>;

export function createOrganisationQuota(): OrganisationQuota {
  // "n left after request d" means that request d + n is the last one for which there is room; the lowest such number
  // decides. One notice is kept for each second, so about 120: replicas' clocks may differ.
  const lowest = new Map<number, { lastDeparture: number; limit?: number }>();
  const endOf = (second: number) => (second + 1) * 1000 + believedMs;

  const forget = (at: number) => {
    for (const second of lowest.keys()) {
      if (endOf(second) <= at || second * 1000 > at + believedMs) lowest.delete(second);
    }
  };

  return {
    add: (at, { remaining, limit, departure }) => {
      const second = Math.floor(at / 1000);
      const lastDeparture = departure + remaining;
      const other = lowest.get(second);
      if (other && other.lastDeparture <= lastDeparture) return;
      lowest.set(second, { lastDeparture, ...(limit === undefined ? {} : { limit }) });
    },
    left: (at, departures) => {
      forget(at);
      let decides: { lastDeparture: number; limit?: number } | undefined;
      let saidAt = 0;
      for (const [second, notice] of lowest) {
        if (decides && decides.lastDeparture <= notice.lastDeparture) continue;
        decides = notice;
        saidAt = second;
      }
      if (!decides) return undefined;
      const { lastDeparture, ...rest } = decides;
      return { remaining: lastDeparture - departures, ...rest, saidAt: saidAt * 1000, forgottenAt: endOf(saidAt) };
    },
  };
}
