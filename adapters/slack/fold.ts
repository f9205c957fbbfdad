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
  const fixed = pieces.filter((piece) => !piece.folds).slice(0, limits.messageBlocks - 2 * markBlocks);
  let blocks = limits.messageBlocks - fixed.length;
  let room = limits.messageCharacters - fixed.reduce((sum, piece) => sum + piece.cost, 0);
  const kept = new Set(fixed);
  const all = total(pieces);
  const fits = pieces.length <= limits.messageBlocks && all <= limits.messageCharacters;
  let hidden = 0;
  let firstHidden: Piece | undefined;
  for (const piece of pieces) {
    if (kept.has(piece) || !piece.folds) continue;
    const enough = fits || (!firstHidden && blocks > markBlocks && room - markCost >= piece.cost);
    if (enough) {
      kept.add(piece);
      blocks--;
      room -= piece.cost;
    } else {
      firstHidden ??= piece;
      hidden += piece.lines;
    }
  }
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
