import type { Graph } from './choose.ts';
import { layOut, measures, type Placed } from './lay-out.ts';
import { drawSign, signColours } from './signs.ts';
import { colours, element, picture, type Svg, words } from './svg.ts';
import { cutToWidth, textWidth } from './text-width.ts';
import type { Node } from './web.ts';

/** A picture as SVG, in units of which a phone is 390 wide: no text is smaller than 14 of them. */
export type Drawn = Readonly<{ svg: string; width: number; height: number }>;

const { width, margin, box, gutter } = measures;
const small = 14;
const large = 15;

/** The graph as SVG. `label`: what a reader of the file hears. */
export function drawGraph(graph: Graph, { label, simulated }: { label: string; simulated: boolean }): Drawn {
  const top = simulated ? margin + 24 : margin;
  const { rows, bottom } = layOut(graph, top);
  const right = width - margin - (graph.across.length > 0 ? gutter : 0);
  const more = moreWords(graph);
  const height = bottom + (more ? 28 : 0) + 4;
  const pieces = [
    ...(simulated ? [simulatedMark()] : []),
    ...rows.flatMap(drawBranch),
    ...drawAcross(graph, rows, right),
    ...rows.map((row) => drawBox(row, right)),
    ...rows.flatMap((row) => drawWords(row, rows, right)),
    ...(more ? [words(more, margin, bottom + 16, small, { fill: colours.subtle, 'font-weight': 'bold' })] : []),
  ];
  return { svg: picture({ width, height, label }, pieces), width, height };
}

export const simulatedMark = (): Svg =>
  words('SIMULATED – not an answer of Cisco XDR', margin, margin + 12, small, {
    fill: colours.text,
    'font-weight': 'bold',
  });

/** `and 312 more (405 relations)`; empty when all is drawn. */
export function moreWords({ more: { nodes, relations } }: Graph): string {
  const lines = relations === 1 ? '1 more relation' : `${relations} more relations`;
  if (nodes > 0) return `… and ${nodes} more, with ${lines}`;
  return relations > 0 ? `… and ${lines} among these` : '';
}

/** The line from the node above, with its arrow at the end that the relation leads to. */
function drawBranch({ branch, x, y, trunk, from }: Placed): Svg[] {
  if (trunk === undefined || from === undefined) return [];
  const middle = y + box / 2;
  const line = { fill: 'none', stroke: colours.arrow, 'stroke-width': 1.5 };
  const path = element('path', { d: `M${trunk} ${from}V${middle - 6}q0 6 6 6H${x}`, ...line });
  const head = branch.by?.outwards
    ? `M${x} ${middle}l-8-4.5v9z` // into this box
    : `M${trunk} ${from}l-4.5 8h9z`; // up into the one above
  return [path, element('path', { d: head, fill: colours.arrow })];
}

function drawBox({ branch: { node, by }, x, y }: Placed, right: number): Svg {
  const focus = by === undefined;
  const colour = signColours[node.sign];
  const frame = {
    x,
    y,
    width: right - x,
    height: box,
    rx: node.kind === 'observable' ? 6 : node.kind === 'asset' ? 0 : 17,
  };
  const about = cutToWidth(node.about, 130, small);
  const aboutWidth = textWidth(about, small);
  const room = right - x - 34 - aboutWidth - 18;
  const label = cutToWidth(node.label, room, large, { bold: focus, middle: node.kind === 'observable' });
  const middle = y + box / 2;
  return element('g', {}, [
    element('rect', { ...frame, fill: colours.box, stroke: colour, 'stroke-width': focus ? 2.5 : 1.25 }),
    drawSign(node.sign, x + 18, middle),
    words(label, x + 34, middle + 5, large, { fill: colours.text, ...(focus && { 'font-weight': 'bold' }) }),
    words(about, right - 9, middle + 5, small, { fill: colours.subtle, 'text-anchor': 'end' }),
  ]);
}

/** The words of the relation above its boxes, and of lines across below the box that they leave. */
function drawWords({ branch, x, words: at, across, more }: Placed, rows: readonly Placed[], right: number): Svg[] {
  const labels = new Map<string, Node>(rows.map((row) => [row.branch.node.id, row.branch.node]));
  const said = at === undefined ? [] : [told(branch.by?.words ?? '', x, at + 16, right)];
  return [
    ...said,
    ...across.map(({ edge, y }) =>
      told(`also ${edge.words} ${labels.get(edge.to)?.label ?? ''}`, x + 34, y + 15, right),
    ),
    ...(more === undefined ? [] : [told(`and ${branch.more} more`, x, more + 10, right)]),
  ];
}

const told = (text: string, x: number, y: number, right: number): Svg =>
  words(cutToWidth(text, right - x, small), x, y, small, { fill: colours.subtle });

/** Relations across the tree, as arcs at its right. */
function drawAcross({ across }: Graph, rows: readonly Placed[], right: number): Svg[] {
  const middles = new Map(rows.map(({ branch, y }) => [branch.node.id, y + box / 2]));
  return across.flatMap(({ from, to }, at) => {
    const [start, end] = [middles.get(from)! + 5, middles.get(to)! - 5];
    const out = right + 10 + (at % 4) * 4;
    const bend = Math.sign(end - start) * Math.min(8, Math.abs(end - start) / 2);
    const d = `M${right} ${start}H${out - 4}q4 0 4 ${bend}V${end - bend}q0 ${bend} -4 ${bend}H${right}`;
    return [
      element('path', { d, fill: 'none', stroke: colours.arrow, 'stroke-width': 1.25, 'stroke-dasharray': '4 3' }),
      element('path', { d: `M${right} ${end}l8-4.5v9z`, fill: colours.arrow }),
    ];
  });
}
