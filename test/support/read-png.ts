import { inflateSync } from 'node:zlib';

export type Pixel = Readonly<{ red: number; green: number; blue: number; alpha: number }>;

/**
 * The pixels of a PNG of eight bits a channel, with or without transparency or of a palette, not interlaced: what a browser
 * and we write (https://www.w3.org/TR/png-3/). Throws for any other.
 */
export function readPng(png: Buffer): { width: number; height: number; pixels: Pixel[] } {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, kind, interlaced] = [png[24], png[25], png[28]];
  if (png.toString('latin1', 1, 4) !== 'PNG' || depth !== 8 || interlaced !== 0 || ![2, 3, 6].includes(kind!))
    throw new Error(`not such a PNG: depth ${depth}, kind ${kind}, interlaced ${interlaced}`);
  const channels = kind === 6 ? 4 : kind === 3 ? 1 : 3;
  const parts: Buffer[] = [];
  let palette = Buffer.alloc(0);
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const [name, data] = [png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + png.readUInt32BE(at))];
    if (name === 'IDAT') parts.push(data);
    if (name === 'PLTE') palette = Buffer.from(data);
  }
  const bytes = unfilter(inflateSync(Buffer.concat(parts)), width * channels, channels);
  const pixels = Array.from({ length: width * height }, (_, i) => {
    const sample = kind === 3 ? palette.subarray(bytes[i]! * 3, bytes[i]! * 3 + 3) : bytes.subarray(i * channels);
    const [red, green, blue, alpha = 255] = sample.subarray(0, kind === 6 ? 4 : 3);
    return { red: red!, green: green!, blue: blue!, alpha };
  });
  return { width, height, pixels };
}

/** Each line begins with a number that says what was taken from its bytes: left, above, their mean, or the nearest. */
function unfilter(lines: Buffer, length: number, channels: number): Buffer {
  const bytes = Buffer.alloc((lines.length / (length + 1)) * length);
  for (let i = 0; i < bytes.length; i++) {
    const [line, column] = [Math.floor(i / length), i % length];
    const left = column < channels ? 0 : bytes[i - channels]!;
    const above = line === 0 ? 0 : bytes[i - length]!;
    const corner = line === 0 || column < channels ? 0 : bytes[i - length - channels]!;
    const guess = [left, above, corner].reduce((best, one) => {
      const far = (value: number) => Math.abs(left + above - corner - value);
      return far(one) < far(best) ? one : best;
    }, left);
    const taken = [0, left, above, (left + above) >> 1, guess][lines[line * (length + 1)]!]!;
    bytes[i] = lines[line * (length + 1) + 1 + column]! + taken;
  }
  return bytes;
}
