import { number } from '../row.ts';
import { element, picture, text } from './svg.ts';

export type Line = Readonly<{
  label: string;
  color: 0 | 1 | 2 | 3;
  /** Drawn dashed, with hollow points. */
  second?: boolean;
  points: readonly Readonly<{ x: number; y: number }>[];
}>;

/** Lines over two logarithmic axes, named at the right in the order of their ends. */
export function drawLines({
  title,
  description,
  xAxis,
  yAxis,
  lines,
}: {
  title: string;
  description: string;
  xAxis: string;
  yAxis: string;
  lines: readonly Line[];
}): string {
  const [left, right, top, width, height] = [80, 290, 56, 900, 420];
  const bottom = height - 62;
  const points = lines.flatMap((line) => line.points);
  const decades = (values: readonly number[]) => {
    const first = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
    const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9));
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  };
  const [xs, ys] = [decades(points.map(({ x }) => x)), decades(points.map(({ y }) => y))];
  const along = (value: number, all: readonly number[]) => (Math.log10(value) - all[0]!) / (all.at(-1)! - all[0]!);
  const x = (value: number) => left + along(value, xs) * (width - left - right);
  const y = (value: number) => bottom - along(value, ys) * (bottom - top);
  const names = lines.map((line) => ({ line, at: y(line.points.at(-1)!.y) })).sort((a, b) => a.at - b.at);
  // Names that would lie upon each other move down, and the last ones up again if the picture ends.
  names.forEach((one, n) => {
    one.at = Math.max(one.at, n > 0 ? names[n - 1]!.at + 17 : top);
  });
  for (let n = names.length - 1; n >= 0; n--)
    names[n]!.at = Math.min(names[n]!.at, names[n + 1] ? names[n + 1]!.at - 17 : bottom);
  return picture(width, height, title, description, [
    ...xs.flatMap((decade) => [
      element('line', { x1: x(10 ** decade), x2: x(10 ** decade), y1: top, y2: bottom, class: 'grid' }),
      text(x(10 ** decade), bottom + 18, number(10 ** decade), { class: 'small', 'text-anchor': 'middle' }),
    ]),
    ...ys.flatMap((decade) => [
      element('line', { x1: left, x2: width - right, y1: y(10 ** decade), y2: y(10 ** decade), class: 'grid' }),
      text(left - 8, y(10 ** decade) + 4, number(10 ** decade, Math.max(0, -decade)), {
        class: 'small',
        'text-anchor': 'end',
      }),
    ]),
    ...lines.flatMap(({ color, second, points: its }) => [
      element('polyline', {
        points: its.map((one) => `${x(one.x).toFixed(1)},${y(one.y).toFixed(1)}`).join(' '),
        class: `c${color} line${second ? ' second' : ''}`,
      }),
      ...its.map((one) => element('circle', { cx: x(one.x), cy: y(one.y), r: 3, class: `c${color}` })),
    ]),
    ...names.flatMap(({ line, at }) => [
      element('line', {
        x1: width - right + 14,
        x2: width - right + 34,
        y1: at - 4,
        y2: at - 4,
        class: `c${line.color} line${line.second ? ' second' : ''}`,
      }),
      text(width - right + 40, at, line.label, { class: 'small' }),
    ]),
    text(left + (width - left - right) / 2, bottom + 44, xAxis, { class: 'small', 'text-anchor': 'middle' }),
    text(0, 0, yAxis, {
      class: 'small',
      'text-anchor': 'middle',
      transform: `translate(20 ${(top + bottom) / 2}) rotate(-90)`,
    }),
  ]);
}
