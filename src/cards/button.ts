import { longestPress, type Press } from '../presses/press.ts';
import type { Button, Part } from './card.ts';

/** What the signature adds to a press's JSON, with room to spare. */
const signature = 40;

/** Buttons as a part, without those whose press no platform would carry (a URL of 2,000 characters); no part when none is left. */
export function buttons(wanted: readonly Button[]): readonly Part[] {
  const fit = wanted.filter(({ press }) => fits(press));
  return fit.length > 0 ? [{ part: 'buttons', buttons: fit }] : [];
}

const fits = (press: Press): boolean => JSON.stringify(press).length + signature <= longestPress;
