/** Elements of a card's body with what they cost (bytes). `folds`: may be left out when a card is full; `lines`: how many it says. */
export type Piece = Readonly<{ elements: readonly object[]; bytes: number; folds: boolean; lines: number }>;

/** Bytes that something takes in JSON, with the comma after it. */
export const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value)) + 1;

/** Room for the line that tells of the fold. */
const markBytes = 250;

/**
 * The body of one card, within `room` bytes: headings and buttons stay, lists give way from their end, and a line says how
 * much is not shown.
 */
export function foldPieces(pieces: readonly Piece[], room: number, mark: (words: string) => Piece): object[] {
  if (total(pieces) <= room) return pieces.flatMap(({ elements }) => elements);
  let left = room - markBytes;
  const kept = new Set<Piece>();
  const keep = (some: readonly Piece[]): Piece | undefined => {
    for (const piece of some) {
      if (left < piece.bytes) return piece;
      kept.add(piece);
      left -= piece.bytes;
    }
    return undefined;
  };
  const firstFixed = keep(pieces.filter((piece) => !piece.folds));
  const firstHidden = keep(pieces.filter((piece) => piece.folds)) ?? firstFixed;
  const hidden = pieces.filter((piece) => !kept.has(piece)).reduce((sum, piece) => sum + piece.lines, 0);
  return pieces.flatMap((piece) => {
    const shown = kept.has(piece) ? piece.elements : [];
    return piece === firstHidden ? [...mark(hiddenLines(hidden)).elements, ...shown] : shown;
  });
}

const hiddenLines = (count: number): string =>
  count === 1 ? '… and 1 more line, too long for Teams' : `… and ${count} more lines, too long for Teams`;

const total = (pieces: readonly Piece[]): number => pieces.reduce((sum, piece) => sum + piece.bytes, 0);
