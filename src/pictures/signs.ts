import type { Disposition } from '../verdicts/verdict.ts';
import { colours, element, type Svg } from './svg.ts';

/** What a node of the graph shows before its name: told apart by shape, and by colour too. */
export type Sign = Disposition | 'no-verdict' | 'asset' | 'indicator';

/** Colour of a sign and of the box around it. */
export const signColours: Readonly<Record<Sign, string>> = {
  malicious: colours.red,
  suspicious: colours.amber,
  unknown: colours.grey,
  common: colours.blue,
  clean: colours.green,
  'no-verdict': colours.grey,
  asset: colours.blue,
  indicator: colours.violet,
};

const stroke = { fill: 'none', 'stroke-width': 2, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' } as const;

/** A sign of 18 by 18 around a point. */
export function drawSign(sign: Sign, x: number, y: number): Svg {
  const colour = signColours[sign];
  const full = (d: string): Svg => element('path', { d, fill: colour });
  const white = (d: string): Svg => element('path', { d, ...stroke, stroke: colours.box });
  const ring = (dash = 'none'): Svg =>
    element('circle', { r: 8, fill: colours.box, stroke: colour, 'stroke-width': 2, 'stroke-dasharray': dash });
  const line = (d: string): Svg => element('path', { d, ...stroke, stroke: colour });
  const shapes: Readonly<Record<Sign, readonly Svg[]>> = {
    malicious: [full('M-4-9h8l5 5v8l-5 5h-8l-5-5v-8z'), white('M-3.5-3.5l7 7M3.5-3.5l-7 7')],
    suspicious: [full('M0-9l9.5 17h-19z'), white('M0-3v5M0 5v.3')],
    unknown: [ring(), line('M-2.5-2a2.5 2.5 0 1 1 3.6 2.2Q0 .8 0 2M0 4.8v.2')],
    common: [ring(), line('M-3.5-2h7M-3.5 2h7')],
    clean: [element('circle', { r: 9, fill: colour }), white('M-4 0l3 3 5-6')],
    'no-verdict': [ring('3 3')],
    asset: [line('M-8-7h16v10h-16zM-3 8h6M0 3v5')],
    indicator: [full('M0-9l9 9-9 9-9-9z'), white('M0-4v4M0 4v.3')],
  };
  return element('g', { transform: `translate(${x} ${y})` }, shapes[sign]);
}
