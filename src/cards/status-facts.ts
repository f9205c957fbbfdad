/** A part of the bot is `ok`, or `degraded` with a reason in plain words. */
export type PartState = Readonly<{ state: 'ok' | 'degraded'; reason?: string }>;

/** What `status` tells, as plain values. */
export type StatusFacts = Readonly<{
  version: string;
  xdr: PartState;
  region: string;
  /** Scopes that the API client was granted; absent while no token was got. */
  scopes?: readonly string[];
  /** Calls in the rolling hour. `limit` is XDR_BUDGET, or less when the server left less. */
  budget: Readonly<{ limit: number; used: number }>;
  /** Where the question was asked. `watch` and `present` (is the bot in the channel?) are absent where they mean nothing. */
  here: Readonly<{ watch?: 'off' | 'quiet' | 'all'; present?: boolean }>;
  platforms: readonly Readonly<{ platform: string } & PartState>[];
  /** Such as `embedded PostgreSQL`; absent in the terminal, which opens none. */
  database?: string;
}>;
