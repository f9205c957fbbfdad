import { type Block, ownNote, type Piece } from './blocks.ts';
import { limits } from './limits.ts';

/** Room for the line that tells of the fold. */
const markBlocks = 1;
const markCost = 150;

/**
 * The blocks of one message, inside Slack's limits: headings and buttons stay, lists give way from their end, and a line
 * says how much is not shown.
 */
export function foldMessage(pieces: readonly Piece[]): Block[] {
  if (pieces.length <= limits.messageBlocks && total(pieces) <= limits.messageCharacters) {
    return pieces.map((piece) => piece.block);
  }
  let blocks = limits.messageBlocks - markBlocks;
  let room = limits.messageCharacters - markCost;
  const kept = new Set<Piece>();
  const keep = (some: readonly Piece[]): Piece | undefined => {
    for (const piece of some) {
      if (blocks === 0 || room < piece.cost) return piece;
      kept.add(piece);
      blocks--;
      room -= piece.cost;
    }
    return undefined;
  };
  const firstFixed = keep(pieces.filter((piece) => !piece.folds));
  const firstHidden = keep(pieces.filter((piece) => piece.folds)) ?? firstFixed;
  const hidden = pieces.filter((piece) => !kept.has(piece)).reduce((sum, piece) => sum + piece.lines, 0);
  return pieces.flatMap((piece) => {
    const shown = kept.has(piece) ? [piece.block] : [];
    return piece === firstHidden ? [ownNote(hiddenLines(hidden)).block, ...shown] : shown;
  });
}

const hiddenLines = (count: number): string =>
  count === 1 ? '… and 1 more line, too long for Slack' : `… and ${count} more lines, too long for Slack`;

/** The pages of a dialog; each is inside Slack's limits with room for its page buttons. */
export function pagesOf(pieces: readonly Piece[]): Block[][] {
  const pages: Block[][] = [[]];
  let room: number = limits.modalCharacters;
  for (const piece of pieces) {
    const page = pages.at(-1)!;
    if (page.length > 0 && (page.length >= limits.modalBlocks - 2 || room < piece.cost)) {
      pages.push([piece.block]);
      room = limits.modalCharacters - piece.cost;
    } else {
      page.push(piece.block);
      room -= piece.cost;
    }
  }
  return pages;
}

const total = (pieces: readonly Piece[]): number => pieces.reduce((sum, piece) => sum + piece.cost, 0);
