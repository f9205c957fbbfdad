import type { Shape } from '../candidate.ts';

const BY_LENGTH: ReadonlyMap<number, Shape> = new Map([
  [32, 'md5'],
  [40, 'sha1'],
  [64, 'sha256'],
]);

/** The kind of hash that a word is by its length, if it is hexadecimal; a long decimal number is none. */
export function hashShape(word: string): Shape | undefined {
  const shape = BY_LENGTH.get(word.length);
  return shape && /^\d*[a-f][0-9a-f]*$/i.test(word) ? shape : undefined;
}
