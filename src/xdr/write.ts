import { Failure } from '../failure.ts';
import type { Written } from '../incidents/incident.ts';
import { neededScopes } from '../permissions/granted.ts';
import type { ApiRequest, Call } from './call.ts';
import type { WritingDoor } from './circuits.ts';
import { isRefusal } from './count-call.ts';
import { isCertainlyNotDone } from './not-done.ts';
import { never } from './retry.ts';

/** One change of something in XDR; `read` reads XDR's answer to it. */
export type Write = <T>(
  request: Readonly<{
    service: WritingDoor;
    method?: 'POST' | 'PATCH' | 'DELETE';
    origin?: string;
    path: string;
    body: unknown;
    saysOf?: NonNullable<ApiRequest['saysOf']>;
    ownLimit?: true;
  }>,
  read: (json: unknown) => T,
) => Promise<Written<T>>;

/**
 * The way of everything that changes something in XDR: never repeated by itself, over a connection of its own, past the
 * circuit breakers. On a 401 alone, which is said before any work, it goes again with a new token. Resolves with what was
 * written, or `unknown` when the request left and the answer did not tell; rejects with a Failure when nothing was changed.
 */
export function createWrite(parts: {
  call: Call;
  /** Of the request, and of all of it, milliseconds. */
  timeoutMs: number;
  /** Runs the work, which tells of a request that leaves, and notes how it went. */
  counted: <T>(service: WritingDoor, work: (onRequest: () => void) => Promise<T>) => Promise<T>;
}): Write {
  const { call, timeoutMs, counted } = parts;
  return async ({ service, ...request }, read) => {
    let left = false;
    try {
      const written = await counted(service, async (onRequest) => {
        const json = await call({
          ...request,
          service,
          needs: neededScopes[service],
          purpose: 'command',
          timeoutMs,
          policy: never,
          alone: true,
          onRequest: () => {
            left = true;
            onRequest();
          },
        });
        return read(json);
      });
      return { outcome: 'done', written };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // What the token or our own budget lacks, also after a 401, comes before the work.
      if (!left || isCertainlyNotDone(error) || isRefusal(error) || error.facts.service === 'token') throw error;
      return { outcome: 'unknown', failure: error };
    }
  };
}
