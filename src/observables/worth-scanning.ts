import { isDigit, isHex, isNameSign, isWord } from './characters.ts';
import { DOT_LIKE, INVISIBLE } from './fold.ts';
import { isTopLevel } from './public-suffix.ts';
import { isExecutableEnding } from './shapes/file-name.ts';

/**
 * Whether a text may hold any candidate, by one pass over its characters that stops at the first hint: most messages
 * end here. It errs on yes, never on no: where it says no, reading the whole text would find nothing either.
 */
export function worthScanning(text: string): boolean {
  const end = text.length;
  let hexRun = 0;
  let isAscii = true;
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isHex(code)) {
      if (++hexRun === 32) return true;
      if ((code === SMALL_D || code === LARGE_D) && isSpelledDot(text, at)) return true;
      continue;
    }
    hexRun = 0;
    if (code > 127) isAscii = false;
    else if (!isWord(code) && code !== SPACE && isHint(code, text, at)) return true;
    else if (code === LARGE_Q && text.charCodeAt(at + 4) === DASH && text.charCodeAt(at + 9) === DASH) return true;
  }
  return !isAscii && (INVISIBLE.test(text) || DOT_LIKE.test(text) || DISGUISED.test(text));
}

/** Full-width, styled and CJK forms of brackets, colons and at signs. */
const DISGUISED = /[\u3008\u300A\u300C\u300E\u3010\u3014\u2039\u27E8\uFE55\uFE6B\uFF08\uFF1A\uFF20\uFF3B\uFF3C\uFF5B]/;

function isHint(code: number, text: string, at: number): boolean {
  switch (code) {
    case DOT:
      return isHintAtDot(text, at);
    case COLON:
      return isHintAtColon(text, at);
    case DASH:
      return text.charCodeAt(at - 3) === DASH && text.charCodeAt(at - 6) === DASH;
    case OPEN_SQUARE:
    case OPEN_ROUND:
    case OPEN_CURLY:
    case OPEN_ANGLE:
      return BRACKETED.test(text.slice(at + 1, at + 16));
    case BACKSLASH:
      return text.charCodeAt(at + 1) === SLASH || HIVE_END.test(text.slice(Math.max(0, at - 21), at));
    case UNDERSCORE: {
      const next = text.charCodeAt(at + 1);
      if (next === UNDERSCORE) return SCHEME_END.test(text.slice(Math.max(0, at - 8), at));
      return isDigit(next) && NETWORK_START.test(text.slice(Math.max(0, at - 2), at));
    }
  }
  return false;
}

const BRACKETED = /^[[({< \t]{0,7}(?:[.,@/]|:[\])}>/]|dot|d0t|punkt|punto|ponto|point|at[\s\])}>])/i;
const HIVE_END = /hk[a-z_]{1,18}:?$/i;
const SCHEME_END = /h[tx_*#+]{0,3}ps?_?$|^_*$/i;
const NETWORK_START = /(?:^|[^0-9A-Za-z])[LN]$/;

/** The dots of a name, an address, a file or a Cisco MAC address, told by what follows the last of them. */
function isHintAtDot(text: string, dot: number): boolean {
  const before = text.charCodeAt(dot - 1);
  const next = text.charCodeAt(dot + 1);
  if (!isWord(next)) {
    if (next === SPACE) return before === SPACE && isWord(text.charCodeAt(dot - 2)) && isWord(text.charCodeAt(dot + 2));
    return isBracket(next) && (isWord(before) || isBracket(before));
  }
  if (!isWord(before)) {
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
    return text.charCodeAt(at + 1) === next || SCHEME_END.test(text.slice(Math.max(0, colon - 6), colon));
  }
  if (next === SPACE) return text.charCodeAt(at + 1) === SLASH || text.charCodeAt(at + 1) === BACKSLASH;
  while (at - colon <= 4 && isHex(text.charCodeAt(at))) at++;
  if (text.charCodeAt(at) !== COLON) return false;
  return at > colon + 1 || isHex(text.charCodeAt(colon - 1)) || isHex(text.charCodeAt(at + 1));
}

/** The word "dot" between two equal separators. */
function isSpelledDot(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  if (isWord(before) || (text.charCodeAt(at + 1) | 32) !== SMALL_O || (text.charCodeAt(at + 2) | 32) !== SMALL_T)
    return false;
  const after = text.charCodeAt(at + 3);
  return (
    after === before &&
    (after === SPACE || after === SLASH || after === PIPE || after === DASH || after === UNDERSCORE || after === TAB)
  );
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

const TAB = 9;
const SPACE = 32;
const OPEN_ROUND = 40;
const CLOSE_ROUND = 41;
const DASH = 45;
const DOT = 46;
const SLASH = 47;
const COLON = 58;
const OPEN_ANGLE = 60;
const LARGE_D = 68;
const LARGE_Q = 81;
const OPEN_SQUARE = 91;
const BACKSLASH = 92;
const CLOSE_SQUARE = 93;
const UNDERSCORE = 95;
const SMALL_D = 100;
const SMALL_O = 111;
const SMALL_T = 116;
const OPEN_CURLY = 123;
const PIPE = 124;
const CLOSE_CURLY = 125;
