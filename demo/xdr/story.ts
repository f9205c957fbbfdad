import type { Observable } from '../../src/observables/observable.ts';
import type { ModuleName } from './modules.ts';
import type { ModuleFailure, Opinions } from './opinion.ts';

/** One thing that was seen in the organisation, as a module tells it. */
export type StorySighting = Readonly<{
  title: string;
  description?: string;
  /** How many times. */
  count: number;
  resolution?: 'detected' | 'blocked' | 'allowed' | 'contained';
  severity?: 'Info' | 'Low' | 'Medium' | 'High' | 'Critical';
  /** How long ago it began and how long it lasted, ms. */
  ago: number;
  lasted?: number;
  /** Devices of the organisation that were hit. */
  targets?: readonly Readonly<{ os?: string; observables: readonly Observable[] }>[];
  relations?: readonly Readonly<{ relation: string; source: Observable; related: Observable }>[];
}>;

export type StoryIndicator = Readonly<{
  title: string;
  description: string;
  tags: readonly string[];
  /** The ATT&CK technique it points to. */
  technique?: Readonly<{ id: string; title: string; description: string }>;
}>;

/** Hand-made data about one observable, for the demo and for tests. */
export type Story = Readonly<{
  observable: Observable;
  /** What it is there to show. */
  shows: string;
  says: Opinions;
  sightings?: Readonly<Partial<Record<ModuleName, readonly StorySighting[]>>>;
  indicators?: Readonly<Partial<Record<ModuleName, readonly StoryIndicator[]>>>;
  failures?: Readonly<Partial<Record<ModuleName, ModuleFailure>>>;
  /** Modules that take their time over it, ms. */
  slow?: Readonly<Partial<Record<ModuleName, number>>>;
  /** Pivots beyond those of the modules, as they would come from a careless or hostile one. */
  pivots?: readonly Readonly<{ module: ModuleName; title: string; description: string; url: string }>[];
}>;
