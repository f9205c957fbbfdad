import { outsideText, sourceName } from '../cards/outside-text.ts';
import { shown, typeName } from '../cards/shown.ts';
import { listed } from '../cards/wording.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import type { Observation, Sighting } from '../verdicts/observation.ts';
import { type Disposition, isWorse, worstFirst } from '../verdicts/verdict.ts';
import { joinNames, type NamesOf } from './join-names.ts';
import type { Edge, Thing, Web } from './web.ts';

/** What is asked for, and what XDR's observe said of it; of its host too, where that was asked along with it. */
export type Observed = Readonly<{
  observable: Observable;
  observation: Observation;
  via?: readonly Readonly<{ observable: Observable; observation: Observation }>[];
}>;

/** Relations that are read of one answer; what is beyond is not looked at. */
const mostEdges = 20_000;
/** Of one sighting: of what was seen together, and where. */
const mostTogether = 5;

/**
 * The web of what is around an observable (dossier 4.2): relations, the assets on which it was seen, indicators, and the
 * sources, those of one mind as one. What was seen with nothing in common is tied on as "seen with".
 */
export function weave({ observable, observation, via = [] }: Observed): Web {
  const all = [{ observable, observation }, ...via];
  const idOf = joinNames(
    keyOf(observable),
    all.flatMap((one) => one.observation.sightings),
    keyOf,
  );
  const focus = idOf(keyOf(observable));
  const said = worstSaid(all);
  const nodes = new Map<string, Thing>();
  const edges = new Map<string, Edge>();

  const see = (one: Observable): string => {
    const id = idOf(keyOf(one));
    if (!nodes.has(id)) nodes.set(id, nodeOf(one, id, said.get(keyOf(one))));
    return id;
  };
  const tie = (from: string, words: string, to: string, count = 1): void => {
    if (from === to) return;
    const id = JSON.stringify([from, words, to]);
    const before = edges.get(id);
    if (!before && edges.size >= mostEdges) return;
    edges.set(id, { from, to, words, count: (before?.count ?? 0) + count });
  };

  see(observable);
  for (const { observable: subject, observation: told } of all) {
    const center = see(subject);
    if (center !== focus) tie(focus, hostWords(observable), center);
    for (const sources of sourceNodes(told, center)) tie(center, 'judged by', keep(nodes, sources));
    for (const indicator of indicatorNodes(told)) tie(keep(nodes, indicator), 'indicates', center);
    for (const sighting of told.sightings) {
      for (const { source, relation, related } of sighting.relations ?? []) {
        if (edges.size >= mostEdges) break;
        tie(see(source), relationWords(relation), see(related));
      }
      const seen = (sighting.observables ?? [subject]).slice(0, mostTogether);
      for (const target of sighting.targets.slice(0, mostEdges)) {
        if (edges.size >= mostEdges) break;
        const asset = seeAsset(nodes, idOf, focus, target);
        for (const one of seen) tie(see(one), 'seen on', asset);
      }
    }
  }
  tieLoose(
    focus,
    all.flatMap((one) => one.observation.sightings),
    nodes,
    edges,
    { see, tie },
  );
  return { focus, nodes, edges: [...edges.values()] };
}

/** Spellings of one thing are one node. */
const keyOf = ({ type, value }: Observable): string =>
  observableKey({ type, value: value.replace(/[./]+$/, '') || value });

const hostWords = ({ type }: Observable): string => (type === 'email' ? 'has the domain' : 'is on the host');

/** `Resolved_To` → `resolved to`. */
const relationWords = (relation: string): string =>
  outsideText(relation.replaceAll('_', ' '), 40).toLowerCase() || 'related to';

function worstSaid(all: readonly Readonly<{ observable: Observable; observation: Observation }>[]) {
  const said = new Map<string, Disposition>();
  const say = (key: string, disposition: Disposition): void => {
    const before = said.get(key);
    if (!before || isWorse(disposition, before)) said.set(key, disposition);
  };
  for (const { observable, observation } of all) {
    for (const one of [...observation.verdicts, ...observation.judgements]) say(keyOf(observable), one.disposition);
    for (const one of observation.verdictsOnOthers ?? []) say(keyOf(one.observable), one.disposition);
  }
  return said;
}

const nodeOf = (one: Observable, id: string, disposition: Disposition | undefined): Thing => ({
  id,
  kind: 'observable',
  sign: disposition ?? 'no-verdict',
  name: () => ({ label: shown(one), about: disposition ? `${typeName(one)}, ${disposition}` : typeName(one) }),
});

const keep = (nodes: Map<string, Thing>, node: Thing): string => {
  nodes.set(node.id, node);
  return node.id;
};

/** The asset takes the place of a node that a relation named by one of its addresses, but never of what is asked for. */
function seeAsset(
  nodes: Map<string, Thing>,
  idOf: NamesOf,
  focus: string,
  { type, observables }: Sighting['targets'][number],
): string {
  const names = observables.filter((one) => idOf(keyOf(one)) !== focus);
  const name = names.find((one) => one.type === 'hostname') ?? names[0];
  if (!name) return focus;
  const id = idOf(keyOf(name));
  const known = nodes.get(id);
  if (known?.kind === 'asset' || (known && known.sign !== 'no-verdict')) return id;
  return keep(nodes, {
    id,
    kind: 'asset',
    sign: 'asset',
    name: () => ({ label: shown(name), about: outsideText(type, 20).replaceAll('_', ' ') || 'asset' }),
  });
}

/** Sources that say the same are one node. */
function sourceNodes({ verdicts, judgements }: Observation, center: string): Thing[] {
  return worstFirst.flatMap((disposition): Thing[] => {
    const said = [...judgements, ...verdicts].filter((one) => one.disposition === disposition);
    const names = [...new Set(said.map(({ module }) => sourceName(module)))];
    if (names.length === 0) return [];
    const id = `sources ${disposition} ${center}`;
    return [{ id, kind: 'sources', sign: disposition, name: () => ({ label: listed(names), about: disposition }) }];
  });
}

const indicatorNodes = ({ indicators }: Observation): Thing[] =>
  indicators.slice(0, mostEdges).map(({ title }) => {
    const label = outsideText(title, 160) || 'without a title';
    const name = () => ({ label, about: 'indicator' });
    return { id: `indicator ${label}`, kind: 'indicator', sign: 'indicator', name };
  });

/** What no relation ties to the focus came with it in one answer: a sighting of it says no more, and that is shown. */
function tieLoose(
  focus: string,
  sightings: readonly Sighting[],
  nodes: ReadonlyMap<string, Thing>,
  edges: ReadonlyMap<string, Edge>,
  { see, tie }: { see: (one: Observable) => string; tie: (from: string, words: string, to: string) => void },
): void {
  const near = new Map<string, string[]>();
  const add = (one: string, other: string): void => {
    const list = near.get(one);
    if (list) list.push(other);
    else near.set(one, [other]);
  };
  for (const { from, to } of edges.values()) {
    add(from, to);
    add(to, from);
  }
  const reached = new Set<string>();
  const reach = (start: string): void => {
    const next = [start];
    for (let one = next.pop(); one !== undefined; one = next.pop()) {
      if (reached.has(one)) continue;
      reached.add(one);
      next.push(...(near.get(one) ?? []));
    }
  };
  reach(focus);
  for (const { observables = [], relations = [] } of sightings) {
    for (const one of [...observables.slice(0, mostTogether), ...relations.map(({ source }) => source)]) {
      const id = see(one);
      if (reached.has(id) || !nodes.has(id)) continue;
      tie(focus, 'seen with', id);
      reach(id);
    }
  }
}
