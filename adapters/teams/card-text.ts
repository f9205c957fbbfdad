import { personInWords, type Span, type Tone } from '../../src/cards/card.ts';
import { liveAddress } from '../live-address.ts';
import { oneLine } from '../one-line.ts';
import { limits } from './limits.ts';

/**
 * A piece of a line in a `RichTextBlock`. It is literal: nothing in it is read as markdown, as the text of a `TextBlock` is.
 */
export type Run = Readonly<{
  type: 'TextRun';
  text: string;
  weight?: 'Bolder';
  fontType?: 'Monospace';
  color?: 'Attention' | 'Accent';
  size?: 'Small' | 'Medium';
  isSubtle?: true;
  selectAction?: Readonly<{ type: 'Action.OpenUrl'; url: string }>;
}>;
export type Look = Omit<Run, 'type' | 'text' | 'selectAction'>;

/** The sign of a tone; each has a shape of its own that is seen on white and on dark, and a word always stands beside it. */
const signs: Record<Tone, string> = {
  malicious: '🛑',
  suspicious: '⚠️',
  unknown: '🔍',
  common: '🔵',
  clean: '✅',
  incomplete: '⏳',
  refused: '⛔',
  failed: '❌',
  info: 'ℹ️',
};

/** What has a colour: Teams' green and yellow stand at 2:1 and less on its white, and the signs have their own. */
const alarming: ReadonlySet<Tone> = new Set(['malicious', 'failed']);

export type TextBlock = Omit<Run, 'type'> & Readonly<{ type: 'TextBlock'; wrap: true }>;
export type RichTextBlock = Readonly<{ type: 'RichTextBlock'; inlines: readonly Run[] }>;

/**
 * A line as elements. A long value (a hash, an address) is broken where the card is narrow only in a `TextBlock`, and stands
 * in one, alone, if nothing in it is markdown.
 */
export function blocks(line: readonly Run[]): (RichTextBlock | TextBlock)[] {
  const all: (RichTextBlock | TextBlock)[] = [];
  let inlines: Run[] = [];
  const end = () => {
    if (inlines.some(({ text }) => text.trim() !== '')) all.push({ type: 'RichTextBlock', inlines });
    inlines = [];
  };
  for (const one of line) {
    if (standsAlone(one)) {
      end();
      all.push({ ...one, type: 'TextBlock', wrap: true });
    } else if (inlines.length > 0 || all.length === 0) {
      inlines.push(one);
    } else if (one.text.trimStart() !== '') {
      inlines.push({ ...one, text: one.text.trimStart() });
    }
  }
  end();
  return all.length > 0 ? all : [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: ' ' }] }];
}

const standsAlone = ({ text, fontType, selectAction }: Run): boolean =>
  fontType === 'Monospace' && !selectAction && text.length > limits.valueText && neutral.test(text);

/** One word without a character that markdown knows; brackets only as defanging writes them. */
const neutral = /^(?![+-])(?:[\p{L}\p{N}./?=&%+,@:$-]|\[(?:\.|:|@|:\/\/)\](?![[(:]))+$/u;

/** A literal piece of a line. Spaces at its ends are kept: pieces are joined without any. */
export function plain(text: string, look: Look = {}): Run[] {
  const clean = inert(literal(text));
  return clean === '' ? [] : [{ type: 'TextRun', text: clean, ...look }];
}

export const bold = (text: string, look: Look = {}): Run[] => plain(text, { ...look, weight: 'Bolder' });

/** A sign and a word, as headings and rows begin. */
export const toned = (tone: Tone, word: string, look: Look = {}): Run[] => [
  ...plain(`${signs[tone]} `, look),
  ...bold(word, alarming.has(tone) ? { ...look, color: 'Attention' } : look),
];

export const runs = (spans: readonly Span[], look: Look = {}): Run[] => spans.flatMap((span) => run(span, look));

function run(span: Span, look: Look): Run[] {
  switch (span.span) {
    case 'text':
      return plain(span.text, look);
    case 'strong':
      return bold(span.text, look);
    case 'value':
      return plain(span.text, { ...look, fontType: 'Monospace' });
    case 'link':
      return link(span.text, span.url, look);
    case 'person':
      // No mention: nobody is called by a card. Teams' own names are the organisation's.
      return bold(span.platform === 'teams' ? span.name : personInWords(span), look);
    case 'time':
      return plain(minute(span.at), look);
  }
}

/** A live link: https only and without a user name, else the words alone. */
export function link(text: string, url: string, look: Look = {}): Run[] {
  const address = liveAddress(url, limits.linkUrl);
  const shown = plain(text, look);
  if (!address) return shown;
  const [words] = shown.length > 0 ? shown : plain(new URL(address).host, look);
  return words ? [{ ...words, color: 'Accent', selectAction: { type: 'Action.OpenUrl', url: address } }] : [];
}

/**
 * `2026-04-01 09:15 UTC`. The reader's own zone (`{{DATE(…)}}`) is documented for a `TextBlock` only, whose text is
 * markdown: a line would have to give up its literal values for it, and summary and card would tell two times.
 */
function minute(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Text fit for one line: nothing invisible, one line, bounded; spaces at its ends stay. */
export const literal = (text: string, length: number = limits.lineText): string => oneLine(text, length);

/**
 * Breaks what a client reads into any text, literal or not: addresses, tags such as `<at>`, and functions (`{{DATE(…)}}`,
 * which Microsoft's own renderer obeys in literal pieces too).
 */
export const inert = (text: string): string =>
  text
    .replaceAll('://', '[:]//')
    .replace(/<([!/@#a-z][^<>]*)>/gi, '‹$1›')
    .replace(/<(?=[!/@#a-z])/gi, '‹')
    .replace(/\{(?=\{)/g, '{ ');

/** The same for strings that are markdown, or that some clients take for it: no link, no image, no emphasis. */
export const unmarked = (text: string): string =>
  inert(text)
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replace(/\](?=[[(:])/g, '] ')
    .replaceAll('*', '∗')
    .replaceAll('`', "'");
