import { isDigit, isHex, isNameSign, isWord } from './characters.ts';
import { isTopLevel } from './public-suffix.ts';
import { isExecutableEnding } from './shapes/file-name.ts';

/**
 * Whether a text may hold any candidate: most messages end here, at the first glance. It errs on yes, never on no:
 * where it says no, reading the whole text would find nothing either.
 */
export function worthScanning(text: string): boolean {
  HINT.lastIndex = 0;
  while (HINT.test(text)) {
    if (isHint(text, HINT.lastIndex - 1)) return true;
  }
  return hasHashLength(text) || text.includes('\u00AD') || DISGUISE.test(text);
}

/**
 * The signs that observables are made of, with the least that must follow each. One native pass is several times faster
 * than a loop over characters; every alternative matches a single character, so `lastIndex - 1` is where it stands.
 */
const HINT =
  /\.(?=[\w[({\])}\\\x80-\uffff]| \S)|:(?=[/\\]| [/\\]|[0-9A-Fa-f]{0,4}:)|[[({<](?=[[({< \t]{0,7}(?:[.,@/]|:[\])}>/]|[dD][oO0][tT]|[pP][uUoO]|[aA][tT]))|\\(?=\S)|_(?=_|\d{12})|-(?=..-..-|....-)|[dD](?=[oO][tT][ \t/|_-])|D(?=OT[a-z0-9])/g;

/** Beyond Latin-1, where a one-byte string need not be searched: invisible characters, other scripts' dots, brackets, signs. */
const DISGUISE =
  /\u034F|[\u180B-\u180F\uFE00-\uFE0F]|[\u061C\u115F\u1160\u17B4\u17B5\u200B-\u200F\u2024\u202A-\u202E\u2039\u2060-\u206F\u27E8\u3002\u3008\u300A\u300C\u300E\u3010\u3014\u3164\uFE52\uFE55\uFE6B\uFEFF\uFF08\uFF0E\uFF1A\uFF20\uFF3B\uFF3C\uFF5B\uFF61\uFFA0\uFFF0-\uFFF8\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]/u;

const SHORTEST_HASH = 32;

/** Whether as many hexadecimal digits follow each other as the shortest hash has: looks at every 32nd character first. */
export function hasHashLength(text: string): boolean {
  for (let probe = SHORTEST_HASH - 1; probe < text.length; probe += SHORTEST_HASH) {
    if (!isHex(text.charCodeAt(probe))) continue;
    let from = probe;
    while (isHex(text.charCodeAt(from - 1)) && probe - from < SHORTEST_HASH) from--;
    let to = probe + 1;
    while (isHex(text.charCodeAt(to)) && to - from < SHORTEST_HASH) to++;
    if (to - from >= SHORTEST_HASH) return true;
  }
  return false;
}

function isHint(text: string, at: number): boolean {
  switch (text.charCodeAt(at)) {
    case DOT:
      return isHintAtDot(text, at);
    case COLON:
      return isHintAtColon(text, at);
    case DASH:
      return isGrouped(text, at);
    case BACKSLASH:
      return (
        text.charCodeAt(at + 1) === SLASH ||
        text.charCodeAt(at + 1) === COLON ||
        HIVE_END.test(text.slice(Math.max(0, at - 21), at))
      );
    case UNDERSCORE:
      if (text.charCodeAt(at + 1) !== UNDERSCORE) return isNetworkLetter(text.charCodeAt(at - 1));
      return SCHEME_END.test(text.slice(Math.max(0, at - 8), at));
    case SMALL_D:
    case LARGE_D:
      return isSpelledDot(text, at);
  }
  return true;
}

const HIVE_END = /hk[a-z_]{1,18}:?$/i;
const SCHEME_END = /h[tx_*#+]{0,3}ps?_?[\])}]?$|^_*$/i;
const isNetworkLetter = (code: number): boolean => code === LARGE_L || code === LARGE_N;

/** The dots of a name, an address, a file or a Cisco MAC address, told by what follows the last of them. */
function isHintAtDot(text: string, dot: number): boolean {
  const before = text.charCodeAt(dot - 1);
  const next = text.charCodeAt(dot + 1);
  if (!isWord(next)) {
    if (next === SPACE) return before === SPACE && isWord(text.charCodeAt(dot - 2)) && isWord(text.charCodeAt(dot + 2));
    return (isBracket(next) || next === BACKSLASH) && (isWord(before) || isBracket(before) || before === BACKSLASH);
  }
  if (!isWord(before) && !isNameSign(before)) {
    return before === BACKSLASH || (isBracket(before) && before !== CLOSE_ROUND && isWord(text.charCodeAt(dot - 2)));
  }
  let end = dot + 1;
  let code = next;
  while (isWord(code) || isNameSign(code)) {
    if (code > 127 || end - dot > 64) return true;
    code = text.charCodeAt(++end);
  }
  if (code === DOT && isWord(text.charCodeAt(end + 1))) return false;
  while (!isWord(text.charCodeAt(end - 1))) end--;
  if (end - dot === 5 && text.charCodeAt(dot - 5) === DOT) return true;
  if (isDigit(next)) return isFourthOctet(text, dot);
  const ending = text.slice(dot + 1, end).toLowerCase();
  return isTopLevel(ending) || isExecutableEnding(ending);
}

/** Whether three numbers and two dots stand before this dot. */
function isFourthOctet(text: string, dot: number): boolean {
  let dots = 1;
  for (let at = dot - 1; at >= dot - 12; at--) {
    const code = text.charCodeAt(at);
    if (code === DOT) dots++;
    else if (!isDigit(code)) break;
  }
  return dots >= 3;
}

/** The colon of a scheme, or one of two with at most four hexadecimal digits between them. */
function isHintAtColon(text: string, colon: number): boolean {
  let at = colon + 1;
  const next = text.charCodeAt(at);
  if (next === SLASH || next === BACKSLASH) {
    return text.charCodeAt(at + 1) === next || SCHEME_END.test(text.slice(Math.max(0, colon - 8), colon));
  }
  if (next === SPACE) return true;
  while (at - colon <= 4 && isHex(text.charCodeAt(at))) at++;
  return at > colon + 1 || isHex(text.charCodeAt(colon - 1)) || isHex(text.charCodeAt(at + 1));
}

/** The second hyphen of `00-11-22-…` at the earliest, or the first of a Meraki serial number `Q2XX-…-…`. */
function isGrouped(text: string, dash: number): boolean {
  if (text.charCodeAt(dash + 3) === DASH && text.charCodeAt(dash + 6) === DASH) return true;
  return text.charCodeAt(dash - 4) === LARGE_Q && text.charCodeAt(dash + 5) === DASH;
}

/** The word "dot" between two equal separators, or `DOT` between small letters. */
function isSpelledDot(text: string, at: number): boolean {
  const after = text.charCodeAt(at + 3);
  return text.charCodeAt(at - 1) === after || isWord(after);
}

function isBracket(code: number): boolean {
  return (
    code === OPEN_SQUARE ||
    code === CLOSE_SQUARE ||
    code === OPEN_ROUND ||
    code === CLOSE_ROUND ||
    code === OPEN_CURLY ||
    code === CLOSE_CURLY
  );
}

const SPACE = 32;
const OPEN_ROUND = 40;
const CLOSE_ROUND = 41;
const DASH = 45;
const DOT = 46;
const SLASH = 47;
const COLON = 58;
const LARGE_D = 68;
const LARGE_L = 76;
const LARGE_N = 78;
const LARGE_Q = 81;
const OPEN_SQUARE = 91;
const BACKSLASH = 92;
const CLOSE_SQUARE = 93;
const UNDERSCORE = 95;
const SMALL_D = 100;
const OPEN_CURLY = 123;
const CLOSE_CURLY = 125;
