import { longestPress, type Press } from '../presses/press.ts';
import type { Button, Part } from './card.ts';

/** What the signature adds to a press's JSON, with room to spare. */
const signature = 40;

/** Buttons as a part, without those whose press no platform would carry (a URL of 2,000 characters); no part when none is left. */
export function buttons(wanted: readonly Button[]): readonly Part[] {
  const fit = wanted.filter(({ press }) => fits(press));
  return fit.length > 0 ? [{ part: 'buttons', buttons: fit }] : [];
}

/** Slack's limit for what a screen reader says of a button, characters. */
const longestLabel = 75;

/**
 * Shortens a text in its middle, so that what tells it from its like stays: names of lists stand at the end. The end keeps
 * whole words where it can, the beginning gets what room is left. `limit`: UTF-16 units, at least 8.
 */
export function shortMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const from = text.length - Math.floor(limit * 0.6);
  const space = text.indexOf(' ', from - 1);
  const isWhole = space >= 0 && text.length - space > 4;
  const end = text.slice(isWhole ? space + 1 : from).replace(/^[\uDC00-\uDFFF]/, '');
  const mark = isWhole ? '… ' : '…';
  const room = limit - end.length - mark.length;
  const first = text.slice(0, room).replace(/[\uD800-\uDBFF]$/, '');
  // Of a word that is cut, two or three letters say nothing.
  const start = text[room] === ' ' ? first : first.replace(/(?<=\S{3}\s+)\S{1,3}$/u, '');
  // What was shortened before keeps its one mark.
  const [head, tail] = [start.replace(/[\s…]+$/u, ''), end.replace(/^[\s…]+/u, '')];
  const isWordEnd = start !== head || text[room] === ' ';
  return isWordEnd && head.length < room ? `${head} ${mark}${tail}` : `${head}${mark}${tail}`;
}

/** What a screen reader says of a button: its words as they are seen, then what they are about, at Slack's length. */
export function pressLabel(words: string, about: string, value: string): string {
  const room = longestLabel - words.length - 2;
  if (about === '') return `${words}: ${shortMiddle(value, Math.max(8, room))}`;
  const its = shortMiddle(value, Math.max(20, room - about.length - 2));
  return `${words}: ${shortMiddle(about, Math.max(8, room - its.length - 2))}, ${its}`;
}

/** Whether a button can carry a press. */
export const fits = (press: Press): boolean => JSON.stringify(press).length + signature <= longestPress;
