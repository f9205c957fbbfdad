/**
 * Runs in a worker thread of its own, which ends when nothing is to be drawn: drawing would block the event loop, and all
 * the memory that it took would stay taken. Talks to paint by messages.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { encodePng, toIndexed } from './png.ts';
import { readWoff } from './read-woff.ts';

export type ToPainter = Readonly<{ id: number; svg: string; width: number }>;
export type FromPainter =
  | Readonly<{ id: number; png: Uint8Array; slices: readonly Uint8Array[]; width: number; height: number }>
  | Readonly<{ id: number; error: string }>;

/** Pixels. https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability (1024 × 1024) */
const highest = 1024;

const port = parentPort;
if (!port) throw new Error('picture-thread runs as a worker thread only');
const fileOf = createRequire(import.meta.url).resolve;

await initWasm(readFileSync(fileOf('@resvg/resvg-wasm/index_bg.wasm')));
const fonts = ['Regular', 'Bold'].map((weight) =>
  readWoff(readFileSync(fileOf(`roboto-fontface/fonts/roboto/Roboto-${weight}.woff`))),
);

function paint({ id, svg, width }: ToPainter): FromPainter {
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'width', value: width },
    font: { fontBuffers: fonts, loadSystemFonts: false, defaultFontFamily: 'Roboto', sansSerifFamily: 'Roboto' },
  });
  const image = resvg.render();
  const indexed = toIndexed(image.pixels.slice(), image.width, image.height);
  image.free();
  resvg.free();
  const { height } = indexed;
  const png = encodePng(indexed, 0, height);
  const tops = Array.from({ length: Math.ceil(height / highest) }, (_, i) => i * highest);
  const slices =
    tops.length === 1 ? [png] : tops.map((top) => encodePng(indexed, top, Math.min(top + highest, height)));
  return { id, png, slices, width: indexed.width, height };
}

port.on('message', (wish: ToPainter) => {
  try {
    port.postMessage(paint(wish));
  } catch (error) {
    port.postMessage({ id: wish.id, error: error instanceof Error ? error.message : String(error) });
  }
});
