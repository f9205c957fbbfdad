import type { Sign } from './signs.ts';

/** How a thing is called. `label` is as people may see it: defanged, one line. */
export type Name = Readonly<{
  label: string;
  /** What it is, in a word or two: `ip`, `asset`, `malicious`. */
  about: string;
}>;

/** One thing in the web of relations; its name is made when it is drawn, since of many few are. */
export type Thing = Readonly<{
  id: string;
  kind: 'observable' | 'asset' | 'indicator' | 'sources';
  sign: Sign;
  name: () => Name;
}>;

/** A thing with its name. */
export type Node = Omit<Thing, 'name'> & Name;

/** `words` as in a sentence: `resolved to`. `count`: how often it was told. */
export type Edge = Readonly<{ from: string; to: string; words: string; count: number }>;

/** All that observe told about what is around one observable. */
export type Web = Readonly<{ focus: string; nodes: ReadonlyMap<string, Thing>; edges: readonly Edge[] }>;
