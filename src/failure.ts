/**
 * What interrupts. Expected refusals (a missing scope, a person who may not) are cards and never thrown; everything that
 * is thrown on purpose is a Failure of one of these kinds, so that the one place that catches can say what to do.
 */
export type FailureKind =
  | 'unauthorized' // XDR does not accept the API client, also not with a fresh token
  | 'missing-scope' // XDR said 403; `scopes` names what it wanted
  | 'rate-limited' // XDR said 429; `retryAt` is the server's own word
  | 'over-budget' // our own share of the hour is used up; `retryAt` is when room appears
  | 'bad-request' // XDR refused what we sent
  | 'not-found'
  | 'unavailable' // 5xx, or a gateway's HTML
  | 'timed-out'
  | 'unreachable' // no connection, reset, refused, DNS, proxy
  | 'malformed' // an answer that is not what XDR documents, or cut off
  | 'too-large' // an answer over the size bound
  | 'store-unavailable' // the database did not take or give it
  | 'platform-rate-limited' // the chat platform said 429; `retryAt`
  | 'platform-unavailable' // the chat platform did not answer, or 5xx
  | 'platform-refused' // the chat platform understood and said no
  | 'place-gone'; // channel deleted or archived, bot removed, message gone

/** Kinds by which somebody has understood and said no for good: trying again is of no use. */
const final: ReadonlySet<FailureKind> = new Set(['bad-request', 'place-gone', 'platform-refused']);

export const isFinal = ({ kind }: Failure): boolean => final.has(kind);

export type FailureFacts = Readonly<{
  /** Which door it was: `inspect`, `deliberate`, `token`, `chat.postMessage`, … */
  service?: string;
  /** HTTP status, where there was one. */
  status?: number;
  /** Milliseconds since the epoch from which another try makes sense. */
  retryAt?: number;
  /** Scopes that XDR wanted. */
  scopes?: readonly string[];
  /** Cisco's own reference for its support (`trace_id` of an error body). */
  traceId?: string;
  /** What the service wrote for people; an outside text, for cards alone: it may quote what was sent. */
  says?: string;
  /** A whole sentence of ours for people, where that of the kind would not tell them. */
  own?: string;
  cause?: unknown;
}>;

/** An Error with a kind from a closed set. Its message is for the log: it never holds a secret or a person's text. */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly facts: FailureFacts;

  constructor(kind: FailureKind, message: string, facts: FailureFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'Failure';
    this.kind = kind;
    this.facts = facts;
  }
}
