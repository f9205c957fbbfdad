/** Widths of the printable characters of ASCII in Roboto, regular, in hundredths of the font's size (from the font's own table). */
const widths = [
  ...[25, 26, 32, 62, 56, 73, 62, 17, 34, 35, 43, 57, 20, 28, 26, 41, 56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 24, 21],
  ...[51, 55, 52, 47, 90, 65, 62, 65, 66, 57, 55, 68, 71, 27, 55, 63, 54, 87, 71, 69, 63, 69, 62, 59, 60, 65, 64, 89],
  ...[63, 60, 60, 27, 41, 27, 42, 45, 31, 54, 56, 52, 56, 53, 35, 56, 55, 24, 24, 51, 24, 88, 55, 57, 56, 57, 34, 52],
  ...[33, 55, 48, 75, 50, 47, 50, 34, 24, 34, 68],
];
/** The widest letter beyond ASCII; a box for what the font does not have is narrower. */
const beyond = 117;
/** Bold is wider by as much, at most. */
const bolder = 1.06;

/** Width of a line of text in Roboto, in the unit of `size`; never less than it takes. */
export function textWidth(text: string, size: number, bold = false): number {
  let sum = 0;
  for (const character of text) sum += widths[character.codePointAt(0)! - 32] ?? beyond;
  return (sum / 100) * size * (bold ? bolder : 1);
}

/** Cuts a line to a width: at its end, or in its middle, where both ends tell (hashes, addresses). */
export function cutToWidth(text: string, width: number, size: number, { bold = false, middle = false } = {}): string {
  if (textWidth(text, size, bold) <= width) return text;
  const characters = Array.from(text);
  const cut = (keep: number): string => {
    const head = middle ? Math.ceil(keep / 2) : keep;
    return `${characters.slice(0, head).join('')}…${keep > head ? characters.slice(head - keep).join('') : ''}`;
  };
  let [low, high] = [0, Math.min(characters.length, Math.ceil(width))]; // no character is narrower than a unit
  while (low < high) {
    const keep = Math.ceil((low + high) / 2);
    if (textWidth(cut(keep), size, bold) <= width) low = keep;
    else high = keep - 1;
  }
  return cut(low);
}
