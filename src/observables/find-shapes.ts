import type { Candidate, Shape } from './candidate.ts';
import { classOf, DIGIT, isDot, isHex, isWord, LETTER, LOCAL, NAME, SURE_DOT } from './characters.ts';
import { endOfColonRun, readColonRun } from './shapes/address.ts';
import { readHost } from './shapes/host.ts';
import { readNames } from './shapes/names.ts';
import { endOfRegistryKey, isHive } from './shapes/registry-key.ts';
import { readUrl } from './shapes/url.ts';

/**
 * All candidates of one refanged line, in order of appearance, repetitions included. One pass from left to right; each
 * shape is read where it starts and the pass goes on behind it, so that no part of a URL or an e-mail address is
 * reported a second time and the work stays linear.
 */
export function findShapes(line: string): Candidate[] {
  const found: Candidate[] = [];
  const add = (shape: Shape, value: string) => found.push({ shape, value });
  /** Behind the last thing read: nothing reaches back over it. */
  let floor = 0;
  /** Up to here runs of colons are known to hold no address. */
  let colonsRead = 0;
  let at = 0;
  while (at < line.length) {
    const code = line.charCodeAt(at);
    const isColon = code === COLON;
    if (!isColon && (classOf(code) & NAME) === 0) {
      at++;
      continue;
    }
    if (at >= colonsRead && (isColon || isHex(code)) && mayStartColonRun(line, at)) {
      const runEnd = endOfColonRun(line, at);
      const run = readColonRun(line, at, runEnd);
      if (run) {
        add(run.shape, run.value);
        floor = at = run.end;
        continue;
      }
      colonsRead = runEnd;
    }
    if (isColon) {
      at++;
      continue;
    }
    const start = at;
    const end = endOfName(line, start);
    const next = line.charCodeAt(end);
    if (next === COLON && line.charCodeAt(end + 1) === SLASH && line.charCodeAt(end + 2) === SLASH) {
      const url = readUrl(line, start, end);
      if (url) {
        add('url', url.value);
        floor = at = url.end;
      } else {
        at = end + 3;
      }
      continue;
    }
    if (next === AT_SIGN) {
      const mail = readEmail(line, floor, end);
      if (mail) {
        add('email', mail.value);
        floor = at = mail.end;
        continue;
      }
    }
    if (isHiveAt(line, start, end)) {
      const keyEnd = endOfRegistryKey(line, start);
      if (keyEnd > end + 1) {
        add('registry_key', line.slice(start, keyEnd).replaceAll(SURE_DOT, '.'));
        floor = at = keyEnd;
        continue;
      }
    }
    floor = at = readNames(line, start, end, add);
  }
  return found;
}

function endOfName(line: string, start: number): number {
  let end = start;
  while (end < line.length && (classOf(line.charCodeAt(end)) & NAME) !== 0) end++;
  return end;
}

/** A colon after at most four hexadecimal digits, or two in a row: cheap, before the run is read. */
function mayStartColonRun(line: string, at: number): boolean {
  if (isWord(line.charCodeAt(at - 1))) return false;
  let colon = at;
  while (colon - at < 5 && isHex(line.charCodeAt(colon))) colon++;
  return colon - at < 5 && line.charCodeAt(colon) === COLON && (colon > at || line.charCodeAt(at + 1) === COLON);
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
  const ascii = /^[\w.\uE000-]{1,253}/.exec(line.slice(sign + 1, end))?.[0].replace(/[._\uE000-]+$/, '') ?? '';
  const prefix = ascii.length < end - sign - 1 ? readHost(ascii) : undefined;
  return prefix ? { value: `${local}@${prefix}`, end: sign + 1 + ascii.length } : undefined;
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
