import { writeFileSync } from 'node:fs';
import type { Least } from './day/least-calls.ts';
import { drawBars } from './draw/bars.ts';
import { drawLines } from './draw/lines.ts';
import { recorded } from './recorded.ts';
import { type Measured, number } from './row.ts';
import type { Series } from './size/series.ts';
import type { Rate } from './slack/closed-load.ts';

type Calls = Measured & {
  messages: number;
  ours: { together: number };
  guide: { together: number };
  full: Least;
  least: readonly (Least & { wait: number })[];
};
type Acknowledgements = Measured & Record<'bolt' | 'chatter' | 'acks' | 'cards', Rate>;
type Sizes = Measured & { series: readonly Series[] };

/** Draws what bench/results/ holds into docs/images/: `node bench/draw.ts`. */
const images = new URL('../docs/images/', import.meta.url);
const save = (name: string, svg: string) => writeFileSync(new URL(`bench-${name}.svg`, images), svg);

const p2 = recorded<Calls>('P2')?.result;
if (p2)
  save(
    'P2',
    drawBars({
      title: `P2: XDR calls for a day of ${number(p2.messages)} messages`,
      description: `Ours ${number(p2.ours.together)}; the API guide's flow ${number(p2.guide.together)}; the least possible by how long a message may wait for others.`,
      axis: 'XDR calls a day (logarithmic)',
      logarithmic: true,
      bars: [
        { label: 'the flow of the API guide', value: p2.guide.together, color: 4 },
        { label: 'xdr-chatops', value: p2.ours.together, color: 0 },
        ...p2.least.map(({ wait, together }) => ({
          label: wait === 0 ? 'least: answered at once' : `least: may wait ${wait / 1000} s`,
          value: together,
          color: 2 as const,
        })),
        { label: 'every call full, however late', value: p2.full.together, color: 4 },
      ],
    }),
  );

const p4 = recorded<Acknowledgements>('P4')?.result;
if (p4) {
  const { bolt, chatter, acks, cards } = p4;
  save(
    'P4',
    drawBars({
      title: 'P4: signed events a second, one process',
      description: `Bare Bolt ${number(bolt.perSecond)}; chatter ${number(chatter.perSecond)}; with 5 % stored ${number(acks.perSecond)} acknowledged and ${number(cards.perSecond)} until the last card is out.`,
      axis: 'events a second',
      bars: [
        { label: 'bare Bolt, only acknowledges', value: bolt.perSecond, color: 4 },
        { label: 'chatter, acknowledged', value: chatter.perSecond, color: 0 },
        { label: '5 % make cards, acknowledged', value: acks.perSecond, color: 0 },
        { label: '5 % make cards, last card out', value: cards.perSecond, color: 1 },
      ],
      limits: [
        { at: 0.5 * bolt.perSecond, label: '0.5 ×' },
        { at: 0.7 * bolt.perSecond, label: '0.7 ×' },
      ],
    }),
  );
}

const p7 = recorded<Sizes>('P7')?.result;
if (p7)
  save(
    'P7',
    drawLines({
      title: 'P7: what one item costs while something grows',
      description: p7.series.map(({ what, growth }) => `${what}: grows ${number(growth, 2)} times at most`).join('; '),
      xAxis: 'how many there are (logarithmic)',
      yAxis: 'microseconds an item (logarithmic)',
      lines: p7.series.map(({ what, points }, n) => ({
        label: what,
        color: (n % 4) as 0 | 1 | 2 | 3,
        second: n >= 4,
        points: points.map(({ size, micros }) => ({ x: size, y: micros })),
      })),
    }),
  );
