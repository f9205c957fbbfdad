import { decodeText } from './decode-text.ts';
import type { Encoding } from './kind-of-bytes.ts';
import { looksLikeMail, mailTexts } from './read-mail.ts';

/** What the bytes of a text say, in stretches: of mails the decoded parts, of JSON what its strings stand for. */
export function textStretches(bytes: Uint8Array, encoding: Encoding): Iterable<string> {
  const wide = encoding === 'utf-16le' || encoding === 'utf-16be';
  const start = decodeStart(bytes, encoding);
  if (!wide && looksLikeMail(start)) return mailTexts(bytes);
  const text = decodeText(bytes, encoding);
  return looksLikeJson(start) ? unescaped(text) : text;
}

function decodeStart(bytes: Uint8Array, encoding: Encoding): string {
  const [first = ''] = decodeText(bytes.subarray(0, 16 * 1024), encoding);
  return first;
}

const looksLikeJson = (start: string): boolean => /^\s*(?:\{\s*["}]|\[\s*[[{"])/.test(start);

/**
 * Lines of a log inside JSON are one string, whose line ends are written `\n`: what follows one begins with no n. Escapes
 * that a stretch cuts are put together with the next.
 */
function* unescaped(stretches: Iterable<string>): Generator<string> {
  let rest = '';
  for (const stretch of stretches) {
    const text = rest + stretch;
    const cut = /(?<!\\)(?:\\\\)*\\(?:u[0-9a-fA-F]{0,3})?$/.exec(text.slice(-64))?.[0].length ?? 0;
    rest = text.slice(text.length - cut);
    yield text.slice(0, text.length - cut).replace(escapes, meaning);
  }
  if (rest !== '') yield rest;
}

const escapes = /\\(?:u([0-9a-fA-F]{4})|([\\/"bfnrt]))/g;
function meaning(_: string, code: string | undefined, sign: string | undefined): string {
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
  return sign === '\\' || sign === '/' || sign === '"' ? sign : '\n';
}
