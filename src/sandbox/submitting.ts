import type { Failure } from '../failure.ts';
import type { FileContent } from '../files/posted-file.ts';

/** Submissions that are left today. */
export type Quota = Readonly<{
  /** Absent: not limited, or not known. */
  left?: number;
  /** Milliseconds since the epoch at which there are some again, where none are left. */
  againAt?: number;
}>;

/** What became of a submission. Never repeated. `not-sent`: Threat Grid has certainly not taken it. */
export type Submitted =
  /** Without an id it was taken, and nobody can follow it. */
  Readonly<{ outcome: 'taken'; sample?: string }> | Readonly<{ outcome: 'not-sent' | 'unknown'; failure: Failure }>;

/** What is submitted. */
export type Wanted = Readonly<{ url: string } | { name: string; content: FileContent }>;

/** Submitting, and how it goes. All but `submit` reject with a Failure. */
export type SubmissionDoor = Readonly<{
  quota: () => Promise<Quota>;
  /** Once. Never rejects. */
  submit: (wanted: Wanted, isPrivate: boolean) => Promise<Submitted>;
  /** `wait`, `prep`, `run`, `proc`, `succ`, `fail`, or a word that is new. */
  state: (sample: string) => Promise<string>;
  /** Of a finished sample: its threat score and the words of its behavioural indicators. */
  threat: (sample: string) => Promise<Readonly<{ score?: number; indicators: readonly string[] }>>;
}>;
