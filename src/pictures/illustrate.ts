import { type Part, type Row, text, value } from '../cards/card.ts';
import { fold } from '../cards/outside-text.ts';
import { largestPicture, type Picture } from '../cards/picture.ts';
import { shown } from '../cards/shown.ts';
import { capital, counted } from '../cards/wording.ts';
import { type Branch, choose, type Graph } from './choose.ts';
import { type Drawn, drawGraph, moreWords } from './draw-graph.ts';
import { drawTimeline } from './draw-timeline.ts';
import type { Paint } from './paint.ts';
import { timelineOf, timelineWords } from './timeline.ts';
import { type Observed, weave } from './weave.ts';
import type { Edge, Node } from './web.ts';

/** What is around an observable: as text (`parts`), and the same as pictures where they could be painted. */
export type Illustration = Readonly<{ parts: readonly Part[]; pictures: readonly Picture[] }>;
export type Illustrate = (observed: Observed) => Promise<Illustration>;

/** Relations told as text; the graph draws fewer. */
const mostRows = 40;
const longestAlt = 900;

/** Without `paint` the text alone is made, and nothing is drawn. */
export function createIllustrate({ paint, simulated }: { paint?: Paint | undefined; simulated: boolean }): Illustrate {
  const painted = async (title: string, alt: string, draw: () => Drawn): Promise<readonly Picture[]> => {
    if (!paint) return [];
    const drawn = draw();
    const pixels = await paint(drawn);
    if (!pixels || pixels.png.length > largestPicture) return [];
    return [{ part: 'picture', title, alt, svg: drawn.svg, ...pixels }];
  };

  return async (observed) => {
    const name = shown(observed.observable, 80);
    const graph = choose(weave(observed));
    const all = [observed.observation, ...(observed.via ?? []).map((one) => one.observation)];
    const timeline = timelineOf(all.flatMap(({ sightings }) => sightings));
    const rows = relationRows(graph);
    // The sources alone are no picture: they are told already.
    const isEmpty = graph.root.children.every(({ node }) => node.kind === 'sources');
    const more = moreWords(graph);
    const relations = `Relations of ${name}`;
    const seen = timeline && timelineWords(timeline);
    const [graphs, timelines] = await Promise.all([
      isEmpty
        ? []
        : painted(relations, altOf(graph, relations), () => drawGraph(graph, { label: relations, simulated })),
      timeline && seen
        ? painted(`Sightings of ${name}`, seen, () => drawTimeline(timeline, { label: seen, simulated }))
        : [],
    ]);
    const lost = paint && ((!isEmpty && graphs.length === 0) || (timeline && timelines.length === 0));
    return {
      parts: [
        ...(rows.length > 0 ? [{ part: 'rows', title: 'Relations', rows: rows.slice(0, mostRows) } as const] : []),
        ...(isEmpty ? [note(noRelations)] : more ? [note(`${capital(more.replace('… ', ''))}.`)] : []),
        ...(seen ? [note(seen)] : []),
        ...(lost ? [note('A picture of this could not be drawn just now.')] : []),
      ],
      pictures: [...graphs, ...timelines],
    };
  };
}

const noRelations = 'No source told of relations to others, so there is no picture of them.';
const note = (words: string): Part => ({ part: 'note', spans: [text(words)] });

/** Every relation that is drawn, but for what stands in the card's other lists: who judged, and which indicators. */
function relationRows(graph: Graph): readonly Row[] {
  const nodes = new Map(branches(graph.root).map(({ node }) => [node.id, node]));
  return edgesOf(graph).flatMap(({ from, to, words, count }): Row[] => {
    const [source, target] = [nodes.get(from)!, nodes.get(to)!];
    if (isToldAlready(source) || isToldAlready(target)) return [];
    const bad = [source, target].filter(({ sign }) => sign === 'malicious' || sign === 'suspicious');
    const others = bad.filter(({ id }) => id !== graph.root.node.id);
    const notes = [
      ...others.map(({ label, sign }) => `${label} is ${sign}`),
      ...(count > 1 ? [counted(count, 'time')] : []),
    ];
    return [
      {
        tone: 'info',
        word: capital(words),
        spans: [value(source.label), text(' → '), value(target.label)],
        ...(notes.length > 0 && { notes: [text(notes.join(', '))] }),
      },
    ];
  });
}

const isToldAlready = ({ kind }: Node): boolean => kind === 'sources' || kind === 'indicator';

const branches = (branch: Branch): readonly Branch[] => [branch, ...branch.children.flatMap(branches)];

const edgesOf = (graph: Graph): readonly Edge[] => [
  ...branches(graph.root).flatMap(({ edge }) => edge ?? []),
  ...graph.across,
];

function altOf(graph: Graph, title: string): string {
  const labels = new Map(branches(graph.root).map(({ node }) => [node.id, node.label]));
  const told = edgesOf(graph).map(({ from, words, to }) => `${labels.get(from)} ${words} ${labels.get(to)}`);
  const more = moreWords(graph);
  return fold(`Graph. ${title}: ${told.join('; ')}${more ? `; ${more}` : ''}.`, longestAlt);
}
