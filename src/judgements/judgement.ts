import type { Written } from '../incidents/incident.ts';
import type { StoredJudgement } from '../intel/intel.ts';
import type { Observable } from '../observables/observable.ts';
import type { Ask, Disposition } from '../verdicts/verdict.ts';

/** A judgement in the organisation's own store. Texts are as XDR gave them. */
export type OwnJudgement = StoredJudgement &
  Readonly<{
    /** `judgement-<uuid>`, lower case. */
    id: string;
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
  judgementsOf: (observable: Observable, ask: Ask) => Promise<readonly OwnJudgement[]>;
  /** Undefined when there is none. */
  readJudgement: (id: string, ask: Ask) => Promise<OwnJudgement | undefined>;
  /** What was made with this key; undefined when there is none, or the store does not find it yet. */
  judgementMadeAs: (key: string, ask: Ask) => Promise<OwnJudgement | undefined>;
  createJudgement: (judgement: NewJudgement) => Promise<Written<OwnJudgement>>;
  /** It stands no longer from now on; `why` is added to its reason. What has ended already would end later: look before. */
  expireJudgement: (id: string, why: string) => Promise<Written<OwnJudgement>>;
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

/** Whether the bot made it. */
export const isOwn = ({ source, keys }: Pick<OwnJudgement, 'source' | 'keys'>): boolean =>
  source === ownSource && keys.some((key) => key.startsWith(keyPrefix));

/** XDR's numbers of dispositions (CTIM vocabularies). */
export const numbers: Readonly<Record<Disposition, number>> = {
  clean: 1,
  malicious: 2,
  suspicious: 3,
  common: 4,
  unknown: 5,
};
