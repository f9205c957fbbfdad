import type { Observable } from '../observables/observable.ts';
import type { Ask, Disposition, Gap, Verdict } from './verdict.ts';

/** A reasoned statement about an observable (CTIM judgement). `reasonUrl` is as XDR gave it: not yet checked. */
export type Judgement = Readonly<{
  module: string;
  disposition: Disposition;
  reason?: string;
  source?: string;
  severity?: string;
  confidence?: string;
  priority?: number;
  reasonUrl?: string;
  from?: string;
  until?: string;
}>;

/** Somebody saw the observable (CTIM sighting). */
export type Sighting = Readonly<{
  module: string;
  title?: string;
  description?: string;
  source?: string;
  count: number;
  confidence?: string;
  severity?: string;
  resolution?: string;
  /** Seen in the organisation's own systems. */
  internal: boolean;
  from?: string;
  until?: string;
  targets: readonly Readonly<{ type: string; observables: readonly Observable[] }>[];
  /** What was seen: as a rule what was asked for, sometimes others. */
  observables?: readonly Observable[];
  relations?: readonly Relation[];
}>;

/** How two observables belong together (CTIM observed relation). `relation` is free text: `Resolved_To`, `File_Name_Of`. */
export type Relation = Readonly<{ source: Observable; relation: string; related: Observable }>;

export type Indicator = Readonly<{
  module: string;
  title: string;
  producer?: string;
  severity?: string;
  confidence?: string;
  tags: readonly string[];
}>;

/** What XDR's `observe` brought about one observable. */
export type Observation = Readonly<{
  verdicts: readonly Verdict[];
  /** Verdicts on others, which came along. */
  verdictsOnOthers?: readonly Verdict[];
  judgements: readonly Judgement[];
  sightings: readonly Sighting[];
  indicators: readonly Indicator[];
  gaps: readonly Gap[];
  answered: readonly string[];
}>;

/** A link into a product's own console (XDR's `refer`). `url` is as XDR gave it: not yet checked. */
export type PivotLink = Readonly<{ title: string; description?: string; url: string; module: string }>;

export type Observe = (observable: Observable, ask: Ask) => Promise<Observation>;
export type Refer = (
  observable: Observable,
  ask: Ask,
) => Promise<Readonly<{ links: readonly PivotLink[]; gaps: readonly Gap[] }>>;
