import { type Drawn, simulatedMark } from './draw-graph.ts';
import { measures } from './lay-out.ts';
import { colours, element, picture, type Svg, words } from './svg.ts';
import { startWords, type Timeline } from './timeline.ts';

const { width, margin } = measures;
const small = 14;
const bars = 96;

/** Sightings over time as SVG: a bar for each span, with the highest count and both ends of time in words. */
export function drawTimeline(timeline: Timeline, { label, simulated }: { label: string; simulated: boolean }): Drawn {
  const top = margin + (simulated ? 24 : 0);
  const base = top + 26 + bars;
  const height = base + 30;
  const most = Math.max(1, ...timeline.bars.map(({ count }) => count));
  const step = (width - 2 * margin) / timeline.bars.length;
  const [first, last] = [timeline.bars[0]!, timeline.bars[timeline.bars.length - 1]!];
  const subtle = { fill: colours.subtle };
  const pieces: Svg[] = [
    ...(simulated ? [simulatedMark()] : []),
    words(`Seen by ${timeline.unit}, at most ${most}`, margin, top + 12, small, {
      fill: colours.text,
      'font-weight': 'bold',
    }),
    ...timeline.bars.map(({ count }, at) => {
      const high = count === 0 ? 0 : Math.max(3, (count / most) * bars);
      const wide = Math.min(40, Math.max(2, step - 3));
      const x = margin + at * step + (step - wide) / 2;
      return element('rect', { x, y: base - high, width: wide, height: high, fill: colours.blue });
    }),
    element('path', { d: `M${margin} ${base}H${width - margin}`, stroke: colours.arrow, 'stroke-width': 1.5 }),
    words(startWords(timeline, first.start), margin, base + 20, small, subtle),
    words(`${startWords(timeline, last.start)} UTC`, width - margin, base + 20, small, {
      ...subtle,
      'text-anchor': 'end',
    }),
  ];
  return { svg: picture({ width, height, label }, pieces), width, height };
}
