import type { Written } from '../incidents/incident.ts';
import type { Observable } from '../observables/observable.ts';
import type { Ask, Disposition } from '../verdicts/verdict.ts';

/** A judgement in the organisation's own store. Texts are as XDR gave them. Times are milliseconds since the epoch. */
export type StoredJudgement = Readonly<{
  /** `judgement-<uuid>`, lower case. */
  id: string;
  observable: Observable;
  disposition: Disposition;
  /** 0 to 100; the highest that stands makes the verdict of the store. */
  priority: number;
  source?: string;
  from?: number;
  /** Absent: no end. */
  until?: number;
  /** What whoever made it knows it by (`external_ids`). */
  keys: readonly string[];
}>;

/** A judgement to be made. `key`: the same for one judgement, so that it can be looked for when the answer was lost. */
export type NewJudgement = Readonly<{
  observable: Observable;
  disposition: Disposition;
  reason: string;
  key: string;
  /** Milliseconds since the epoch. */
  from: number;
  until: number;
}>;

/** What the bot asks of XDR about judgements. Each rejects with a Failure; a change rejects only when nothing was changed. */
export type JudgementDoor = Readonly<{
  /** What the store holds about an observable, the newest first, also what does not stand any more. At most a hundred. */
  judgementsOf: (observable: Observable, ask: Ask) => Promise<readonly StoredJudgement[]>;
  /** Undefined when there is none. */
  readJudgement: (id: string, ask: Ask) => Promise<StoredJudgement | undefined>;
  /** What was made with this key; undefined when there is none, or the store does not find it yet. */
  judgementMadeAs: (key: string, ask: Ask) => Promise<StoredJudgement | undefined>;
  createJudgement: (judgement: NewJudgement) => Promise<Written<StoredJudgement>>;
  /** It stands no longer from now on; `why` is added to its reason. What has ended already would end later: look before. */
  expireJudgement: (id: string, why: string) => Promise<Written<StoredJudgement>>;
}>;

/** Named as the maker of what the bot writes into XDR. */
export const ownSource = 'xdr-chatops';

/** Before the id of a request, the key of the judgement that it made. */
export const keyPrefix = 'xdr-chatops:judgement:';

/** Longest reason, characters: the store's limit for short texts (CTIA: "at most 1024 characters"). */
export const longestText = 1_024;

/**
 * A person's judgement, so that people overrule machines (CTIA's description of `priority`: "Human judgements should have a
 * priority of 100").
 */
export const humanPriority = 100;

/**
 * What each thing needs. Only `private-intel/<entity>` is described (dossier §2.3); expiring asks for the capability of
 * making one. Reading belongs to it: what is written must be found again when the answer is lost.
 */
export const judgementScopes = ['private-intel/judgement:read', 'private-intel/judgement:write'] as const;

/** Whether it counts at this time (milliseconds since the epoch). */
export const stands = ({ from, until }: Pick<StoredJudgement, 'from' | 'until'>, at: number): boolean =>
  (from === undefined || from <= at) && (until === undefined || until > at);

/** Whether the bot made it. */
export const isOwn = ({ source, keys }: Pick<StoredJudgement, 'source' | 'keys'>): boolean =>
  source === ownSource && keys.some((key) => key.startsWith(keyPrefix));

/** XDR's numbers of dispositions (CTIM vocabularies), which are no order but where priorities are equal. */
export const numbers: Readonly<Record<Disposition, number>> = {
  clean: 1,
  malicious: 2,
  suspicious: 3,
  common: 4,
  unknown: 5,
};

/**
 * The one of these that makes the verdict of the store: the highest priority, then the lowest number, so that Clean beats
 * Malicious, then the earliest start (CTIA `entity/judgement`). All of them stand.
 */
export function weightiest<One extends Pick<StoredJudgement, 'priority' | 'disposition' | 'from'>>(
  standing: readonly One[],
): One | undefined {
  return standing.toSorted(
    (a, b) =>
      b.priority - a.priority || numbers[a.disposition] - numbers[b.disposition] || (a.from ?? 0) - (b.from ?? 0),
  )[0];
}
