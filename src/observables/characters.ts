/** Character classes of ASCII as bit sets, looked up by code, so that the scanners stay loops over numbers. */
export const DIGIT = 1;
export const HEX = 2;
export const LETTER = 4;
/** Part of a name: letters, digits, `-`, `_`, `.`. */
export const NAME = 8;
/** Before the `@` of an e-mail address, beside letters, digits, `.`, `_` and `-`. */
export const LOCAL = 16;
/** Ends a URL wherever it stands. */
export const URL_END = 32;
/** May end a URL, depending on what stands around it: brackets, quote, comma, semicolon, backslash. */
export const URL_SIGN = 64;

/**
 * Stands for a dot that somebody defanged (`[.]`, `(dot)`). A padding control that no text holds, so that the scanners see which dots
 * were marked by hand: such a name is meant as an observable even where a plain one would pass for code.
 */
export const SURE_DOT = '\x80';
export const SURE_DOT_CODE = 0x80;

const ASCII = new Uint8Array(128);
function mark(bit: number, characters: string): void {
  for (const c of characters) ASCII[c.charCodeAt(0)]! |= bit;
}
mark(DIGIT | HEX | NAME, '0123456789');
mark(LETTER | NAME, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');
mark(HEX, 'abcdefABCDEF');
mark(NAME, '-_.');
mark(LOCAL, "+%&'=~$");
mark(URL_SIGN, "()[]{}',;\\");
mark(URL_END, ' \t"<>`{}|^');
for (let code = 0; code < 33; code++) ASCII[code]! |= URL_END;
ASCII[127]! |= URL_END;

/** 0 not asked yet, 1 part of a word, 2 a border. */
const beyondAscii = new Uint8Array(65536);
const WORD = /[\p{L}\p{N}\p{M}\p{Cs}]/u;

function isWordBeyondAscii(code: number): boolean {
  if (beyondAscii[code] === 0)
    beyondAscii[code] = code === SURE_DOT_CODE || WORD.test(String.fromCharCode(code)) ? 1 : 2;
  return beyondAscii[code] === 1;
}

/** The class bits of the UTF-16 code unit; letters beyond ASCII are names, punctuation and spaces end a URL. */
export function classOf(code: number): number {
  if (code < 128) return ASCII[code]!;
  return isWordBeyondAscii(code) ? NAME : URL_END;
}

/** Whether the code unit is a letter or digit of any script (not the marked dot). NaN, beyond the text's ends, is not. */
export function isWord(code: number): boolean {
  if (code < 128) return (ASCII[code]! & (LETTER | DIGIT)) !== 0;
  return code !== SURE_DOT_CODE && code >= 128 && isWordBeyondAscii(code);
}

export function isHex(code: number): boolean {
  return code < 128 && (ASCII[code]! & HEX) !== 0;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Hyphen and underscore, which stand inside names. */
export function isNameSign(code: number): boolean {
  return code === 45 || code === 95;
}

export function isDot(code: number): boolean {
  return code === 46 || code === SURE_DOT_CODE;
}
