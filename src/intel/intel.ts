import type { Observable } from '../observables/observable.ts';
import type { Indicator, Judgement } from '../verdicts/observation.ts';
import type { Ask, Verdict } from '../verdicts/verdict.ts';

/** The two stores of judgements: what the whole of Cisco's customers is told, and what the organisation itself has said. */
export type StoreName = 'global' | 'own';

/**
 * By these names the stores stand in cards, as modules do. XDR has integrations of the same names, which ask the same stores
 * (LIKELY: "Private Intelligence" is in its documents).
 */
export const storeNames: Readonly<Record<StoreName, string>> = {
  global: 'AMP Global Intelligence',
  own: 'Private Intelligence',
};

/** What reading them needs (dossier §2.3). */
export const storeScopes = { global: 'global-intel:read', own: 'private-intel/judgement:read' } as const;

/** A judgement as a store keeps it. `sourceUrl` is as the store gave it: not yet checked. */
export type StoredJudgement = Judgement &
  Readonly<{
    observable: Observable;
    id?: string;
    sourceUrl?: string;
    /** Who may read it: `amber` and `red` stay within the organisation. */
    tlp?: string;
    /** Ids of the organisations that it belongs to. */
    groups?: readonly string[];
  }>;

/** `types`: what the indicator is a list of (`Domain Watchlist`, `C2`). */
export type StoredIndicator = Indicator & Readonly<{ types: readonly string[] }>;

/**
 * Judgements on these observables, also those that have ended, and perhaps on others of the same value. `cut`: the store has
 * more than were read. `unasked`: no question can hold these, they are too long. Rejects with a Failure.
 */
export type JudgementsOn = (
  store: StoreName,
  observables: readonly Observable[],
  ask: Ask,
) => Promise<Readonly<{ judgements: readonly StoredJudgement[]; cut: boolean; unasked: readonly Observable[] }>>;

/** What Global Intelligence says of one observable. */
export type Intel = Readonly<{
  /** The store's own; absent when it has none. */
  verdict?: Verdict;
  /** Those that are valid now. */
  judgements: readonly StoredJudgement[];
  /** How many judgements have ended, of those that were read. */
  ended: number;
  /** How many it has in all, when that is more than were read. */
  judgementsInAll?: number;
  indicators: readonly StoredIndicator[];
  indicatorsInAll: number;
  /** What the store did not say just now. */
  gaps: readonly ('verdict' | 'indicators')[];
}>;

/** Both stores as they are read. */
export type IntelDoor = Readonly<{
  judgementsOn: JudgementsOn;
  /** At most four calls. Rejects with a Failure when there are no judgements to be had. */
  globalIntelOn: (observable: Observable, ask: Ask) => Promise<Intel>;
}>;
