import { type Candidate, LONGEST } from './candidate.ts';
import { findShapes } from './find-shapes.ts';
import { refang } from './refang.ts';
import { worthScanning } from './worth-scanning.ts';

export type { Candidate, Shape } from './candidate.ts';

const LINE_BREAK = /[\n\r\v\f\u2028\u2029]+/;

/**
 * The strings of a plain text that look like observables, refanged, distinct, in order of appearance; none for ordinary
 * chatter. Local and in time linear in the text. Errs on yes: Inspect decides.
 *
 * Each line is read by itself, so nothing joins across a line break. URLs over {@link LONGEST} characters lose query
 * and fragment, then the end of their path; anything else of that length is no observable and is left out.
 */
export function candidates(text: string): Candidate[] {
  if (!worthScanning(text)) return [];
  if (!LINE_BREAK.test(text)) return distinct(findShapes(refang(text)));
  const lines = text.split(LINE_BREAK).filter(worthScanning);
  return distinct(lines.flatMap((line) => findShapes(refang(line))));
}

function distinct(found: Candidate[]): Candidate[] {
  if (found.length === 1 && found[0]!.value.length <= LONGEST) return found;
  const seen = new Set<string>();
  return found.filter(({ shape, value }) => {
    const key = `${shape} ${value}`;
    if (value.length > LONGEST || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
