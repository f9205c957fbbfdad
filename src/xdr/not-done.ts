import type { Failure } from '../failure.ts';
import { NotConnected } from './http.ts';

/** With these XDR refuses before any work is done. Whatever else is no plain success may come after it. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 404, 412, 429]);

/** Whether a request that left has certainly changed nothing: there was no connection, or XDR refused it before any work. */
export const isCertainlyNotDone = (failure: Failure): boolean =>
  failure instanceof NotConnected || refusals.has(failure.facts.status ?? 0);
