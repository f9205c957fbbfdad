import type { Purpose } from '../budget/purpose.ts';
import type { Observable } from '../observables/observable.ts';

/** What a file was seen doing, as Threat Grid names it. All texts are outside texts. */
export type Behaviour = Readonly<{
  /** A word: `modified-file-in-user-dir`. */
  name: string;
  title?: string;
  /** 0..100: severity × confidence ÷ 100. */
  score: number;
  severity?: number;
  confidence?: number;
  categories: readonly string[];
  tags: readonly string[];
}>;

/** One submission as a search tells of it. Times are ISO 8601 as given. All texts are outside texts. */
export type Submission = Readonly<{
  /** The id of its sample. */
  sample: string;
  /** `wait`, `prep`, `run`, `proc`, `succ`, `fail`. */
  state: string;
  name?: string;
  /** Where a URL was submitted, and Threat Grid tells it. */
  url?: string;
  sha256?: string;
  sha1?: string;
  md5?: string;
  submittedAt?: string;
  /** Told only of submissions of one's own organisation. */
  login?: string;
  isPrivate: boolean;
  tags: readonly string[];
  /** 0..100; only when it is finished. */
  score?: number;
  behaviours: readonly Behaviour[];
}>;

/** A page of a search, newest first or worst first as it was asked; `total` are there in all. */
export type FoundSubmissions = Readonly<{ submissions: readonly Submission[]; total: number }>;

/** What is told of one finished sample beside its submission. */
export type Report = Readonly<{
  behaviours: readonly Behaviour[];
  firstSeen?: string;
  lastSeen?: string;
  fileType?: string;
}>;

/** What it spoke to while it ran: domains that it asked for, addresses that it connected to, without repeats. */
export type Contacts = Readonly<{
  observables: readonly Observable[];
  /** Left out beyond the bound. */
  more: number;
}>;

/** What is asked of the sandbox. All reject with a Failure. */
export type SandboxDoor = Readonly<{
  search: (value: string, by: 'newest' | 'worst', purpose: Purpose) => Promise<FoundSubmissions>;
  report: (sample: string, purpose: Purpose) => Promise<Report>;
  contacts: (sample: string, purpose: Purpose) => Promise<Contacts>;
}>;

/** States after which nothing follows (dossier §9.2). */
export const isOver = ({ state }: Pick<Submission, 'state'>): boolean => state === 'succ' || state === 'fail';
