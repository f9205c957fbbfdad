/** What goes wrong with a Web API call: an error under a status (429 with Retry-After among them), or a cut connection. */
export type Fault =
  | Readonly<{ kind: 'error'; status: number; error: string; retryAfterSeconds?: number }>
  | Readonly<{ kind: 'reset' }>;

/** Faults that a test, or a story, has set; each `next` call of a method uses one up. */
export type Faults = Readonly<{
  next: (method: string, fault: Fault, times?: number) => void;
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
  return {
    next: (method, fault, times = 1) => {
      queued.set(method, [...(queued.get(method) ?? []), ...new Array<Fault>(times).fill(fault)]);
    },
    take: (method) => queued.get(method)?.shift(),
    clear: () => queued.clear(),
  };
}
