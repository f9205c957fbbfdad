import type { Failure } from '../failure.ts';
import type { Observable } from '../observables/observable.ts';
import type { Ask, Disposition } from '../verdicts/verdict.ts';

/**
 * An incident of XDR. Everything but the id may be missing. Texts are as XDR gave them: whoever shows them makes them
 * harmless. Times are ISO 8601.
 */
export type Incident = Readonly<{
  /** `incident-<uuid>`, lower case. */
  id: string;
  /** The id as the store writes it, an address: what other documents name it by. */
  address?: string;
  shortId?: string;
  title?: string;
  summary?: string;
  /** Markdown, often long. */
  description?: string;
  status?: string;
  severity?: string;
  confidence?: string;
  /** 0 to 1000: `scores.global`, by which XDR orders its list. */
  score?: number;
  /** Ids of XDR's users. */
  assignees: readonly string[];
  source?: string;
  detectedBy: readonly string[];
  opened?: string;
  closed?: string;
  created?: string;
  modified?: string;
  /** ATT&CK ids (`TA0011`, `T1102`). */
  tactics: readonly string[];
  techniques: readonly string[];
  /** What belongs to it; absent when only the incident itself could be read. */
  context?: IncidentContext;
}>;

/** What XDR gathered around an incident, without repeats. */
export type IncidentContext = Readonly<{
  sightings: number;
  notes: number;
  /** When the last thing was seen. */
  lastSeen?: string;
  observables: readonly SeenObservable[];
  /** Each device of the organisation that was hit, by all that it is known by. */
  targets: readonly (readonly Observable[])[];
  /** Titles of techniques by ATT&CK id. */
  named: Readonly<Record<string, string>>;
}>;

/** `disposition`: the worst that a judgement of the context says of it. */
export type SeenObservable = Readonly<{ observable: Observable; disposition?: Disposition }>;

/** What is looked for; `openOf`: what is open and assigned to this user of XDR. */
export type IncidentWish = 'open' | 'new' | Readonly<{ openOf: string }>;

/** `total`: how many there are in all, where XDR said so. */
export type IncidentList = Readonly<{ incidents: readonly Incident[]; total?: number }>;

/**
 * What was made or changed in a span of time. `highImpact`: ids of those that XDR counts as of high impact; not `whole`:
 * there were more than are read.
 */
export type ChangedIncidents = Readonly<{
  incidents: readonly Incident[];
  highImpact: ReadonlySet<string>;
  whole: boolean;
}>;

/** How an incident is named: by its id, or by what XDR's page shows people. */
export type IncidentRef = Readonly<{ id: string } | { shortId: string }>;

/** A user of XDR; outside text. `enabled` and the id of his organisation where XDR said them. */
export type XdrUser = Readonly<{
  id: string;
  name?: string;
  email?: string;
  enabled?: boolean;
  organisation?: string;
}>;

/** What became of a change: `unknown` when the answer was lost, or could not be read. */
export type Written<T> = Readonly<{ outcome: 'done'; written: T } | { outcome: 'unknown'; failure: Failure }>;

/** A note for the worklog of an incident, in Markdown. `key`: the same for one note, should it be looked for. */
export type NewNote = Readonly<{ content: string; author: string; key: string }>;

/** What the bot asks of XDR about incidents. Each rejects with a Failure; a change rejects only when nothing was changed. */
export type IncidentDoor = Readonly<{
  searchIncidents: (wish: IncidentWish, ask: Ask) => Promise<IncidentList>;
  /** Made or changed from a time on, or between two; without what belongs to them. */
  incidentsChanged: (span: Readonly<{ from: Date; until?: Date }>, ask: Ask) => Promise<ChangedIncidents>;
  /** Ids of the incidents whose sightings name an observable, at most a hundred; `total`: how many in all, where XDR said so. */
  incidentsThatSaw: (observable: Observable, ask: Ask) => Promise<Readonly<{ ids: readonly string[]; total?: number }>>;
  /** These incidents, without what belongs to each; what is not found is left out. */
  incidentsNamed: (ids: readonly string[], ask: Ask) => Promise<readonly Incident[]>;
  /** Undefined when there is none. */
  readIncident: (ref: IncidentRef, ask: Ask) => Promise<Incident | undefined>;
  setIncidentStatus: (id: string, status: string) => Promise<Written<Incident>>;
  /** In place of everybody who is assigned now. */
  assignIncident: (id: string, userIds: readonly string[]) => Promise<Written<Incident>>;
  addNote: (incident: Pick<Incident, 'id' | 'address'>, note: NewNote) => Promise<Written<undefined>>;
  usersNamed: (ids: readonly string[], ask: Ask) => Promise<readonly XdrUser[]>;
  /** Those with exactly this address. */
  usersByEmail: (email: string, ask: Ask) => Promise<readonly XdrUser[]>;
  /** The id of the organisation that the API client belongs to. */
  organisation: (ask: Ask) => Promise<string | undefined>;
}>;
