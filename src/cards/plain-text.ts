import { afterWord, type Card, type Part, type Row, type Span, type Tone } from './card.ts';
import { fileWords } from './file.ts';
import { printable } from './outside-text.ts';

/** How words are dressed; plain text leaves them as they are, a terminal may colour them. Each gets clean text. */
export type Dress = Readonly<{
  word: (tone: Tone, word: string) => string;
  strong: (words: string) => string;
  value: (words: string) => string;
  small: (words: string) => string;
}>;

const bare = (words: string): string => words;
const undressed: Dress = { word: (_tone, word) => word, strong: bare, value: bare, small: bare };

/**
 * A card as text, for notifications, screen readers and terminals: the headline, then a line for each row, fact and
 * note. The first heading says what the headline says and is left out, and so are buttons, which text cannot press.
 */
export function plainText(card: Card, dress: Dress = undressed): string {
  const [first, ...rest] = card.parts;
  const heading = first?.part === 'heading' ? first : undefined;
  const body = (heading || !first ? rest : [first, ...rest]).flatMap((part) => linesOf(part, dress));
  const title = heading ? dressHeadline(card.headline, heading, dress) : dress.strong(printable(card.headline));
  return [...(card.simulated ? [dress.strong('SIMULATED')] : []), title, ...body].join('\n');
}

/** The headline carries the colour of its first word when that is the heading's. */
function dressHeadline(headline: string, { tone, word }: Part & { part: 'heading' }, dress: Dress): string {
  const clean = printable(headline);
  const start = printable(word);
  return clean.startsWith(start)
    ? `${dress.word(tone, start)}${dress.strong(clean.slice(start.length))}`
    : dress.strong(clean);
}

function linesOf(part: Part, dress: Dress): readonly string[] {
  switch (part.part) {
    case 'heading':
      return [`${dress.word(part.tone, printable(part.word))}${afterWord(part)}${inline(part.spans, dress)}`];
    case 'text':
      return [inline(part.spans, dress)];
    case 'note':
      return [dress.small(inline(part.spans, undressed))];
    case 'rows':
      return [
        ...(part.title === undefined ? [] : [`${dress.strong(printable(part.title))}:`]),
        ...part.rows.map((row) => rowLine(row, dress)),
      ];
    case 'facts':
      return part.facts.map(({ name, spans }) => `  ${dress.strong(printable(name))}: ${inline(spans, dress)}`);
    case 'links':
      return part.links.map((link) => `  ${printable(link.text)}: ${printable(link.url)}`);
    case 'divider':
    case 'buttons':
    case 'picture': // what it shows stands in the card as text
      return [];
    case 'file':
      return [`  ${dress.strong('File')}: ${printable(fileWords(part))}`];
  }
}

function rowLine({ tone, word, spans, notes }: Row, dress: Dress): string {
  const line = `  ${dress.word(tone, printable(word))}  ${inline(spans, dress)}`;
  return notes && notes.length > 0 ? `${line} (${inline(notes, dress)})` : line;
}

const inline = (spans: readonly Span[], dress: Dress): string => spans.map((span) => spanText(span, dress)).join('');

function spanText(span: Span, dress: Dress): string {
  switch (span.span) {
    case 'text':
      return inner(span.text);
    case 'strong':
      return dress.strong(inner(span.text));
    case 'value':
      return dress.value(inner(span.text));
    case 'link':
      return `${inner(span.text)} ${inner(span.url)}`;
    case 'person':
      return inner(span.name);
    case 'time':
      return minute(span.at);
  }
}

/** Cleans a piece of a line; the spaces at its ends are part of the line. */
function inner(words: string): string {
  const clean = printable(words);
  if (clean === '') return words === '' ? '' : ' ';
  return `${/^\s/.test(words) ? ' ' : ''}${clean}${/\s$/.test(words) ? ' ' : ''}`;
}

/** `2026-04-01 09:15 UTC`. */
function minute(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? printable(at) : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
