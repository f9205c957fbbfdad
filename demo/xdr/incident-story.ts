import type { Observable } from '../../src/observables/observable.ts';

/** What an incident of the simulation is made of; times are milliseconds before now. */
export type IncidentStory = Readonly<{
  /** The last digits of its id, and of `INC-10…`. */
  number: number;
  /** What it is there to show. */
  shows: string;
  title: string;
  description: string;
  summary?: string;
  status: string;
  severity: 'Info' | 'Low' | 'Medium' | 'High' | 'Critical' | 'Unknown';
  confidence: 'Low' | 'Medium' | 'High' | 'Unknown';
  /** 0 to 1000; no scores without it. */
  score?: number;
  highImpact?: true;
  /** Ids of users. */
  assignees: readonly string[];
  source: string;
  detectedBy: readonly string[];
  ago: number;
  closedAgo?: number;
  techniques: readonly Readonly<{ id: string; title: string; tactic: string; phase: string }>[];
  sightings: readonly Readonly<{
    title: string;
    ago: number;
    lasted: number;
    observables: readonly Observable[];
    targets: readonly Readonly<{ os?: string; observables: readonly Observable[] }>[];
  }>[];
  judgements: readonly Readonly<{ observable: Observable; disposition: 1 | 2 | 3 | 4 | 5; reason: string }>[];
  /** The incident without what belongs to it: not enriched yet. */
  bare?: true;
}>;
