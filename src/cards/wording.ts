import { type Span, text, time } from './card.ts';
import { outsideText } from './outside-text.ts';

/** `1 source`, `2 sources`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** `a`, `a and b`, `a, b and c`, `a, b and 4 more`. */
export function listed(words: readonly string[], most = 3): string {
  if (words.length > most) return `${words.slice(0, most - 1).join(', ')} and ${words.length - most + 1} more`;
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

/** `malicious` → `Malicious`. */
export const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** A time that XDR gave: shown in the reader's zone if it is one, else as the text it is. */
export function timeGiven(given: string): Span {
  const at = new Date(given);
  return Number.isNaN(at.getTime()) ? text(outsideText(given, 40)) : time(at.toISOString());
}

/** Milliseconds since the epoch as a time; a number out of range (a broken clock, a hostile header) says so. */
export function timeOf(epoch: number): Span {
  const at = new Date(epoch);
  return Number.isNaN(at.getTime()) ? text('a time unknown') : time(at.toISOString());
}

/** CTIM writes "no end" as a year 2525; nobody should read that as a date. */
const endless = Date.UTC(2500, 0, 1);

/** `until …`, `no end`, `since …`, or nothing when XDR gave no times. */
export function validity(from: string | undefined, until: string | undefined): readonly Span[] {
  if (until !== undefined) return Date.parse(until) >= endless ? [text('no end')] : [text('until '), timeGiven(until)];
  return from === undefined ? [] : [text('since '), timeGiven(from)];
}

/** Puts `between` between groups of spans; empty groups fall out. */
export function joined(groups: readonly (readonly Span[])[], between = ', '): readonly Span[] {
  return groups
    .filter((spans) => spans.length > 0)
    .flatMap((spans, at) => (at === 0 ? spans : [text(between), ...spans]));
}

/** Seconds in the largest unit that fits: `40 seconds`, `12 minutes`, `3 hours`. */
export function durationWords(seconds: number): string {
  if (seconds < 120) return counted(Math.round(seconds), 'second');
  return seconds < 7200 ? counted(Math.round(seconds / 60), 'minute') : counted(Math.round(seconds / 3600), 'hour');
}
