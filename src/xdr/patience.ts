import { isPatient, type Purpose } from '../budget/purpose.ts';
import { Failure } from '../failure.ts';

/**
 * How long a call may take in all, token, waits and repeats included: for a person no longer than one request may, so
 * that the failure is told in bounded time; what watches, or is looked up in bulk, has all night. Aborted when it is over.
 */
export const patienceOf = (purpose: Purpose, timeoutMs: number): AbortSignal | undefined =>
  isPatient(purpose) ? undefined : AbortSignal.timeout(timeoutMs);

/** What the work brings, unless patience ends before: then Failure `timed-out` of the door that was waited at. */
export function withPatience<T>(
  patience: AbortSignal | undefined,
  door: () => string,
  work: () => Promise<T>,
): Promise<T> {
  if (!patience) return work();
  return new Promise<T>((resolve, reject) => {
    const give = () => reject(outOfPatience(door()));
    if (patience.aborted) return give();
    patience.addEventListener('abort', give, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => patience.removeEventListener('abort', give));
  });
}

export const outOfPatience = (service: string): Failure =>
  new Failure('timed-out', `${service}: no whole answer in time`, { service });
