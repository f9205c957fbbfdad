import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createPaint } from '../../src/pictures/paint.ts';
import { encodePng, toIndexed } from '../../src/pictures/png.ts';
import { colours, picture, words } from '../../src/pictures/svg.ts';
import { readPng } from '../support/read-png.ts';

/** High enough for two slices, and narrow, so that its pixels are read fast. */
const label = words('Wm', 2, 20, 14, { fill: colours.text });
const drawn = { svg: picture({ width: 40, height: 700, label: 'x' }, [label]), width: 40, height: 700 };
const read = (png: Uint8Array) => readPng(Buffer.from(png));

test('a drawing becomes a PNG of twice its size, whole and in slices that stack to it', async () => {
  const paint = createPaint({ within: 60_000 });
  try {
    const painted = (await paint(drawn))!;
    const whole = read(painted.png);
    expect([whole.width, whole.height]).toEqual([80, 1400]);
    expect([painted.width, painted.height]).toEqual([80, 1400]);
    expect(whole.pixels.every(({ alpha }) => alpha === 255)).toBe(true);
    const slices = painted.slices.map(read);
    expect(slices.map(({ height }) => height)).toEqual([1024, 376]);
    expect(JSON.stringify(slices.flatMap(({ pixels }) => pixels))).toBe(JSON.stringify(whole.pixels));
    expect(Buffer.from((await paint(drawn))!.png).equals(Buffer.from(painted.png))).toBe(true);
    // There are letters: dark pixels, of which a font that is missing would leave none.
    expect(whole.pixels.filter(({ red, green, blue }) => red + green + blue < 150).length).toBeGreaterThan(50);
  } finally {
    await paint.close();
  }
});

test('what cannot be painted is left out, says why, and holds nobody up', async () => {
  const reasons: string[] = [];
  const paint = createPaint({ told: (reason) => reasons.push(reason), within: 60_000 });
  try {
    const broken = paint({ ...drawn, svg: '<svg' });
    const well = paint(drawn);
    expect(await broken).toBeUndefined();
    expect(await well).toBeDefined();
    expect(reasons).toHaveLength(1);
  } finally {
    await paint.close();
  }
});

test('of many at once a few wait, and the others go without', async () => {
  const paint = createPaint({ within: 60_000 });
  const all = Array.from({ length: 12 }, () => paint(drawn));
  expect(await Promise.all(all.slice(8))).toEqual(Array(4).fill(undefined));
  expect((await Promise.all(all.slice(0, 8))).every((painted) => painted !== undefined)).toBe(true);
  await paint.close();
});

test('one that takes too long is given up, with all who wait for it', async () => {
  const reasons: string[] = [];
  const paint = createPaint({ told: (reason) => reasons.push(reason), within: 1 });
  const all = await Promise.all(Array.from({ length: 5 }, () => paint(drawn)));
  expect(all).toEqual(Array(5).fill(undefined));
  expect(reasons).toEqual(['painting took too long']);
  await paint.close();
});

test('colours beyond a palette take the nearest of it', () => {
  const rgba = Uint8Array.from(
    Array.from({ length: 300 }, (_, at) => [at < 290 ? at % 145 : 200, at < 290 ? at : 0, 7, 255]).flat(),
  );
  const { pixels } = read(encodePng(toIndexed(rgba, 300, 1), 0, 1));
  expect(new Set(pixels.map((pixel) => JSON.stringify(pixel))).size).toBeLessThanOrEqual(256);
  const far = (at: number, { red, green }: { red: number; green: number }) =>
    (red - rgba[at * 4]!) ** 2 + (green - rgba[at * 4 + 1]!) ** 2;
  for (const [at, pixel] of pixels.entries())
    expect(far(at, pixel)).toBe(Math.min(...pixels.map((other) => far(at, other))));
});

test('only the thread loads what paints, so that a bot that draws nothing pays nothing for it', () => {
  const root = resolve(import.meta.dirname, '../..');
  const files = ['src', 'adapters', 'demo'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  const naming = (what: RegExp) =>
    files.filter((file) => file.endsWith('.ts') && what.test(readFileSync(join(root, file), 'utf8')));
  expect(naming(/resvg-wasm'|roboto-fontface/)).toEqual(['src/pictures/picture-thread.ts']);
  expect(naming(/^import (?!type)[^;]*picture-thread/m)).toEqual([]);
});
