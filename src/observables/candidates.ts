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
  const distinct = new Map<string, Candidate>();
  for (const line of text.split(LINE_BREAK)) {
    if (line.length === text.length || worthScanning(line)) {
      for (const candidate of findShapes(refang(line))) {
        const key = `${candidate.shape} ${candidate.value}`;
        if (candidate.value.length <= LONGEST && !distinct.has(key)) distinct.set(key, candidate);
      }
    }
  }
  return [...distinct.values()];
}
