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

/** Shortens a text in its middle, so that what tells it from its like stays: names of lists stand at the end. */
export function shortMiddle(text: string, limit: number): string {
  const all = Array.from(text);
  if (all.length <= limit) return text;
  const start = Math.max(1, Math.floor((limit - 3) * 0.4));
  const end = Math.max(0, limit - 3 - start);
  const before = all.slice(0, start).join('');
  const after = end > 0 ? all.slice(-end).join('') : '';
  // At the ends of words, where that costs little.
  const head = all[start] === ' ' ? before : before.replace(/(?<=\S{2}) +\S{0,6}$/u, '');
  const tail = all[all.length - end - 1] === ' ' ? after : after.replace(/^\S{0,6} +(?=\S{2})/u, '');
  return `${head.trimEnd()} … ${tail.trimStart()}`.trim();
}

/** What a screen reader says of a button: its words as they are seen, then what they are about, at Slack's length. */
export function pressLabel(words: string, about: string, value: string): string {
  const room = longestLabel - words.length - 2;
  if (about === '') return `${words}: ${shortMiddle(value, Math.max(8, room))}`;
  const its = shortMiddle(value, Math.max(20, room - about.length - 2));
  return `${words}: ${shortMiddle(about, Math.max(8, room - its.length - 2))}, ${its}`;
}

const fits = (press: Press): boolean => JSON.stringify(press).length + signature <= longestPress;
