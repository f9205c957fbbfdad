import type { Purpose } from '../budget/purpose.ts';

/** One request to Threat Grid (Secure Malware Analytics). Its key is added inside, and never leaves there in words. */
export type ThreatGridRequest = Readonly<{
  /** Names the call in failures, log lines and metrics: `search`, `sample`, `feed`, … Each has a circuit of its own. */
  service: string;
  /** From the origin, without the key: `/api/v2/search/submissions`. What stands in it for a value is one encoded part. */
  path: string;
  query?: Readonly<Record<string, string>>;
  purpose: Purpose;
  /** A request that may take four times as long as others, as a large feed does. */
  slow?: boolean;
}>;

/**
 * Resolves with the JSON of a 200 (the envelope's `data`, or the bare array of a feed), not yet checked. Rejects with a
 * Failure whose words hold neither key nor address; its `facts.service` begins with `threat-grid`.
 */
export type AskThreatGrid = (request: ThreatGridRequest) => Promise<unknown>;

/** One call with its repeats, for metrics. `refused`: it ended before any request left. */
export type ThreatGridCall = Readonly<{
  service: string;
  outcome: string;
  purpose: Purpose;
  seconds: number;
  requests: number;
}>;
