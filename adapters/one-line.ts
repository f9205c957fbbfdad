import { printable } from '../src/cards/outside-text.ts';

/** At most `length` UTF-16 units, never half a character, with a mark where something was cut. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(length - 2)) ? length - 2 : length - 1;
  return `${text.slice(0, end)}…`;
}

/** Text fit for one line: nothing invisible, one line, bounded; spaces at its ends stay. */
export function oneLine(text: string, length: number): string {
  const short = cut(text, length);
  const clean = printable(short);
  if (clean === '') return /\s/.test(short) ? ' ' : '';
  return `${/^\s/.test(short) ? ' ' : ''}${clean}${/\s$/.test(short) ? ' ' : ''}`;
}
