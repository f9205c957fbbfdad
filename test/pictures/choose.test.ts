import fc from 'fast-check';
import { type Branch, choose } from '../../src/pictures/choose.ts';
import { weave } from '../../src/pictures/weave.ts';
import { asked, host, ip, many, observed, relation, sighting } from './support/observations.ts';
import '../support/fuzz-seed.ts';

const branches = (branch: Branch): Branch[] => [branch, ...branch.children.flatMap(branches)];
const labels = (branch: Branch) => branches(branch).map(({ node }) => node.label);

test('a small web is drawn whole, once each', () => {
  const web = weave(
    observed({ sightings: [sighting({ relations: [relation(asked, 'Resolved_To', ip('192.0.2.1'))] })] }),
  );
  const { root, across, more } = choose(web);
  expect(labels(root)).toEqual(['evil[.]example', '192.0.2[.]1']);
  expect([across, more]).toEqual([[], { nodes: 0, relations: 0 }]);
});

test('of a large web the judged and the own assets stay, each kind leaves room, and all that is left out is counted', () => {
  const bad = ip('10.0.0.99');
  const whole = many(2_000);
  const web = weave({
    ...whole,
    observation: {
      ...whole.observation,
      verdictsOnOthers: [{ observable: bad, disposition: 'malicious', module: 'T' }],
      sightings: [...whole.observation.sightings, sighting({ relations: [relation(asked, 'Resolved_To', bad)] })],
    },
  });
  const { root, across, more } = choose(web);
  const drawn = branches(root);
  expect(drawn).toHaveLength(24);
  expect(labels(root)).toContain('10.0.0[.]99');
  const kinds = Map.groupBy(drawn, ({ node }) => node.kind);
  expect(kinds.get('asset')).toHaveLength(6);
  expect(kinds.get('indicator')).toHaveLength(5);
  expect(more).toEqual({ nodes: web.nodes.size - 24, relations: web.edges.length - 23 - across.length });
  const assets = drawn.filter(({ by }) => by?.words === 'seen on');
  expect(assets.at(-1)?.more).toBe(44);
});

test('a relation across the tree is kept beside it', () => {
  const ws = { type: 'endpoint', observables: [host('ws-1')] };
  const relations = [
    relation(asked, 'Resolved_To', ip('192.0.2.1')),
    relation(host('ws-1'), 'Connected_To', ip('192.0.2.1')),
  ];
  const web = weave(observed({ sightings: [sighting({ targets: [ws], relations })] }));
  expect(choose(web).across.map(({ words }) => words)).toEqual(['connected to']);
});

test('the same web gives the same graph, and none larger than is asked for, in whatever order it is told', () => {
  const name = fc.integer({ min: 0, max: 12 }).map((number) => ip(`192.0.2.${number}`));
  const told = fc.record({
    source: fc.oneof(name, fc.constant(asked)),
    relation: fc.constantFrom('Resolved_To', 'Contains', 'Related_To'),
    related: name,
  });
  fc.assert(
    fc.property(fc.array(told, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (relations, most) => {
      const graph = (some: typeof relations) =>
        choose(weave(observed({ sightings: [sighting({ relations: some })] })), most);
      const once = graph(relations);
      expect(JSON.stringify(graph([...relations]))).toBe(JSON.stringify(once));
      const drawn = branches(once.root).map(({ node }) => node.id);
      expect(drawn.length).toBeLessThanOrEqual(most);
      expect(new Set(drawn).size).toBe(drawn.length);
      for (const { from, to } of once.across) expect(drawn).toEqual(expect.arrayContaining([from, to]));
      expect(once.more.nodes).toBeGreaterThanOrEqual(0);
      expect(once.more.relations).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 200 },
  );
});
