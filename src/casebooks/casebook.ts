import type { Written } from '../incidents/incident.ts';
import type { Observable } from '../observables/observable.ts';
import type { Ask } from '../verdicts/verdict.ts';

/**
 * A casebook of XDR: what somebody collected. Everything but the id may be missing. Texts are as XDR gave them: whoever
 * shows them makes them harmless. Times are ISO 8601.
 */
export type Casebook = Readonly<{
  /** `casebook-<uuid>`, lower case. */
  id: string;
  /** The id as the store writes it, an address: what other documents name it by. */
  address?: string;
  title?: string;
  summary?: string;
  /** Markdown. */
  description?: string;
  /** As they stand there: the store takes the same twice. */
  observables: readonly Observable[];
  texts: readonly string[];
  /** What made it. */
  source?: string;
  created?: string;
  modified?: string;
}>;

/** `total`: how many there are in all, where XDR said so. */
export type CasebookList = Readonly<{ casebooks: readonly Casebook[]; total?: number }>;

/** A casebook to be made. `key`: the same for one casebook, so that it can be looked for when the answer was lost. */
export type NewCasebook = Readonly<{
  title: string;
  description: string;
  observables: readonly Observable[];
  key: string;
  /** Milliseconds since the epoch. */
  at: number;
}>;

/** What the bot asks of XDR about casebooks. Each rejects with a Failure; a change rejects only when nothing was changed. */
export type CasebookDoor = Readonly<{
  /** Those that hold all of these words, newest first; without words all. At most fifteen. */
  searchCasebooks: (words: string, ask: Ask) => Promise<CasebookList>;
  /** Undefined when there is none. */
  readCasebook: (id: string, ask: Ask) => Promise<Casebook | undefined>;
  /** What was made with this key; undefined when there is none, or the store does not find it yet. */
  casebookMadeAs: (key: string, ask: Ask) => Promise<Casebook | undefined>;
  createCasebook: (casebook: NewCasebook) => Promise<Written<Casebook>>;
  /** Appends; the store removes no duplicates. */
  addObservables: (id: string, observables: readonly Observable[]) => Promise<Written<Casebook>>;
  /** Appends; at most 5,000 characters each. */
  addTexts: (id: string, texts: readonly string[]) => Promise<Written<Casebook>>;
  /** `incident`: `incident-<uuid>`. */
  linkCasebook: (casebook: Pick<Casebook, 'id' | 'address'>, incident: string) => Promise<Written<undefined>>;
  /** Whether there is a link from the casebook to the incident. */
  isLinked: (casebook: LinkEnd, incident: LinkEnd, ask: Ask) => Promise<boolean>;
}>;

/** A document by its short id, and its address where that is known. */
export type LinkEnd = Readonly<{ id: string; address?: string }>;

/** Longest title, characters: the store's limit for short texts. */
export const longestTitle = 1024;
/** Longest single text of a casebook, characters: the store's limit. */
export const longestText = 5_000;
/** So many casebooks stand in a list. */
export const mostCasebooks = 15;

/** What each thing needs (dossier §2.3); `private-intel` contains all of it. */
export const casebookScopes = {
  read: ['casebook:read'],
  write: ['casebook:read', 'casebook:write'],
  link: ['casebook:read', 'private-intel/incident:read', 'private-intel/relationship'],
} as const;
