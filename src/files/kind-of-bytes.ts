import { TextDecoder } from 'node:util';

/** How the bytes of a text stand for its characters; `latin1` is Windows-1252, which every byte is a character of. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1';

/** What a file is by its first bytes, whatever it is called. */
export type KindOfBytes = Readonly<{ kind: 'text'; encoding: Encoding } | { kind: 'zip' } | { kind: 'other' }>;

/** So many bytes tell; fewer do when the file has no more. */
export const bytesThatTell = 4096;

/**
 * Tells text from everything else. A file whose beginning is a known form of binary files is none, also where it is made
 * of letters (`%PDF-`); nor is what holds zero bytes, but for those of UTF-16, or many characters that no text has.
 */
export function kindOfBytes(start: Uint8Array): KindOfBytes {
  const bytes = Buffer.from(start.buffer, start.byteOffset, Math.min(start.length, bytesThatTell));
  if (zips.some((magic) => bytes.subarray(0, 4).equals(magic))) return { kind: 'zip' };
  if (marked.some((mark) => bytes.subarray(0, mark.length).equals(mark))) return { kind: 'other' };
  const encoding = markedEncoding(bytes) ?? guessed(bytes);
  return encoding === undefined ? { kind: 'other' } : { kind: 'text', encoding };
}

/** A local file header, the end of an empty archive, and the first part of one in parts. APPNOTE.TXT 4.3. */
const zips = ['504b0304', '504b0506', '504b0708'].map((hex) => Buffer.from(hex, 'hex'));

/** Beginnings of binary files that hold no zero byte for long, or that look like letters. */
const marked = [
  '%PDF-',
  '%!PS',
  'MZ',
  'Rar!',
  '7z\xbc\xaf',
  'BZh',
  '\x1f\x8b',
  'OggS',
  'GIF8',
  '\x89PNG',
  '\xff\xd8\xff',
].map((mark) => Buffer.from(mark, 'latin1'));

function markedEncoding(bytes: Buffer): Encoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function guessed(bytes: Buffer): Encoding | undefined {
  if (bytes.includes(0)) return wide(bytes);
  if (strange(bytes) * strangeOnes > bytes.length) return undefined;
  return isUtf8(bytes) ? 'utf-8' : 'latin1';
}

/** UTF-16 without a mark: of mostly Latin text every second byte is zero, always the same one. */
function wide(bytes: Buffer): Encoding | undefined {
  const zeros = [0, 0];
  for (const [at, byte] of bytes.entries()) if (byte === 0) zeros[at % 2]! += 1;
  const half = bytes.length / 2;
  const [even = 0, odd = 0] = zeros;
  if (odd > half * 0.7 && even < half * 0.05) return 'utf-16le';
  if (even > half * 0.7 && odd < half * 0.05) return 'utf-16be';
  return undefined;
}

/** One in so many may be a character that no text has. */
const strangeOnes = 50;

/** Characters of control, but for what texts and terminals' logs have: tab, line ends, form feed, backspace, bell, escape. */
function strange(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte < 32 && !(byte >= 7 && byte <= 13) && byte !== 27) count += 1;
  return count;
}

/** The last character may be cut. */
function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
