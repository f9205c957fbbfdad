/** A part of the bot is `ok`, or `degraded` with a reason in plain words. */
export type PartState = Readonly<{ state: 'ok' | 'degraded'; reason?: string }>;

/** A part that is only there where the settings name it. */
export type OptionalPart = PartState | Readonly<{ state: 'off' }>;

/** What `status` tells, as plain values. */
export type StatusFacts = Readonly<{
  version: string;
  xdr: PartState;
  region: string;
  /** Scopes that the API client was granted; absent while no token was got. */
  scopes?: readonly string[];
  /**
   * Calls in the rolling hour, over all replicas. `limit` is XDR_BUDGET; `reserved` are set aside and not made yet;
   * `organisation` is what XDR says that the whole organisation has left, when it said so lately.
   */
  budget: Readonly<{ limit: number; used: number; reserved?: number; organisation?: number }>;
  /**
   * Response actions; absent in the terminal, which takes none. `state` is of a client of its own; `lacking` are the scopes
   * that it was not granted, absent while no token was got.
   */
  actions?: Readonly<{
    client: string;
    state?: PartState;
    lacking?: readonly string[];
    anybody: boolean;
    /** Whether anybody can approve. */
    approvers: boolean;
    approvals: number;
    dryRun: boolean;
  }>;
  /** Watched messages that are not answered yet; absent where nothing is watched. `oldest` in seconds. */
  waiting?: Readonly<{ messages: number; oldest: number }>;
  /**
   * Where the question was asked. `watch`, `files` (are those posted here
   * read?) and `present` (is the bot in the channel?) are absent where they mean nothing.
   */
  here: Readonly<{ watch?: 'off' | 'quiet' | 'all'; files?: boolean; present?: boolean }>;
  platforms: readonly Readonly<{ platform: string } & PartState>[];
  /** Secure Malware Analytics; absent where nobody asked. */
  threatGrid?: OptionalPart;
  /** Such as `embedded PostgreSQL`; absent in the terminal, which opens none. */
  database?: string;
}>;
