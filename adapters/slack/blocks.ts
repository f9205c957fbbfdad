import type { types } from '@slack/bolt';
import { afterWord, type Button, type Card, type Part, type Row, type Span } from '../../src/cards/card.ts';
import { fileWords } from '../../src/cards/file.ts';
import type { SignPress } from '../../src/presses/press.ts';
import { cut } from '../one-line.ts';
import { limits } from './limits.ts';
import { bold, inert, type Leaf, leaves, link, literal, plain, toned } from './rich-text.ts';

export type Block =
  | types.RichTextBlock
  | types.ContextBlock
  | types.ActionsBlock
  | types.DividerBlock
  | types.ImageBlock;

/** A block with what it costs of the limits. `folds`: may be left out when a message is full. */
export type Piece = Readonly<{ block: Block; cost: number; folds: boolean; lines: number }>;

const linesInBlock = 10;
const lineEnd: Leaf = { type: 'text', text: '\n' };

/** A card as Block Kit, whole: nothing is folded yet. No piece holds markup (`mrkdwn`), so none can be injected. */
export function renderPieces(card: Card, signPress: SignPress): Piece[] {
  const pieces = card.simulated ? [said([...bold('SIMULATED'), ...plain(' – not an answer of Cisco XDR')], false)] : [];
  let buttons = 0;
  for (const part of card.parts) {
    for (const piece of renderPart(part, signPress, () => buttons++)) pieces.push(piece);
  }
  // A card without parts still says its headline, and Slack takes no message without a block.
  return card.parts.length > 0 && pieces.length > 0
    ? pieces
    : [...pieces, said(bold(card.headline || 'No answer'), false)];
}

function renderPart(part: Part, signPress: SignPress, next: () => number): Piece[] {
  switch (part.part) {
    case 'heading':
      return [
        said(shortened([...toned(part.tone, part.word), ...plain(afterWord(part)), ...leaves(part.spans)]), false),
      ];
    case 'text':
      return lines([leaves(part.spans)]);
    case 'note':
      return [note(part.spans)];
    case 'rows':
      return lines([...(part.title ? [bold(part.title)] : []), ...part.rows.map(row)]);
    case 'facts':
      return lines(part.facts.map(({ name, spans }) => [...bold(name), ...plain(': '), ...leaves(spans)]));
    case 'links':
      return lines(part.links.map(({ text, url, host }) => [...link(text, url), ...plain(` (${host})`)]));
    case 'buttons':
      return chunks(part.buttons, limits.actionsInBlock).flatMap((some) => actions(some, signPress, next));
    case 'picture':
      return image(part);
    case 'file':
      return lines([[...bold('File'), ...plain(`: ${fileWords(part)}`)]]); // it comes in a message of its own
    case 'divider':
      return [{ block: { type: 'divider' }, cost: limits.pieceCost, folds: true, lines: 0 }];
  }
}

function row({ tone, word, spans, notes }: Row): Leaf[] {
  const line = [...toned(tone, word), ...plain(': '), ...leaves(spans)];
  return notes && notes.length > 0 ? [...line, ...plain(' – '), ...leaves(notes)] : line;
}

/** Lines in as few blocks as the limits let. */
function lines(all: readonly (readonly Leaf[])[]): Piece[] {
  const blocks: (readonly Leaf[])[][] = [];
  let room = 0;
  for (const line of all.map(shortened).filter((leafs) => leafs.length > 0)) {
    const last = blocks.at(-1);
    if (last && last.length < linesInBlock && room >= costOf(line)) {
      last.push(line);
      room -= costOf(line);
    } else {
      blocks.push([line]);
      room = limits.blockText - costOf(line);
    }
  }
  return blocks.map((some) =>
    said(
      some.flatMap((line, at): readonly Leaf[] => (at === 0 ? line : [lineEnd, ...line])),
      true,
      some.length,
    ),
  );
}

/** A line's pieces up to what a line may hold. */
function shortened(line: readonly Leaf[]): Leaf[] {
  let room: number = limits.lineText;
  const kept: Leaf[] = [];
  for (const one of line) {
    if (room <= 0) break;
    kept.push('text' in one && one.text !== undefined ? { ...one, text: cut(one.text, Math.max(room, 2)) } : one);
    room -= sizeOf(one);
  }
  return kept;
}

function said(line: readonly Leaf[], folds: boolean, count = 1): Piece {
  const elements: Leaf[] = line.length > 0 ? [...line] : [{ type: 'text', text: ' ' }];
  const block: Block = { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
  return { block, cost: limits.pieceCost + costOf(elements), folds, lines: count };
}

const costOf = (line: readonly Leaf[]): number =>
  line.reduce<number>((sum, one) => sum + limits.pieceCost + sizeOf(one), 0);

const sizeOf = (one: Leaf): number =>
  ('text' in one && one.text ? one.text.length : 0) + ('url' in one && one.url ? one.url.length : 0);

/** Small print. A note with a link, a person or a time needs pieces; any other is one plain string. */
function note(spans: readonly Span[]): Piece {
  if (spans.some(({ span }) => span === 'link' || span === 'person' || span === 'time'))
    return said(shortened(leaves(spans)), true);
  const text = words(spans.map((span) => ('text' in span ? literal(span.text) : '')).join(''), limits.lineText);
  return {
    block: { type: 'context', elements: [{ type: 'plain_text', text, emoji: false }] },
    cost: text.length + 2 * limits.pieceCost,
    folds: true,
    lines: 1,
  };
}

function actions(buttons: readonly Button[], signPress: SignPress, next: () => number): Piece[] {
  const elements = buttons.flatMap(({ text, press, label, style }): types.Button[] => {
    const value = signPress(press);
    if (value.length > limits.buttonValue) return [];
    return [
      {
        type: 'button',
        action_id: `press-${next()}`,
        text: { type: 'plain_text', text: words(text, limits.buttonText), emoji: false },
        accessibility_label: words(label || text, limits.buttonLabel),
        value,
        ...(style && { style }),
      },
    ];
  });
  if (elements.length === 0) return [];
  return [{ block: { type: 'actions', elements }, cost: elements.length * limits.pieceCost, folds: false, lines: 0 }];
}

/** A plain string as buttons, labels and notes take it: one line, nothing alive in it, never empty. */
export const words = (text: string, length: number): string => cut(inert(literal(text)).trim(), length) || '…';

/** A picture is seen once Slack has it as a file; before that there is nothing to show. */
function image({ alt, sentAs }: Part & { part: 'picture' }): Piece[] {
  if (sentAs === undefined) return [];
  const text = words(alt, limits.altText);
  const block: Block = { type: 'image', slack_file: { id: sentAs }, alt_text: text };
  return [{ block, cost: text.length + limits.pieceCost, folds: false, lines: 0 }];
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}

/** What was wrong with what somebody typed. */
export const wrongNote = (text: string): Piece =>
  said(shortened([...toned('failed', 'Not sent'), ...plain(`: ${text}`)]), false);

/** A line of our own, such as the mark of a fold. */
export const ownNote = (text: string): Piece => note([{ span: 'text', text }]);
