import type { types } from '@slack/bolt';
import { personInWords, type Span, type Tone } from '../../src/cards/card.ts';
import { liveAddress } from '../live-address.ts';
import { oneLine } from '../one-line.ts';
import { limits } from './limits.ts';

/** Pieces of a `rich_text` block. They carry no markup: a text piece is literal, so nothing in it can come alive. */
export type Leaf =
  | types.RichTextText
  | types.RichTextLink
  | types.RichTextEmoji
  | types.RichTextDate
  | types.RichTextUserMention;

/** The sign of a tone; each has a shape of its own, and a word always stands beside it. */
const signs: Record<Tone, string> = {
  malicious: 'octagonal_sign',
  suspicious: 'warning',
  unknown: 'grey_question',
  common: 'large_blue_circle',
  clean: 'white_check_mark',
  incomplete: 'hourglass',
  refused: 'no_entry',
  failed: 'x',
  info: 'information_source',
};

export const sign = (tone: Tone): Leaf => ({ type: 'emoji', name: signs[tone] });

/** A literal piece of a line. Spaces at its ends are kept: pieces are joined without any. */
export function plain(text: string, style?: { bold?: true; code?: true }): Leaf[] {
  const clean = literal(text);
  return clean === '' ? [] : [{ type: 'text', text: clean, ...(style && { style }) }];
}

export const bold = (text: string): Leaf[] => plain(text, { bold: true });

/** A sign and a word, as headings and rows begin. */
export const toned = (tone: Tone, word: string): Leaf[] => [sign(tone), ...plain(' '), ...bold(word)];

export const leaves = (spans: readonly Span[]): Leaf[] => spans.flatMap(leaf);

function leaf(span: Span): Leaf[] {
  switch (span.span) {
    case 'text':
      return plain(span.text);
    case 'strong':
      return bold(span.text);
    case 'value':
      return plain(span.text, { code: true });
    case 'link':
      return link(span.text, span.url);
    case 'person':
      return person(span);
    case 'time':
      return time(span.at);
  }
}

/** Somebody of Slack as Slack shows people; whoever is of another platform, or has no id of Slack's, by name. */
const person = (somebody: Span & { span: 'person' }): Leaf[] =>
  somebody.platform === 'slack' && /^[UW][A-Z0-9]{2,30}$/.test(somebody.id)
    ? [{ type: 'user', user_id: somebody.id }]
    : plain(personInWords(somebody));

/** A live link: https only and without a user name, else the words alone. */
export function link(text: string, url: string): Leaf[] {
  const address = liveAddress(url, limits.linkUrl);
  const words = literal(text);
  return address ? [{ type: 'link', url: address, ...(words && { text: words }) }] : plain(text);
}

/** Shown in the reader's own time zone. */
function time(at: string): Leaf[] {
  const seconds = Math.floor(new Date(at).getTime() / 1000);
  if (!(seconds >= 0)) return plain(at);
  const fallback = `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [{ type: 'date', timestamp: seconds, format: '{date_short_pretty} {time}', fallback }];
}

/** Text fit for one line: nothing invisible, one line, bounded; spaces at its ends stay. */
export const literal = (text: string, length: number = limits.lineText): string => oneLine(text, length);

/** For plain strings, which some clients read more into than they should: no address, emoji or mention in it comes alive. */
export const inert = (text: string): string => unlinked(text).replaceAll('<', '‹').replaceAll('>', '›');

/** Breaks addresses and emoji names; angle brackets are the caller's to escape. */
export const unlinked = (text: string): string => text.replaceAll('://', '[:]//').replace(/:(?=[\w+'-]+:)/g, ':\u200b');
