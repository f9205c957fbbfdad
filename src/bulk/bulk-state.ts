import type { Person, Place } from '../incoming.ts';
import type { Finding } from '../verdicts/finding.ts';
import type { toneOf } from '../verdicts/verdict-words.ts';

/** Why nothing is looked up just now, and until when (milliseconds since the epoch). */
export type Waits = Readonly<{
  /** Our share or the organisation's quota; XDR does not answer; the asker has others under way. */
  for: 'quota' | 'xdr' | 'turn';
  until: number;
}>;

/**
 * How it ended. `late`: not done within its time. `refused`: never begun, the asker has too many. `gone`: nobody can be told,
 * since its message, or the conversation, is there no more.
 */
export type BulkEnd = 'done' | 'cancelled' | 'late' | 'refused' | 'gone';

/** A bulk look-up as it stands. Times are milliseconds since the epoch. */
export type Bulk = Readonly<{
  id: string;
  /** Where its message stands, or will. */
  place: Place;
  askedBy: Pick<Person, 'platform' | 'workspace' | 'id' | 'name'>;
  askedAt: number;
  /** The name of the file that its candidates stood in: outside text. */
  file?: string;
  total: number;
  /** Found, but more than is taken. */
  beyond: number;
  /** Our message, once it stands. */
  message?: string;
  /** How often a process took it up: who finds another number than his has been overtaken. */
  runs: number;
  /** So many candidates are done, and so many of these are nothing to look up. */
  position: number;
  nothing: number;
  calls: number;
  /** Milliseconds of work, without waits. */
  worked: number;
  waits?: Waits;
  cancelled: boolean;
  ended?: Readonly<{ as: BulkEnd; at: number }>;
}>;

/** How many observables were found, by what their rows are about. */
export type ToneCounts = Readonly<Partial<Record<ReturnType<typeof toneOf>, number>>>;

/** What was found in one candidate, `at` its place among all. */
export type Found = Readonly<{ at: number; finding: Finding }>;

/**
 * Teams takes files from a bot only in the chat with who asked for them: there a button brings them, and what was found is
 * kept for it.
 */
export const filesByPress = ({ place }: Pick<Bulk, 'place'>): boolean => place.platform === 'teams';

/** A chat with one person that is named by him, as long as nothing stands in it: nobody knows its own id yet. */
export const isByPerson = ({ place, askedBy }: Pick<Bulk, 'place' | 'askedBy'>): boolean =>
  place.kind === 'direct' && place.channel === askedBy.id;

/** So long it is worked for, milliseconds; then what is done by then is told. */
export const longestBulk = 24 * 60 * 60 * 1000;
/** Of one person: so many are worked, so many more wait for them. */
export const mostAtOnce = 2;
export const mostOfOne = 10;

export const endOf = ({ askedAt }: Pick<Bulk, 'askedAt'>): number => askedAt + longestBulk;
