import { drawBars } from '../../../bench/draw/bars.ts';
import { drawLines } from '../../../bench/draw/lines.ts';

test('a longer bar stands for a larger value, and every bar says its value', () => {
  const bars = [
    { label: 'few', value: 10, color: 0 as const },
    { label: 'many & more', value: 1000, color: 1 as const },
  ];
  const svg = drawBars({ title: 'Calls', description: 'few and many', axis: 'calls', bars, logarithmic: true });
  const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)"[^>]*class="c\d"/g)].map(([, width]) => Number(width));
  expect(widths).toHaveLength(2);
  expect(widths[1]).toBeGreaterThan(widths[0]!);
  expect(svg).toContain('many &amp; more');
  expect(svg).toContain('>1,000</text>');
  expect(svg).toContain('<title id="title">Calls</title>');
});

test('names of lines that end at one height do not lie upon each other', () => {
  const line = (label: string) => ({ label, color: 0 as const, points: [1, 10].map((x) => ({ x, y: 5 })) });
  const svg = drawLines({ title: 'T', description: 'd', xAxis: 'x', yAxis: 'y', lines: ['a1', 'b2', 'c3'].map(line) });
  const heights = ['a1', 'b2', 'c3'].map((name) => Number(new RegExp(`y="([\\d.]+)"[^>]*>${name}<`).exec(svg)?.[1]));
  expect(heights[1]! - heights[0]!).toBeGreaterThanOrEqual(14);
  expect(heights[2]! - heights[1]!).toBeGreaterThanOrEqual(14);
});
