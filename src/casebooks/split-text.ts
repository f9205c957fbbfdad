/**
 * Splits a text into pieces of at most `most` UTF-16 units, without losing any of it: at a line's end where there is one
 * in the second half of a piece, else at a space, else between two characters. Blank pieces are left out.
 */
export function splitText(text: string, most: number): readonly string[] {
  const pieces: string[] = [];
  for (let rest = text.trim(); rest !== ''; ) {
    if (rest.length <= most) {
      pieces.push(rest);
      break;
    }
    const piece = rest.slice(0, most + 1);
    const at = [piece.lastIndexOf('\n'), piece.lastIndexOf(' ')].find((one) => one > most / 2) ?? whole(rest, most);
    pieces.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return pieces.filter(Boolean);
}

/** Never inside a character of two units. */
const whole = (text: string, at: number): number => (/[\uD800-\uDBFF]/.test(text[at - 1] ?? '') ? at - 1 : at);
