/** The organisation's quota: so many calls in any 60 minutes, whoever makes them. */
export type RateLimit = Readonly<{
  limit: number;
  /** Calls left now; never below 0. */
  remaining: () => number;
  /** Counts one call, or refuses it and tells in how many seconds the next will be let through. */
  take: () => { ok: true } | { ok: false; retryAfterSeconds: number };
  /** Counts calls of others in the organisation; what goes over the limit is not counted. */
  consume: (calls: number) => void;
  reset: () => void;
}>;

const WINDOW_MS = 3_600_000;
/** Calls are counted by the second, so that the window costs at most 3,600 entries however busy it is. */
const SLOT_MS = 1_000;

/** A rolling window over the given clock (milliseconds). `limit` may be Infinity: nothing is counted then. */
export function createRateLimit(limit: number, now: () => number): RateLimit {
  let slots: { at: number; calls: number }[] = [];
  let used = 0;

  const forget = () => {
    const over = now() - WINDOW_MS;
    let gone = 0;
    while (gone < slots.length && slots[gone]!.at <= over) used -= slots[gone++]!.calls;
    if (gone > 0) slots = slots.slice(gone);
  };
  const remaining = () => {
    forget();
    return Math.max(0, limit - used);
  };
  const consume = (calls: number) => {
    if (limit === Number.POSITIVE_INFINITY) return;
    const counted = Math.min(calls, remaining());
    if (counted <= 0) return;
    const at = Math.ceil(now() / SLOT_MS) * SLOT_MS;
    const last = slots.at(-1);
    if (last?.at === at) last.calls += counted;
    else slots.push({ at, calls: counted });
    used += counted;
  };

  return {
    limit,
    remaining,
    consume,
    take: () => {
      if (remaining() > 0) {
        consume(1);
        return { ok: true };
      }
      const oldest = slots[0]?.at ?? now();
      return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil((oldest + WINDOW_MS - now()) / 1000)) };
    },
    reset: () => {
      slots = [];
      used = 0;
    },
  };
}
