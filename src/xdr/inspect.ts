import { Failure } from '../failure.ts';
import type { Observable } from '../observables/observable.ts';
import { listOf, observable } from './answer-shape.ts';

export const inspectPath = '/iroh/iroh-inspect/inspect';

/** Reads inspect's answer, a bare array of `{ value, type }` in no order. What is no observable is left out. */
export function readInspected(json: unknown): Observable[] {
  if (!Array.isArray(json)) throw new Failure('malformed', 'inspect: no list', { service: 'inspect' });
  return listOf(json).flatMap((each) => {
    const read = observable.safeParse(each);
    return read.success ? [read.data] : [];
  });
}
