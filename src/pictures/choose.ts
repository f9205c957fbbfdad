import type { Edge, Node, Thing, Web } from './web.ts';

/** One node of the tree that is drawn, and how it hangs on the one above. */
export type Branch = Readonly<{
  node: Node;
  /** Absent of the root. `outwards`: the relation leads from the node above to this one. */
  by?: Readonly<{ words: string; outwards: boolean }>;
  edge?: Edge;
  /** So many more hang on the one above by the same relation; on the last of those that are drawn. */
  more?: number;
  children: readonly Branch[];
}>;

/** The part of a web that a person can take in: a tree from the focus, and relations across it. */
export type Graph = Readonly<{
  root: Branch;
  across: readonly Edge[];
  /** What is left out. */
  more: Readonly<{ nodes: number; relations: number }>;
}>;

export const mostNodes = 24;
/** Steps from the focus: what is further away has little to do with it, and a phone is narrow. */
const mostSteps = 4;
const mostAcross = 8;
const mostAcrossOfOne = 2;
/** By one relation on one node: so that many of one kind leave room for others. */
const mostAlike = 6;
/** Indicators are many where one source tags everything. */
const mostOfKind: Readonly<Partial<Record<Node['kind'], number>>> = { indicator: 5 };

const weights: Readonly<Record<Node['sign'], number>> = {
  malicious: 80,
  suspicious: 70,
  asset: 60,
  indicator: 50,
  'no-verdict': 30,
  unknown: 25,
  common: 20,
  clean: 20,
};
const farther = 15;

type Candidate = Readonly<{ id: string; parent: string; edge: Edge; group: string; steps: number; weight: number }>;

/**
 * The most important nodes, always with the way to them: what was judged bad, own assets, what has many relations, what
 * is near. The same web gives the same graph.
 */
export function choose({ focus, nodes, edges }: Web, most = mostNodes): Graph {
  const near = new Map<string, Edge[]>();
  for (const edge of edges) {
    for (const id of [edge.from, edge.to]) {
      const list = near.get(id);
      if (list) list.push(edge);
      else near.set(id, [edge]);
    }
  }
  const chosen = new Map<string, Candidate | undefined>([[focus, undefined]]);
  const waiting = new Map<string, Candidate>();
  const kinds = new Map<Node['kind'], number>();
  const alike = new Map<string, number>();

  const look = (parent: string, steps: number): void => {
    if (steps > mostSteps) return;
    for (const edge of near.get(parent) ?? []) {
      const id = edge.from === parent ? edge.to : edge.from;
      if (chosen.has(id) || waiting.has(id)) continue;
      const relations = Math.min(20, 4 * Math.log2(near.get(id)!.length));
      const weight = weights[nodes.get(id)!.sign] + relations - farther * steps;
      waiting.set(id, { id, parent, edge, group: groupOf(edge, parent), steps, weight });
    }
  };
  look(focus, 1);
  while (chosen.size < most && waiting.size > 0) {
    let best: Candidate | undefined;
    for (const one of waiting.values()) if (!best || isBefore(one, best)) best = one;
    const { id, group, steps } = best!;
    const { kind } = nodes.get(id)!;
    const [ofKind, ofGroup] = [kinds.get(kind) ?? 0, alike.get(group) ?? 0];
    const isFull = { kind: ofKind >= (mostOfKind[kind] ?? most), group: ofGroup >= mostAlike };
    if (isFull.kind || isFull.group) {
      // All of them at once: one by one would take the square of their number.
      for (const one of waiting.values())
        if ((isFull.group && one.group === group) || (isFull.kind && nodes.get(one.id)!.kind === kind))
          waiting.delete(one.id);
      continue;
    }
    waiting.delete(id);
    kinds.set(kind, ofKind + 1);
    alike.set(group, ofGroup + 1);
    chosen.set(id, best);
    look(id, steps + 1);
  }

  const children = Map.groupBy(
    [...chosen.values()].filter((one) => one !== undefined),
    ({ parent }) => parent,
  );
  const branch = (id: string): Branch => {
    const candidate = chosen.get(id);
    const by = candidate && { words: candidate.edge.words, outwards: candidate.edge.to === id };
    const left = new Map<string, number>();
    for (const edge of near.get(id) ?? []) {
      const hidden = !chosen.has(edge.from === id ? edge.to : edge.from);
      if (hidden) left.set(groupOf(edge, id), (left.get(groupOf(edge, id)) ?? 0) + 1);
    }
    const below = grouped(
      id,
      (children.get(id) ?? []).map((one) => branch(one.id)),
      left,
    );
    return { node: named(nodes.get(id)!), ...(by && { by, edge: candidate.edge }), children: below };
  };
  const across = relationsAcross(edges, chosen);
  const drawn = chosen.size - 1 + across.length;
  return {
    root: branch(focus),
    across,
    more: { nodes: nodes.size - chosen.size, relations: edges.length - drawn },
  };
}

const isBefore = (one: Candidate, other: Candidate): boolean =>
  one.weight > other.weight || (one.weight === other.weight && one.id < other.id);

const named = ({ name, ...rest }: Thing): Node => ({ ...rest, ...name() });

const groupOf = ({ words, to }: Edge, parent: string): string => JSON.stringify([parent, words, to === parent]);

/** What hangs by the same relation stands together, groups in the order of their first. `left`: not drawn, by group. */
function grouped(id: string, branches: readonly Branch[], left: ReadonlyMap<string, number>): readonly Branch[] {
  const groups = Map.groupBy(branches, ({ edge }) => groupOf(edge!, id));
  return [...groups].flatMap(([group, some]) => {
    const more = left.get(group);
    return some.map((one, at) => (more && at === some.length - 1 ? { ...one, more } : one));
  });
}

/** Relations between drawn nodes that are not in the tree, those that were told most often first. */
function relationsAcross(edges: readonly Edge[], chosen: ReadonlyMap<string, Candidate | undefined>): readonly Edge[] {
  const inTree = new Set([...chosen.values()].map((one) => one?.edge));
  const between = edges.filter((edge) => chosen.has(edge.from) && chosen.has(edge.to) && !inTree.has(edge));
  const kept: Edge[] = [];
  for (const edge of between.toSorted((one, other) => other.count - one.count || compare(one, other))) {
    if (kept.length >= mostAcross) break;
    if (kept.filter(({ from }) => from === edge.from).length < mostAcrossOfOne) kept.push(edge);
  }
  return kept;
}

const compare = (one: Edge, other: Edge): number => {
  const [a, b] = [one, other].map(({ from, words, to }) => `${from}\n${words}\n${to}`);
  return a! < b! ? -1 : a! > b! ? 1 : 0;
};
