import { shortMiddle } from '../../src/cards/button.ts';
import {
  afterWord,
  type Button,
  type ButtonStyle,
  type Card,
  type Part,
  type Row,
  type Span,
} from '../../src/cards/card.ts';
import { fileWords } from '../../src/cards/file.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import type { Press, SignPress } from '../../src/presses/press.ts';
import { cut } from '../one-line.ts';
import { blocks, bold, inert, type Look, link, literal, plain, type Run, runs, toned, unmarked } from './card-text.ts';
import { bytesOf, foldPieces, type Piece } from './fold.ts';
import { limits } from './limits.ts';

/** A card as Teams takes it: `card` is the content of an attachment, `text` (plain) the `summary` of its message. */
export type Rendered = Readonly<{ text: string; card: AdaptiveCard }>;

/** https://learn.microsoft.com/adaptive-cards/schema-explorer/adaptive-card */
export type AdaptiveCard = Readonly<{
  type: 'AdaptiveCard';
  version: '1.5';
  speak: string;
  fallbackText: string;
  msteams: Readonly<{ width: 'Full' }>;
  body: readonly object[];
}>;

/** Content type of an attachment that holds a card. */
export const adaptiveCardType = 'application/vnd.microsoft.card.adaptive';

/** `most`: bytes (JSON in UTF-8). `below`: elements that stand whole under the card. `own`: its buttons say that it is seen by one person, in place of the card that all see. */
export type View = Readonly<{ most?: number; below?: readonly object[]; own?: boolean }>;

/** A card as an Adaptive Card. */
export function renderCard(card: Card, signPress: SignPress, view: View = {}): Rendered {
  const { most = limits.cardBytes, below = [], own = false } = view;
  const said = cut(plainText(card), limits.summary) || 'xdr';
  const spoken = cut(unmarked(said), Math.min(limits.spoken, Math.floor(most / 20)));
  const frame = {
    type: 'AdaptiveCard',
    version: '1.5',
    speak: spoken,
    fallbackText: spoken,
    msteams: { width: 'Full' },
  } as const;
  const room = below.reduce((left: number, element) => left - bytesOf(element), most - bytesOf({ ...frame, body: [] }));
  const dataOf: DataOf = (press) => ({ press: signPress(press), ...(own && { own }) });
  const body = [...foldPieces(renderPieces(card, dataOf), room, ownNote), ...below];
  return { text: cut(inert(said), limits.summary), card: { ...frame, body } };
}

/** The least that can be said of a card, for when Teams refuses the whole as too long. */
export const renderShort = (card: Card, signPress: SignPress): Rendered =>
  renderCard(shortOf(card), signPress, { most: limits.extensionBytes });

export const shortOf = (card: Card): Card => ({
  ...card,
  parts: [
    ...card.parts.filter(({ part }) => part === 'heading').slice(0, 1),
    { part: 'note', spans: [{ span: 'text', text: 'The rest is too long for Teams.' }] },
    ...card.parts.filter(({ part }) => part === 'buttons').slice(0, 1),
  ],
});

/** The card itself when it has none. */
export const withoutButtons = (card: Card): Card =>
  card.parts.some(({ part }) => part === 'buttons')
    ? { ...card, parts: card.parts.filter(({ part }) => part !== 'buttons') }
    : card;

/** Leads from a view of one's own back to the card. */
export const backAction = {
  type: 'Action.Execute',
  verb: 'back',
  title: 'Back',
  tooltip: 'Back to the card that everybody sees',
  associatedInputs: 'none',
  data: {},
  fallback: 'drop',
} as const;

/** The data of a button. */
type DataOf = (press: Press) => Readonly<{ press: string }>;

/** A card whose pieces are literal, whole: nothing is folded yet. */
function renderPieces(card: Card, dataOf: DataOf): Piece[] {
  const simulated = [...bold('SIMULATED'), ...plain(' – not an answer of Cisco XDR')];
  const pieces = card.simulated ? [said([simulated], false)] : [];
  let divided = false;
  for (const part of card.parts) {
    if (part.part === 'divider') divided = true;
    for (const piece of renderPart(part, dataOf)) {
      pieces.push(divided ? below(piece) : piece);
      divided = false;
    }
  }
  // A card without parts still says its headline, and an empty body shows nothing at all.
  return pieces.length > (card.simulated ? 1 : 0)
    ? pieces
    : [...pieces, said([bold(card.headline || 'No answer')], false)];
}

function renderPart(part: Part, dataOf: DataOf): Piece[] {
  switch (part.part) {
    case 'heading':
      return [said([heading(part)], false)];
    case 'text':
      return lines([runs(part.spans)]);
    case 'note':
      return lines([runs(part.spans, small)]);
    case 'rows':
      return [
        ...lines(part.title ? [bold(part.title)] : []),
        ...part.rows.map((one, at) => row(one, at === 0 && !part.title)),
      ];
    case 'facts':
      return lines(part.facts.map(({ name, spans }) => [...bold(name), ...plain(': '), ...runs(spans)]));
    case 'links':
      return lines(part.links.map(({ text, url, host }) => [...link(text, url), ...plain(` (${host})`, small)]));
    case 'buttons':
      return inRows(part.buttons).flatMap((some, at) => actions(some, dataOf, at === 0));
    case 'picture':
      return image(part);
    case 'file':
      return lines([[...bold('File'), ...plain(`: ${fileWords(part)}`)]]); // it comes in a message of its own
    case 'divider':
      return []; // a line above what follows
  }
}

const small: Look = { size: 'Small', isSubtle: true };
const large: Look = { size: 'Medium' };

const heading = (part: Part & { part: 'heading' }): Run[] => [
  ...toned(part.tone, part.word, large),
  ...bold(afterWord(part), large),
  ...runs(part.spans, { ...large, weight: 'Bolder' }),
];

/** What is to say about it stands on a line of its own, which reads well also where the card is narrow. */
function row({ tone, word, spans, notes = [] }: Row, first: boolean): Piece {
  const line = [...toned(tone, word), ...plain(': '), ...runs(spans)];
  const beneath = runs(notes, { isSubtle: true });
  return said(beneath.length > 0 ? [line, beneath] : [line], true, first ? 'Default' : 'Small');
}

/** Lines, each its own piece; the first stands apart from what is above. */
const lines = (all: readonly (readonly Run[])[]): Piece[] =>
  all.filter((line) => line.length > 0).map((line, at) => said([line], true, at === 0 ? 'Default' : 'Small'));

type Spacing = 'Default' | 'Small';
const gapOf = (spacing: Spacing) => (spacing === 'Small' ? { spacing } : {});

function said(all: readonly (readonly Run[])[], folds: boolean, spacing: Spacing = 'Default'): Piece {
  const elements = all.flatMap((line) => blocks(shortened(line)));
  return pieceOf(
    elements.map((element, at) => ({ ...element, ...(at > 0 ? { spacing: 'None' } : gapOf(spacing)) })),
    folds,
    1,
  );
}

const pieceOf = (elements: readonly object[], folds: boolean, count: number): Piece => ({
  elements,
  bytes: elements.reduce<number>((sum, element) => sum + bytesOf(element), 0),
  folds,
  lines: count,
});

const below = ({ elements: [first, ...rest], folds, lines: count }: Piece): Piece =>
  pieceOf([{ ...first, separator: true, spacing: 'Medium' }, ...rest], folds, count);

/** Characters that a piece costs besides its own: many small ones are no short line. */
const pieceCost = 20;

/** A line's pieces up to what a line may hold. */
function shortened(line: readonly Run[]): Run[] {
  let room: number = limits.lineText;
  const kept: Run[] = [];
  for (const one of line) {
    if (room <= 0) break;
    kept.push({ ...one, text: cut(one.text, Math.max(room, 2)) });
    room -= one.text.length + (one.selectAction?.url.length ?? 0) + pieceCost;
  }
  return kept.length > 0 ? kept : [{ type: 'TextRun', text: ' ' }];
}

/** Buttons in rows that stand whole where the card is narrow; Teams would cut their words. */
function inRows(buttons: readonly Button[]): Button[][] {
  const rows: Button[][] = [];
  let room = 0;
  for (const button of buttons) {
    const width = Math.min(button.text.length, limits.buttonWidth) + limits.buttonFrame;
    if (rows.length > 0 && room >= width) rows.at(-1)?.push(button);
    else {
      rows.push([button]);
      room = limits.rowText;
    }
    room -= width;
  }
  return rows;
}

/** How Teams calls them. https://learn.microsoft.com/adaptive-cards/schema-explorer/action-execute */
export const styles: Readonly<Record<ButtonStyle, 'positive' | 'destructive'>> = {
  primary: 'positive',
  danger: 'destructive',
};

/** One row. Clients that do not know `Action.Execute` submit the same. */
function actions(buttons: readonly Button[], dataOf: DataOf, first: boolean): Piece[] {
  const all = buttons.flatMap(({ text, press, label, style }) => {
    const data = dataOf(press);
    if (data.press.length > limits.buttonPress) return [];
    const title = shortMiddle(words(text, limits.buttonText), limits.buttonWidth);
    const looks = style && { style: styles[style] };
    const named = { title, tooltip: words(label || text, limits.buttonTip), ...looks, data };
    return [{ type: 'Action.Execute', verb: 'press', ...named, fallback: { type: 'Action.Submit', ...named } }];
  });
  if (all.length === 0) return [];
  return [pieceOf([{ type: 'ActionSet', actions: all, ...gapOf(first ? 'Default' : 'Small') }], false, 0)];
}

/**
 * A picture inside the card: Teams does not count what is encoded so as a part of the message, and takes no image that is
 * higher than 1024 pixels, so it stands in slices, the first of which is described.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
 */
function image({ alt, slices }: Part & { part: 'picture' }): Piece[] {
  const elements = slices.map((slice, at) => ({
    type: 'Image',
    url: `data:image/png;base64,${Buffer.from(slice).toString('base64')}`,
    altText: at === 0 ? words(alt, limits.altText) : '',
    size: 'Stretch',
    msteams: { allowExpand: true },
    ...(at > 0 && { spacing: 'None' }),
  }));
  const counted = elements.map((element) => ({ ...element, url: '' }));
  return [{ elements, bytes: pieceOf(counted, false, 0).bytes, folds: false, lines: 0 }];
}

const words = (text: string, length: number): string => cut(inert(literal(text)).trim(), length) || '…';

/** A line of our own, such as the mark of a fold. */
const ownNote = (text: string): Piece => said([runs([{ span: 'text', text }] satisfies Span[], small)], true);
