import { number } from '../row.ts';
import { element, picture, text } from './svg.ts';

/** `color`: 0 to 3, or 4 for what is only there to compare with. */
export type Bar = Readonly<{ label: string; value: number; shown?: string; color: 0 | 1 | 2 | 3 | 4 }>;

/** Horizontal bars, one under the other, with their values behind them. A logarithmic axis begins at a power of ten. */
export function drawBars({
  title,
  description,
  axis,
  bars,
  logarithmic = false,
  limits = [],
}: {
  title: string;
  description: string;
  /** What the axis measures, with its unit. */
  axis: string;
  bars: readonly Bar[];
  logarithmic?: boolean;
  limits?: readonly Readonly<{ at: number; label: string }>[];
}): string {
  const [left, right, top, step] = [290, 90, 56, 34];
  const width = 860;
  const bottom = top + bars.length * step;
  const values = [...bars.map(({ value }) => value), ...limits.map(({ at }) => at)];
  const most = Math.max(...values);
  const least = logarithmic ? 10 ** Math.floor(Math.log10(Math.min(...values) / 1.5)) : 0;
  const share = (value: number) => (logarithmic ? Math.log(value / least) / Math.log(most / least) : value / most);
  const x = (value: number) => left + share(value) * (width - left - right);
  const ticks = logarithmic ? powersOfTen(least, most) : evenly(most);
  return picture(width, bottom + 62, title, description, [
    ...ticks.flatMap((tick) => [
      element('line', { x1: x(tick), x2: x(tick), y1: top - 6, y2: bottom, class: 'grid' }),
      text(x(tick), bottom + 18, number(tick), { class: 'small', 'text-anchor': 'middle' }),
    ]),
    element('line', { x1: left, x2: left, y1: top - 6, y2: bottom, class: 'axis' }),
    ...bars.flatMap(({ label, value, shown = number(value), color }, n) => {
      const y = top + n * step;
      return [
        text(left - 10, y + 16, label, { 'text-anchor': 'end' }),
        element('rect', {
          x: left,
          y,
          width: Math.max(1, x(value) - left),
          height: step - 12,
          class: `c${color}`,
          rx: 2,
        }),
        text(x(value) + 8, y + 16, shown),
      ];
    }),
    ...limits.flatMap(({ at, label }) => [
      element('line', { x1: x(at), x2: x(at), y1: top - 6, y2: bottom, class: 'limit' }),
      text(x(at), top - 10, label, { class: 'small', 'text-anchor': 'middle' }),
    ]),
    text(left + (width - left - right) / 2, bottom + 44, axis, { class: 'small', 'text-anchor': 'middle' }),
  ]);
}

const powersOfTen = (from: number, to: number): number[] =>
  Array.from({ length: Math.floor(Math.log10(to / from) + 1e-9) + 1 }, (_, n) => from * 10 ** n);

function evenly(most: number): number[] {
  const step = [1, 2, 5, 10].map((one) => one * 10 ** Math.floor(Math.log10(most / 5))).find((one) => most / one <= 6)!;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, n) => n * step);
}
