import { domainToASCII } from 'node:url';
import { LONGEST } from '../candidate.ts';
import { classOf, isDigit, SURE_DOT, URL_END, URL_SIGN } from '../characters.ts';
import { isIpv6, readIpv4 } from './address.ts';
import { readHost } from './host.ts';

/** Schemes whose URLs are observables; of others only the host is. */
const SCHEME =
  /^(?:https?|ftps?|sftp|tftp|wss?|rtmps?|rtsps?|ldaps?|rmi|smb|tcp|udp|git|svn|irc|telnet|gopher|socks[45]?|ipfs)$/;

export type Url = Readonly<{ value: string; end: number }>;

/**
 * The URL whose `://` stands at `colon`, its scheme beginning at `start`, with where it ends in the text; undefined if
 * the scheme is not one of interest or its host is neither an address nor a name with a dot.
 */
export function readUrl(text: string, start: number, colon: number): Url | undefined {
  const scheme = knownScheme(text.slice(Math.max(start, colon - 8), colon).toLowerCase());
  if (scheme === undefined) return undefined;
  const from = colon + 3;
  const authorityEnd = endOfAuthority(text, from);
  const userEnd = text.slice(from, authorityEnd).lastIndexOf('@') + 1;
  const hostFrom = from + userEnd;
  const authority = readAuthority(text.slice(hostFrom, authorityEnd));
  if (authority === undefined) return undefined;
  const hostEnd = hostFrom + authority.length;
  const end = hostEnd === authorityEnd ? endOfUrl(text, hostEnd, text.charCodeAt(start - 1)) : hostEnd;
  const user = text.slice(from, hostFrom);
  const rest = text.slice(hostEnd, end).replaceAll(SURE_DOT, '.');
  return { value: shortened(`${scheme}://${user.replaceAll(SURE_DOT, '.')}${authority.value}${rest}`), end };
}

/** `text:http` and `xhttp` mean http: what is glued to the front of a known scheme is not part of it. */
function knownScheme(scheme: string): string | undefined {
  if (SCHEME.test(scheme)) return scheme;
  return /https?$|ftps?$/.exec(scheme)?.[0];
}

function endOfAuthority(text: string, from: number): number {
  let end = from;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === SLASH || code === QUESTION || code === HASH || code === BACKSLASH) break;
    // Brackets, commas and semicolons are the sentence's, or Markdown's, but for the address in "[2001:db8::1]".
    if (code === ROUND || code === ROUND + 1 || code === COMMA || code === SEMICOLON) break;
    if (code === SQUARE && end > from && text.charCodeAt(end - 1) !== AT_SIGN) break;
    if (code < 128 ? (classOf(code) & URL_END) !== 0 : classOf(code) === URL_END && BREAKS.test(text[end]!)) break;
  }
  return end;
}

type Authority = Readonly<{ value: string; length: number }>;

/** Host and port at the start of the text. What follows them (a comma, a closing bracket, other words) is left. */
function readAuthority(text: string): Authority | undefined {
  const literal = /^\[([0-9a-f:.]{2,45})(?:%[\w.-]{1,16})?\]/i.exec(text);
  if (literal) return isIpv6(literal[1]!) ? withPort(text, literal[0].length, literal[0].toLowerCase()) : undefined;
  const name = HOST_RUN.exec(text)?.[0].replace(/[.\x80]+$/, '') ?? '';
  if (isDigit(name.charCodeAt(0))) {
    const address = readIpv4(name.replaceAll(SURE_DOT, '.')) ?? NUMERIC_HOST.exec(name)?.[0].toLowerCase();
    if (address !== undefined) return withPort(text, name.length, address);
  }
  const host = readHost(name);
  if (host) return withPort(text, name.length, host);
  // Letters of another script glued to the end: "http://bad.example" and then a Japanese word.
  const ascii = /^[\w.\x80-]*/.exec(name)![0].replace(/[.\x80_-]+$/, '');
  const prefix = ascii.length < name.length ? readHost(ascii) : undefined;
  if (prefix) return { value: prefix, length: ascii.length };
  const inside = namedInside(name);
  return inside ? withPort(text, name.length, inside) : undefined;
}
/** One number, or four of which some are hexadecimal or octal: browsers take them for addresses. */
const NUMERIC_HOST = /^(?:0x[0-9a-f]{1,8}|\d{8,10}|(?:0x[0-9a-f]{1,2}|\d{1,4})(?:\.(?:0x[0-9a-f]{1,2}|\d{1,4})){3})$/i;
const HOST_RUN = /^[^\s:,;'"()[\]!*=&$+~%@]{1,300}/;

/** A name with a dot of no public domain (`build.corp`), which a URL may name all the same. */
function namedInside(name: string): string | undefined {
  const plain = domainToASCII(name.replaceAll(SURE_DOT, '.')).toLowerCase();
  return /^(?:[a-z0-9_-]{1,63}\.){1,20}[a-z][a-z0-9-]{0,62}$/.test(plain) ? plain : undefined;
}

function withPort(text: string, length: number, value: string): Authority {
  if (text.charCodeAt(length) !== COLON) return { value, length };
  const port = /^:\d{1,5}(?!\d)/.exec(text.slice(length, length + 8))?.[0] ?? '';
  return { value: value + port, length: length + port.length };
}

/** Where path, query and fragment end: at white space, quotes, angle brackets, an unopened bracket, the next URL. */
function endOfUrl(text: string, from: number, before: number): number {
  let end = from;
  const next = text.charCodeAt(from);
  if (next !== SLASH && next !== QUESTION && next !== HASH) return from;
  let round = 0;
  let square = 0;
  let curly = 0;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code > 127) {
      if (BREAKS.test(text[end]!)) break;
      continue;
    }
    if ((classOf(code) & (URL_END | URL_SIGN)) === 0) continue;
    if (code === CURLY) curly++;
    else if (code === CURLY + 2) {
      if (--curly < 0) break;
    } else if ((classOf(code) & URL_END) !== 0) break;
    else if (code === BACKSLASH) break;
    else if (code === QUOTE && before === QUOTE) break;
    else if (code === ROUND) round++;
    else if (code === ROUND + 1) {
      if (--round < 0) break;
    } else if (code === SQUARE) square++;
    else if (code === SQUARE + 2) {
      if (--square < 0) break;
    } else if ((code === COMMA || code === SEMICOLON) && startsUrl(text, end + 1)) break;
  }
  return trimmed(text, from, end, round > 0 || square > 0);
}

function startsUrl(text: string, at: number): boolean {
  return /^[a-z]{2,6}:\/\//i.test(text.slice(at, at + 9));
}

/** Punctuation at the end belongs to the sentence, and so does a bracket that was opened but never closed. */
function trimmed(text: string, from: number, end: number, isOpen: boolean): number {
  let to = end;
  while (to > from && (TRAILING.test(text[to - 1]!) || (isOpen && /[([]/.test(text[to - 1]!)))) to--;
  return to;
}
const TRAILING = /[.,;:!?'*~\x80]/;
/** Beyond ASCII: spaces, quotation marks, CJK punctuation. */
const BREAKS = /[\s\u2018\u2019\u201C\u201D\u00AB\u00BB\u3001\u3002\uFF0C\uFF1B\u2039\u203A]/;

/** Over {@link LONGEST} characters: without query and fragment, else up to the last whole part of the path. */
function shortened(url: string): string {
  if (url.length <= LONGEST) return url;
  const bare = url.slice(0, Math.min(LONGEST, url.search(/[?#]|$/)));
  const slash = bare.lastIndexOf('/');
  return bare.length < LONGEST || slash < 10 ? bare : bare.slice(0, slash + 1);
}

const SLASH = 47;
const COLON = 58;
const QUESTION = 63;
const HASH = 35;
const BACKSLASH = 92;
const QUOTE = 39;
const COMMA = 44;
const SEMICOLON = 59;
const ROUND = 40;
const SQUARE = 91;
const CURLY = 123;
const AT_SIGN = 64;
