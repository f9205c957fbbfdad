import type { Purpose } from '../budget/purpose.ts';
import { Failure, type FailureKind } from '../failure.ts';
import { CircuitOpen } from './breaker.ts';
import type { Door } from './circuits.ts';

/** One call with its repeats, for metrics. `refused`: it ended before any request left, by breaker or budget. */
export type XdrCall<Service extends string = Door> = Readonly<{
  service: Service;
  outcome: 'ok' | 'refused' | FailureKind;
  purpose: Purpose;
  seconds: number;
  /** How many requests left, repeats among them; those for a token are not counted. */
  requests: number;
}>;

/** Does the work and tells `onCall` how it ended. The work tells of each request that leaves. */
export async function countCall<T, Service extends string>(
  onCall: (call: XdrCall<Service>) => void,
  { service, purpose }: Pick<XdrCall<Service>, 'service' | 'purpose'>,
  work: (onRequest: () => void) => Promise<T>,
): Promise<T> {
  const began = performance.now();
  let requests = 0;
  const ended = (outcome: XdrCall['outcome']) =>
    onCall({ service, outcome, purpose, seconds: (performance.now() - began) / 1000, requests });
  try {
    const result = await work(() => {
      requests += 1;
    });
    ended('ok');
    return result;
  } catch (error) {
    if (error instanceof Failure) ended(requests === 0 && isRefusal(error) ? 'refused' : error.kind);
    throw error;
  }
}

/** Of our own breaker or budget (XDR's, or another's that has one): nobody was asked. */
export const isRefusal = (error: Failure): boolean =>
  error instanceof CircuitOpen || /(?:^| )budget$/.test(error.facts.service ?? '');
