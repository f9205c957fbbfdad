/**
 * Invisible characters: soft hyphen, joiners, zero-width spaces, direction marks and overrides, fillers, variation
 * selectors, tags. People and programs hide observables with them, and copying from a PDF scatters them.
 */
export const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;

/** Dots of other scripts that browsers, too, read as the dot of a name (UTS 46), and what looks like one. */
export const DOT_LIKE = /[\u2024\u3002\uFE52\uFF0E\uFF61]/u;

const OPENING = /[\u3008\u300A\u300C\u3010\u3014\u27E8\u2039]/;
const CLOSING = /[\u3009\u300B\u300D\u3011\u3015\u27E9\u203A]/;
const NO_PART_OF_A_NAME = /[\p{Cc}\p{Co}\p{No}]/u;

function foldOne(character: string): string {
  if (INVISIBLE.test(character)) return '';
  if (DOT_LIKE.test(character)) return '.';
  if (OPENING.test(character)) return '[';
  if (CLOSING.test(character)) return ']';
  // Footnote and list numbers (², ①) are not digits of the name beside them, and one of the control characters is ours
  // for marked dots: they become a border, and one that joins nothing.
  if (NO_PART_OF_A_NAME.test(character)) return '"';
  return character.normalize('NFKC');
}

const folded = new Map<string, string>();
const MOST_FOLDED = 20_000;

/**
 * Writes ligatures, full-width and styled letters as plain ones, brackets and dots of other scripts as ASCII, and drops
 * what is invisible. Character by character, because normalising a whole text takes quadratic time on long runs of
 * combining marks; what remains is settled when a host is turned into ASCII.
 */
export function fold(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (character, offset: number) => {
    if (character === '\u3002' && isSentenceEnd(text, offset)) return ' ';
    let answer = folded.get(character);
    if (answer === undefined) {
      answer = foldOne(character);
      if (folded.size >= MOST_FOLDED) folded.clear();
      folded.set(character, answer);
    }
    return answer;
  });
}

/** An ideographic full stop after CJK text and before a Latin word ends a sentence; elsewhere it may be a dot. */
function isSentenceEnd(text: string, offset: number): boolean {
  return text.charCodeAt(offset - 1) > 0x2e80 && text.charCodeAt(offset + 1) < 128;
}
