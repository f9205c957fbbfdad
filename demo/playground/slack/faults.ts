/**
 * What goes wrong with a Web API call: an error under a status (429 with Retry-After among them); a cut connection, before
 * (`reset`) or after (`lost`) the method did its work; or no answer at all (`hang`), until the caller gives up.
 */
export type Fault =
  | Readonly<{ kind: 'error'; status: number; error: string; retryAfterSeconds?: number }>
  | Readonly<{ kind: 'reset' | 'lost' | 'hang' }>;

/** Faults that a test, or a story, has set. */
export type Faults = Readonly<{
  /** For the next calls of a method; each uses one up. */
  next: (method: string, fault: Fault, times?: number) => void;
  /** For every call of a method (`*`: of all), behind those of `next`, until what it returns is called. */
  always: (method: string, fault: Fault) => () => void;
  take: (method: string) => Fault | undefined;
  clear: () => void;
}>;

/** 429 as Slack says it (docs.slack.dev/apis/web-api/rate-limits). */
export const rateLimited = (seconds: number): Fault => ({
  kind: 'error',
  status: 429,
  error: 'ratelimited',
  retryAfterSeconds: seconds,
});

export function createFaults(): Faults {
  const queued = new Map<string, Fault[]>();
  const lasting = new Map<string, Fault>();
  return {
    next: (method, fault, times = 1) => {
      queued.set(method, [...(queued.get(method) ?? []), ...new Array<Fault>(times).fill(fault)]);
    },
    always: (method, fault) => {
      lasting.set(method, fault);
      return () => {
        if (lasting.get(method) === fault) lasting.delete(method);
      };
    },
    take: (method) => queued.get(method)?.shift() ?? lasting.get(method) ?? lasting.get('*'),
    clear: () => {
      queued.clear();
      lasting.clear();
    },
  };
}
