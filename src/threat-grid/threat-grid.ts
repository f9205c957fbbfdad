import type { Purpose } from '../budget/purpose.ts';

/** One request to Threat Grid (Secure Malware Analytics). Its key is added inside, and never leaves there in words. */
export type ThreatGridRequest = Readonly<{
  /** Names the call in failures, log lines and metrics: `search`, `sample`, `feed`, … */
  service: string;
  /** From the origin, without the key: `/api/v2/search/submissions`. */
  path: string;
  query?: Readonly<Record<string, string>>;
  purpose: Purpose;
}>;

/**
 * Resolves with the JSON of a 200 (the envelope's `data`, or the bare array of a feed), not yet checked. Rejects with a
 * Failure whose words hold neither key nor address.
 */
export type AskThreatGrid = (request: ThreatGridRequest) => Promise<unknown>;
