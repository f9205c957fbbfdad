import type { Candidate, Shape } from './candidate.ts';
import { classOf, DIGIT, isDot, isHex, isWord, LETTER, LOCAL, NAME, SURE_DOT } from './characters.ts';
import { endOfColonRun, readColonRun } from './shapes/address.ts';
import { readHost, readMarkedHost } from './shapes/host.ts';
import { type Add, readNames } from './shapes/names.ts';
import { endOfRegistryKey, isHive } from './shapes/registry-key.ts';
import { readUrl } from './shapes/url.ts';
import { hasHashLength } from './worth-scanning.ts';

/**
 * All candidates of one refanged line, in order of appearance, repetitions included. Goes from sign to sign, reads the
 * whole of what stands around each, and goes on behind it, so that no part of a URL or an e-mail address is reported a
 * second time and the work stays linear.
 */
export function findShapes(line: string): Candidate[] {
  const found: Candidate[] = [];
  const add = (shape: Shape, value: string) => {
    found.push({ shape, value });
  };
  const sign = hasHashLength(line) ? SIGN_OR_HASH : SIGN;
  /** Behind the last thing read: nothing reaches back over it. */
  let floor = 0;
  for (;;) {
    sign.lastIndex = floor;
    if (!sign.test(line)) return found;
    floor = readAt(line, sign.lastIndex - 1, floor, add);
  }
}

/**
 * Where something may stand: a dot inside a name, the colon of a scheme or of two in a row, an at sign, the backslash
 * of a registry key, the hyphens of MAC addresses and serial numbers, the underscore of a network id. Each alternative
 * matches one character.
 */
const SIGN =
  /[.\x80](?=[\w\x80-\uffff])|:(?=\/\/|[0-9A-Fa-f]{0,4}:|\\)|@(?=[\w[\x80-\uffff])|\\(?=\w)|-(?=..-..-|....-)|_(?=\d{12})/g;
/** The same, or the first of at least 32 hexadecimal digits in a row. */
const SIGN_OR_HASH = new RegExp(`${SIGN.source}|[0-9A-Fa-f](?<![0-9A-Fa-f]{2})(?=[0-9A-Fa-f]{31})`, 'g');

/** Reads what stands around the sign at `at`; gives the position to go on from, always behind the sign. */
function readAt(line: string, at: number, floor: number, add: Add): number {
  const start = startOfName(line, at, floor);
  if (line.charCodeAt(at) === COLON) {
    if (line.charCodeAt(at + 1) === SLASH) return readUrlAt(line, start, at, add);
    if (line.charCodeAt(at + 1) !== BACKSLASH) return readColons(line, start, at, add);
  }
  const end = endOfName(line, at);
  const next = line.charCodeAt(end);
  const localEnd = endOfLocal(line, end);
  if (line.charCodeAt(localEnd) === AT_SIGN) {
    const mail = readEmail(line, floor, localEnd);
    if (mail) {
      add('email', mail.value);
      return mail.end;
    }
  } else if (next === BACKSLASH || next === COLON) {
    if (next === COLON && line.startsWith('//', end + 1)) return readUrlAt(line, start, end, add);
    if (isHiveAt(line, start, end)) {
      const keyEnd = endOfRegistryKey(line, start);
      if (keyEnd > end + 1) {
        add('registry_key', line.slice(start, keyEnd).replaceAll(SURE_DOT, '.'));
        return keyEnd;
      }
    }
  }
  return end === start ? at + 1 : Math.max(at + 1, readNames(line, start, end, add));
}

function readUrlAt(line: string, start: number, colon: number, add: Add): number {
  const url = readUrl(line, start, colon);
  if (url === undefined) return colon + 3;
  add('url', url.value);
  return url.end;
}

/** An address of colons, which begins with at most four hexadecimal digits before the first colon, or at it. */
function readColons(line: string, nameStart: number, colon: number, add: Add): number {
  let start = colon;
  while (start > nameStart && isHex(line.charCodeAt(start - 1))) start--;
  // "src:2001:db8::1": the address begins behind the colon of another word.
  if (start > nameStart || colon - start > 4) start = colon + 1;
  const runEnd = endOfColonRun(line, start);
  const run = readColonRun(line, start, runEnd);
  if (run === undefined) {
    // The last part of the run may be the beginning of a name.
    const lastColon = line.lastIndexOf(':', runEnd - 1);
    return Math.max(colon + 1, Math.min(runEnd, lastColon + 1));
  }
  add(run.shape, run.value);
  return run.end;
}

function startOfName(line: string, at: number, floor: number): number {
  let start = at;
  while (start > floor && (classOf(line.charCodeAt(start - 1)) & NAME) !== 0) start--;
  return start;
}

function endOfName(line: string, from: number): number {
  let end = from;
  while (end < line.length && (classOf(line.charCodeAt(end)) & NAME) !== 0) end++;
  return end;
}

type Mail = Readonly<{ value: string; end: number }>;
const LONGEST_LOCAL = 64;

/** The e-mail address around the `@` that stands at `sign`. */
function readEmail(line: string, floor: number, sign: number): Mail | undefined {
  let start = sign;
  const least = Math.max(floor, sign - LONGEST_LOCAL);
  while (start > least && isLocal(line.charCodeAt(start - 1))) start--;
  while (start < sign && isTrim(line.charCodeAt(start))) start++;
  if (start === sign || isDot(line.charCodeAt(sign - 1))) return undefined;
  const local = line.slice(start, sign).replaceAll(SURE_DOT, '.');
  const literal = /^\[\d{1,3}(?:\.\d{1,3}){3}\]/.exec(line.slice(sign + 1, sign + 20));
  if (literal) return { value: `${local}@${literal[0]}`, end: sign + 1 + literal[0].length };
  let end = endOfName(line, sign + 1);
  // user@host:path is how scp and git write a place, not an address to mail to.
  if (line.charCodeAt(end) === COLON && /[\w/~.]/.test(line[end + 1] ?? '')) return undefined;
  while (end > sign && isTrim(line.charCodeAt(end - 1))) end--;
  const host = readHost(line.slice(sign + 1, end));
  if (host) return { value: `${local}@${host}`, end };
  const marked = readMarkedHost(line.slice(sign + 1, end));
  if (marked) return { value: `${local}@${marked.host}`, end: sign + 1 + marked.length };
  const ascii = /^[\w.\x80-]{1,253}/.exec(line.slice(sign + 1, end))?.[0].replace(/[._\x80-]+$/, '') ?? '';
  const prefix = ascii.length < end - sign - 1 ? readHost(ascii) : undefined;
  return prefix ? { value: `${local}@${prefix}`, end: sign + 1 + ascii.length } : undefined;
}

/** "first.last+tag@": signs that no other name holds may stand between the name at `from` and the `@`. */
function endOfLocal(line: string, from: number): number {
  let end = from;
  while (end - from < LONGEST_LOCAL && isLocal(line.charCodeAt(end))) end++;
  return end;
}

function isLocal(code: number): boolean {
  return (classOf(code) & (NAME | LOCAL)) !== 0;
}

/** Dots, hyphens and the like at the rim of a name are punctuation. */
function isTrim(code: number): boolean {
  return code < 128 ? (classOf(code) & (LETTER | DIGIT)) === 0 && code !== UNDERSCORE : !isWord(code);
}

function isHiveAt(line: string, start: number, end: number): boolean {
  const next = line.charCodeAt(end);
  const isKey = next === BACKSLASH || (next === COLON && line.charCodeAt(end + 1) === BACKSLASH);
  return isKey && isHive(line.slice(start, end));
}

const COLON = 58;
const SLASH = 47;
const AT_SIGN = 64;
const BACKSLASH = 92;
const UNDERSCORE = 95;
