import type { ModuleName } from './modules.ts';

/** Cisco's words for a disposition, and the numbers they are sent with (no order of danger). */
export const DISPOSITION_NUMBERS = { Clean: 1, Malicious: 2, Suspicious: 3, Common: 4, Unknown: 5 } as const;
export type Disposition = keyof typeof DISPOSITION_NUMBERS;

/** What one module says about one observable. */
export type Opinion = Readonly<{
  disposition: Disposition;
  reason?: string;
  severity?: 'Info' | 'Low' | 'Medium' | 'High' | 'Critical' | 'None' | 'Unknown';
  confidence?: 'Info' | 'Low' | 'Medium' | 'High' | 'None' | 'Unknown';
  /** 0 to 100: a human's judgement 100, curated lists 95, machines 90 or less. */
  priority?: number;
  sourceUri?: string;
  /** From now to the verdict's end in ms; `forever` is the year 2525; `open` leaves the end out; `absent` sends `{}`. */
  validFor?: number | 'forever' | 'open' | 'absent';
}>;

/** What the platform reports in place of a module's answer, or beside it if it is a warning. */
export type ModuleFailure = Readonly<{ code: string; message: string; type: 'fatal' | 'error' | 'warning' }>;

/** Failures as relay modules word them. */
export const MODULE_FAILURES = {
  notAuthorised: {
    code: 'authorization error',
    message: 'Authorization failed: the API key of this module was rejected (simulated)',
    type: 'fatal',
  },
  timedOut: { code: 'request timeout', message: 'The module did not answer in time (simulated)', type: 'fatal' },
  tooMany: { code: 'too many requests', message: 'The quota of this module is used up (simulated)', type: 'fatal' },
  unsupported: {
    code: 'unsupported type',
    message: 'This module knows nothing of observables of this type (simulated)',
    type: 'warning',
  },
  broken: { code: 'unknown', message: 'The module answered with something unexpected (simulated)', type: 'error' },
} as const satisfies Record<string, ModuleFailure>;

/** What tests may change about a module; what is left out stays. */
export type ModuleControl = Readonly<{
  enabled?: boolean;
  /** Fails every question; null ends that (stories that let it fail still do). */
  failure?: ModuleFailure | null;
  /** How long it takes, ms, also for stories that have it slow. The whole answer waits for its slowest module. */
  latencyMs?: number;
}>;

export type Opinions = Readonly<Partial<Record<ModuleName, Opinion>>>;
