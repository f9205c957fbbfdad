import type { Failure, FailureKind } from '../failure.ts';

/** XDR as we last met it, for `/readyz` and `status`; the reason holds no secret. */
export type XdrState = Readonly<{ state: 'ok' } | { state: 'degraded'; reason: string }>;

/** What a failure says about XDR rather than about one call; the others leave the state as it is. */
const troubles: Readonly<Partial<Record<FailureKind, string>>> = {
  unauthorized: 'the API client is not accepted',
  'rate-limited': 'XDR asked us to wait',
  unavailable: 'unavailable',
  'timed-out': 'timed out',
  unreachable: 'unreachable',
  malformed: 'the answer could not be read',
  'too-large': 'the answer is too large',
};

/** Keeps the last outcome of each service: ok again with its next success. */
export function createConnectionState(): {
  succeeded: (service: string) => void;
  failed: (service: string, failure: Failure) => void;
  state: () => XdrState;
} {
  const reasons = new Map<string, string>();
  return {
    succeeded: (service) => {
      reasons.delete(service);
      reasons.delete('token'); // whatever succeeds had one
    },
    failed: (service, { kind, facts }) => {
      const trouble = troubles[kind];
      if (!trouble) return;
      const until = kind === 'rate-limited' && facts.retryAt ? ` until ${new Date(facts.retryAt).toISOString()}` : '';
      const door = facts.service === 'token' ? 'token' : service;
      reasons.set(door, `${door}: ${trouble}${until}`);
    },
    state: () => {
      const reason = [...new Set(reasons.values())].join('; ');
      return reason === '' ? { state: 'ok' } : { state: 'degraded', reason };
    },
  };
}
