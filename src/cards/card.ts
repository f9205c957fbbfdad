import type { Platform } from '../incoming.ts';
import type { Press } from '../presses/press.ts';
import type { CardData } from './card-data.ts';
import type { CardFile } from './file.ts';
import type { Picture } from './picture.ts';

/**
 * A card is plain data. No markup travels inside a string: every string is literal text and each platform's renderer
 * escapes it. Values of observables stand in `value` spans, already defanged.
 */
export type Card = Readonly<{
  /** One line that says it all: notification, screen reader, list. A card's first heading says the same, drawn out. */
  headline: string;
  /** True for everything that the simulated XDR said; renderers then show SIMULATED. */
  simulated: boolean;
  parts: readonly Part[];
  /** The same for machines: `--json` and exit codes of the terminal. Chat renderers leave it alone. */
  data?: CardData;
}>;

/** What a part is about, as a word; renderers add a sign of their own (never colour alone). */
export type Tone =
  | 'malicious'
  | 'suspicious'
  | 'unknown'
  | 'common'
  | 'clean'
  | 'incomplete'
  | 'refused'
  | 'failed'
  | 'info';

export type Span =
  | Readonly<{ span: 'text'; text: string }>
  | Readonly<{ span: 'strong'; text: string }>
  | Readonly<{ span: 'value'; text: string }> // fixed width, e.g. a defanged observable or a scope
  | Readonly<{ span: 'link'; text: string; url: string }> // https only; made by `cards/link`, which shows the host
  | Readonly<{ span: 'person'; platform: Platform; id: string; name: string }> // shown as the platform shows people, elsewhere by name
  | Readonly<{ span: 'time'; at: string }>; // ISO 8601, shown in the reader's own zone where the platform can

/** One line of a list: a sign and a word, a value, then what is to say about it. */
export type Row = Readonly<{ tone: Tone; word: string; spans: readonly Span[]; notes?: readonly Span[] }>;

export type Button = Readonly<{
  text: string;
  press: Press;
  /** What a screen reader says; it begins with the visible words (WCAG 2.5.3): "Approve: Block this domain, evil[.]com". */
  label: string;
  /** At most one of a card is `primary`; `danger` is for what takes something away from people. */
  style?: ButtonStyle;
}>;

export type ButtonStyle = 'primary' | 'danger';

export type Part =
  | Readonly<{ part: 'heading'; tone: Tone; word: string; spans: readonly Span[] }>
  | Readonly<{ part: 'text'; spans: readonly Span[] }>
  | Readonly<{ part: 'note'; spans: readonly Span[] }> // small print
  | Readonly<{ part: 'rows'; title?: string; rows: readonly Row[] }>
  | Readonly<{ part: 'facts'; facts: readonly Readonly<{ name: string; spans: readonly Span[] }>[] }>
  | Readonly<{ part: 'links'; links: readonly Readonly<{ text: string; url: string; host: string }>[] }>
  | Readonly<{ part: 'buttons'; buttons: readonly Button[] }>
  | Picture
  | CardFile
  | Readonly<{ part: 'divider' }>;

/** What stands between a heading's word and the rest, so that they do not run on; a value stands by its verdict. */
export function afterWord({ word, spans }: Part & { part: 'heading' }): string {
  const [first] = spans;
  if (!first || first.span === 'value') return ' ';
  return word.includes(':') ? ' – ' : ': ';
}

/** Somebody in words, for where the platform does not show him itself: names are chosen freely, ids are not. */
export const personInWords = ({ platform, id, name }: Span & { span: 'person' }): string =>
  name === `${platform}:${id}` ? name : `${name} (${platform}:${id})`;

export const text = (words: string): Span => ({ span: 'text', text: words });
export const strong = (words: string): Span => ({ span: 'strong', text: words });
export const value = (defanged: string): Span => ({ span: 'value', text: defanged });
export const time = (at: string): Span => ({ span: 'time', at });
