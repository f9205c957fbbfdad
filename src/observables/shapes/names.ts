import type { Shape } from '../candidate.ts';
import { classOf, isDigit, isWord, SURE_DOT, URL_END } from '../characters.ts';
import { isStronglyDomain, readsAsCode } from '../code-talk.ts';
import { isNameLikeMac, readIpv4 } from './address.ts';
import { deviceShape } from './device.ts';
import { isExecutableEnding } from './file-name.ts';
import { hashShape } from './hash.ts';
import { readHost, readMarkedHost } from './host.ts';

/** Takes one candidate. */
export type Add = (shape: Shape, value: string) => void;

/** Longer runs are no names, only hashes could stand in them. */
const LONGEST_NAME = 300;

/**
 * Reads the run of letters, digits, `-`, `_` and `.` that stands at `from` up to `to`: addresses, domains, file names,
 * hashes, hyphened and dotted MAC addresses, device numbers. Gives the position to go on from.
 */
export function readNames(text: string, from: number, to: number, add: Add): number {
  let start = from;
  let end = to;
  // "%2Fevil.example": the rest of an escape is not part of the name.
  if (text.charCodeAt(start - 1) === PERCENT && /^[0-9a-f]{2}/i.test(text.slice(start, start + 2))) start += 2;
  while (start < end && !isWord(text.charCodeAt(start)) && text.charCodeAt(start) !== UNDERSCORE) start++;
  while (end > start && !isWord(text.charCodeAt(end - 1))) end--;
  if (end - start < 4) return to;
  const name = text.slice(start, end);
  const plain = name.replaceAll(SURE_DOT, '.');
  if (plain.length > LONGEST_NAME) addHashes(plain, add);
  else if (isNameLikeMac(plain)) add('mac_address', plain.toLowerCase());
  else if (!plain.includes('.')) addWord(plain, add);
  else if (!addAddresses(text, start, plain, add) && !addFile(plain, add)) return addDomain(text, start, to, name, add);
  return to;
}

function addWord(word: string, add: Add): void {
  const device = deviceShape(word);
  if (device) add(device, word);
  else addHashes(word, add);
}

function addHashes(name: string, add: Add): void {
  if (name.length < 32) return;
  for (const word of name.split(/[^0-9A-Za-z]/)) {
    const shape = hashShape(word);
    if (shape) add(shape, word.toLowerCase());
  }
}

/** One address, or a range (`192.0.2.1-192.0.2.9`, `192.0.2.1-9`); not the version in `Chrome/120.0.0.0`. */
function addAddresses(text: string, start: number, plain: string, add: Add): boolean {
  if (!isDigit(plain.charCodeAt(0))) return false;
  const one = readIpv4(plain);
  const addresses = one !== undefined ? [one] : plain.includes('-') ? readRange(plain) : [];
  if (addresses.length === 0) return false;
  const isVersion =
    text.charCodeAt(start - 1) === SLASH && PRODUCT.test(text.slice(Math.max(0, start - 22), start - 1));
  if (!isVersion) for (const address of addresses) add('ip', address);
  return true;
}
const PRODUCT = /[A-Z][A-Za-z]{1,20}$/;

function readRange(plain: string): string[] {
  const ends = plain
    .replace(/-\d{1,3}$/, '')
    .split('-')
    .map(readIpv4);
  return ends.every((end) => end !== undefined) ? ends : [];
}

function addFile(plain: string, add: Add): boolean {
  const dot = plain.lastIndexOf('.');
  if (dot < 1 || plain[dot - 1] === '.' || !isExecutableEnding(plain.slice(dot + 1).toLowerCase())) return false;
  add('file_name', plain);
  addHashes(plain, add);
  return true;
}

function addDomain(text: string, start: number, to: number, name: string, add: Add): number {
  const end = start + name.length;
  const host = readHost(name);
  if (host === undefined || MIXED.test(name)) {
    const marked = host ?? readMarkedHost(name)?.host;
    if (BEYOND_ASCII.test(name)) addAsciiParts(text, start, name, add, marked);
    else if (marked !== undefined) add('domain', marked);
    else addHashes(name, add);
    return to;
  }
  if (!isMeantAsDomain(text, start, end, name, host)) return to;
  add('domain', host);
  return text.charCodeAt(to) === SLASH ? endOfPath(text, to) : to;
}

const BEYOND_ASCII = /[^\0-\x80]/;
/** Scripts written without spaces, glued to Latin letters: prose around a name rather than part of it. */
const MIXED =
  /[a-z0-9-][\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}][a-z0-9-]/iu;

/** The ASCII names inside a run of other letters: "访问evil.example下载". */
function addAsciiParts(text: string, start: number, name: string, add: Add, host: string | undefined): void {
  let isAny = false;
  for (const part of name.matchAll(/[\w.\x80-]+/g)) {
    const from = start + part.index;
    readNames(text, from, from + part[0].length, (shape, value) => {
      isAny = true;
      add(shape, value);
    });
  }
  if (!isAny && host !== undefined) add('domain', host);
}

function isMeantAsDomain(text: string, start: number, end: number, name: string, host: string): boolean {
  if (name.includes(SURE_DOT)) return true;
  const before = text.charCodeAt(start - 1);
  // A mention or a package scope ("@slack/bolt"), unless a user stands before it.
  if (before === AT_SIGN && !isWord(text.charCodeAt(start - 2))) return false;
  if (before === BACKSLASH) return false;
  // A part of a path is a file, unless it can hardly be one; "//host" is none.
  if (before === SLASH && text.charCodeAt(start - 2) !== SLASH && !isStronglyDomain(host)) return false;
  return !readsAsCode(text, start, end, name, host);
}

/** Behind the path that follows a host. The path of a name without scheme is not reported: nobody knows the scheme. */
function endOfPath(text: string, from: number): number {
  let end = from;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if ((classOf(code) & URL_END) !== 0 || PATH_END.test(text[end]!)) break;
  }
  if (!text.startsWith('://', end)) return end;
  while (end > from && isWord(text.charCodeAt(end - 1))) end--;
  return end;
}
const PATH_END = /[,;:)\]'"]/;

const PERCENT = 37;
const SLASH = 47;
const UNDERSCORE = 95;
const AT_SIGN = 64;
const BACKSLASH = 92;
