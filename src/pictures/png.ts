import { crc32, deflateSync } from 'node:zlib';

/** An image of few colours: one byte a pixel, which counts in `palette` (`0xrrggbb`), rows from the top. */
export type Indexed = Readonly<{ width: number; height: number; palette: readonly number[]; pixels: Uint8Array }>;

/**
 * Pixels of four bytes (red, green, blue, alpha; opaque) as an image of at most 256 colours. Where there are more (the
 * edges of letters), the rarest take the nearest of the others.
 */
export function toIndexed(rgba: Uint8Array, width: number, height: number): Indexed {
  const counts = new Map<number, number>();
  const words = new Uint32Array(rgba.buffer, rgba.byteOffset, width * height);
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const byUse = [...counts].sort(([one, often], [other, less]) => less - often || one - other).map(([word]) => word);
  const kept = byUse.slice(0, 256);
  const indexes = new Map(kept.map((word, at) => [word, at]));
  for (const word of byUse.slice(256)) indexes.set(word, nearest(word, kept));
  const pixels = new Uint8Array(words.length);
  for (let i = 0; i < words.length; i++) pixels[i] = indexes.get(words[i]!)!;
  return { width, height, palette: kept.map(colourOf), pixels };
}

/** The words above are read as this machine stores them: the first byte, red, is the lowest. */
const colourOf = (word: number): number => ((word & 255) << 16) | (word & 0xff00) | ((word >> 16) & 255);

function nearest(word: number, kept: readonly number[]): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (const [at, other] of kept.entries()) {
    const far = [0, 8, 16].reduce((sum, bits) => sum + (((word >> bits) & 255) - ((other >> bits) & 255)) ** 2, 0);
    if (far < least) [best, least] = [at, far];
  }
  return best;
}

/** Rows `top` to `bottom` (not with it) as PNG with a palette. https://www.w3.org/TR/png-3/ */
export function encodePng({ width, palette, pixels }: Indexed, top: number, bottom: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(bottom - top, 4);
  header.set([8, 3, 0, 0, 0], 8); // eight bits, palette, deflate, filters, not interlaced
  const rows = Buffer.alloc((width + 1) * (bottom - top)); // each begins with 0: not filtered
  for (let y = top; y < bottom; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), (y - top) * (width + 1) + 1);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 7 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(12 + data.length);
  whole.writeUInt32BE(data.length, 0);
  whole.write(name, 4, 'latin1');
  whole.set(data, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + data.length)), 8 + data.length);
  return whole;
}
