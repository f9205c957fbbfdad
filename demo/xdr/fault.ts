/** What can go wrong on the way to XDR. `reset` and `hang` are real at the socket when served over HTTP. */
export type Fault =
  | Readonly<{ kind: 'answer'; status: number; body: string; headers: Readonly<Record<string, string>> }>
  /** The right answer, cut in the middle of its JSON, under the right status. */
  | Readonly<{ kind: 'truncated' }>
  /** The right answer whose second half comes after so many milliseconds. */
  | Readonly<{ kind: 'slow-body'; ms: number }>
  /** The right answer's first half, then the connection ends too early. */
  | Readonly<{ kind: 'broken-body' }>
  /** A well-formed JSON answer of at least so many bytes. */
  | Readonly<{ kind: 'huge-body'; bytes: number }>
  /** No answer: the connection is reset. */
  | Readonly<{ kind: 'reset' }>
  /** No answer, ever, until the caller goes or the fault is cleared. */
  | Readonly<{ kind: 'hang' }>;

export const RESET: Fault = { kind: 'reset' };
export const HANG: Fault = { kind: 'hang' };
export const TRUNCATED: Fault = { kind: 'truncated' };
export const BROKEN_BODY: Fault = { kind: 'broken-body' };

export function slowBody(ms: number): Fault {
  return { kind: 'slow-body', ms };
}

/** Just over the 16 MiB that the bot reads at most, unless told otherwise. */
export function hugeBody(bytes = 16 * 1024 * 1024 + 1): Fault {
  return { kind: 'huge-body', bytes };
}

/** A JSON answer; by default the platform's body for a server's fault. */
export function jsonAnswer(
  status: number,
  body: unknown = { error: 'unexpected_error', error_description: 'Simulated fault', trace_id: 'simulated-trace' },
  headers: Readonly<Record<string, string>> = {},
): Fault {
  return {
    kind: 'answer',
    status,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
  };
}

/** What a gateway in front of the platform answers: HTML in place of JSON. */
export function htmlAnswer(status: number, headers: Readonly<Record<string, string>> = {}): Fault {
  const body = `<html><head><title>${status}</title></head><body><h1>Simulated gateway says ${status}</h1></body></html>`;
  return { kind: 'answer', status, body, headers: { 'content-type': 'text/html', ...headers } };
}

/** 429 as the platform sends it. `retryAfter` goes out as it stands: `30`, `3172s`, an HTTP date; none if undefined. */
export function tooManyRequests(retryAfter?: string): Fault {
  return jsonAnswer(429, { error: 'Too Many Requests' }, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
}
