import { TextDecoder } from 'node:util';
import type { Encoding } from './kind-of-bytes.ts';

/** Characters of a stretch that is decoded at a time. */
const stretch = 64 * 1024;

/**
 * The text that bytes are, in stretches, so that nobody waits long for the next. What is not valid becomes a replacement
 * character; a text that claims to be UTF-8 and is not is read as Latin-1 from there on.
 */
export function* decodeText(bytes: Uint8Array, encoding: Encoding): Generator<string> {
  const decoder = new TextDecoder(encoding === 'latin1' ? 'windows-1252' : encoding, { fatal: encoding === 'utf-8' });
  let fallen: TextDecoder | undefined;
  for (let at = 0; at < bytes.length; at += stretch) {
    const part = bytes.subarray(at, at + stretch);
    if (fallen) {
      yield fallen.decode(part, { stream: true });
      continue;
    }
    try {
      yield decoder.decode(part, { stream: true });
    } catch {
      fallen = new TextDecoder('windows-1252');
      yield fallen.decode(part, { stream: true });
    }
  }
}

/** A text that begins like one may go on with what none holds: then it is not read as text at all. */
export const holdsZeros = (bytes: Uint8Array, encoding: Encoding): boolean =>
  encoding !== 'utf-16le' && encoding !== 'utf-16be' && bytes.includes(0);
