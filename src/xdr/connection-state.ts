import type { Failure, FailureKind } from '../failure.ts';
import type { Circuit } from './breaker.ts';

/** XDR as we last met it, for `/readyz` and `status`; the reason holds no secret. */
export type XdrState = Readonly<{ state: 'ok' } | { state: 'degraded'; reason: string }>;

/** What a failure says about XDR rather than about one call; the others leave the state as it is. */
export type Troubles = Readonly<Partial<Record<FailureKind, string>>>;
const usual: Troubles = {
  unauthorized: 'the API client is not accepted',
  'rate-limited': 'XDR asked us to wait',
  unavailable: 'unavailable',
  'timed-out': 'timed out',
  unreachable: 'unreachable',
  malformed: 'the answer could not be read',
  'too-large': 'the answer is too large',
};

/**
 * Keeps the last outcome of each service: ok again with its next success. What is not asked for a while, because its
 * circuit is open, says when it will be.
 */
export function createConnectionState(
  circuits: () => Readonly<Record<string, Circuit>>,
  /** Said instead of the usual words, by who is not XDR. */
  own: Troubles = {},
): {
  succeeded: (service: string) => void;
  failed: (service: string, failure: Failure) => void;
  state: () => XdrState;
} {
  const troubles = { ...usual, ...own };
  const reasons = new Map<string, string>();
  const described = (door: string, reason: string): string => {
    const { state, until } = circuits()[door] ?? { state: 'closed' };
    if (state === 'closed') return reason;
    return `${reason}, ${until === undefined ? 'about to be asked again' : `asked again at ${new Date(until).toISOString()}`}`;
  };
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
      const reason = [...reasons].map(([door, reason]) => described(door, reason)).join('; ');
      return reason === '' ? { state: 'ok' } : { state: 'degraded', reason };
    },
  };
}
