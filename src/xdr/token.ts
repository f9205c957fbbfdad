import { z } from 'zod';
import type { Purpose } from '../budget/purpose.ts';
import { Failure } from '../failure.ts';
import type { Breaker } from './breaker.ts';
import { failureOfAnswer } from './error-body.ts';
import type { Send } from './http.ts';

/** A token and what it may do. `scope` is undefined when XDR did not say. Times are milliseconds since the epoch. */
export type Token = Readonly<{ value: string; scope: string | undefined; since: number; until: number }>;

/** The token that all calls share. Each function rejects with a Failure; `purpose` decides how a refusal is timed. */
export type Tokens = Readonly<{
  /** The present token; fetched when there is none, renewed in the background in its last minute. */
  current: (purpose: Purpose) => Promise<Token>;
  /** A token other than this one, which XDR refused. Callers that were refused with the same token share one fetch. */
  instead: (refused: Token, purpose: Purpose) => Promise<Token>;
  /**
   * A token fetched now, whatever is at hand, so that what must not be repeated is not refused for an old one. No breaker
   * is asked. All use it from then on.
   */
  fresh: () => Promise<Token>;
  /** XDR missed a scope: the granted ones may have shrunk, so a token older than a minute is not used again. */
  doubt: (token: Token) => void;
}>;

const answerShape = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.number().positive().catch(600),
  scope: z.string().optional().catch(undefined),
});

const earlyMs = 60_000;

/** `POST /iroh/oauth2/token`, client credentials by HTTP Basic (RFC 6749 §4.4). One fetch is in flight at a time. */
export function createTokens(parts: {
  send: Send;
  origin: string;
  clientId: string;
  clientPassword: string;
  timeoutMs: number;
  breaker: Pick<Breaker, 'run'>;
  now: () => number;
}): Tokens {
  const { send, breaker, now } = parts;
  let token: Token | undefined;
  let flight: Promise<Token> | undefined;

  const fetchToken = async (): Promise<Token> => {
    const asked = now();
    const answer = await send({
      service: 'token',
      method: 'POST',
      url: `${parts.origin}/iroh/oauth2/token`,
      headers: {
        Authorization: `Basic ${Buffer.from(`${parts.clientId}:${parts.clientPassword}`).toString('base64')}`,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
      timeoutMs: parts.timeoutMs,
    });
    if (answer.status !== 200) {
      const failure = failureOfAnswer(answer, { service: 'token', needs: [], now: now() });
      // RFC 6749 §5.2: 400 invalid_client, invalid_grant, … say the same as 401: these credentials will not do.
      const refused = failure.kind === 'bad-request' || failure.kind === 'missing-scope';
      throw refused ? new Failure('unauthorized', failure.message, failure.facts) : failure;
    }
    const { access_token: value, expires_in: seconds, scope } = readAnswer(answer.body);
    token = { value, scope, since: asked, until: asked + seconds * 1000 };
    return token;
  };

  const shared = () => {
    flight ??= fetchToken().finally(() => {
      flight = undefined;
    });
    return flight;
  };
  /** Each caller passes the breaker by itself, and those that pass share one fetch. */
  const fetchOnce = (purpose: Purpose) => breaker.run(purpose, shared);

  return {
    current: async (purpose) => {
      if (!token || now() >= token.until) return fetchOnce(purpose);
      // A token that lives less than two minutes is renewed at half of its life.
      const renewAt = token.until - Math.min(earlyMs, (token.until - token.since) / 2);
      // It is still good: if this fails the next caller tries again. Nobody comes back for it, so it takes no one's turn.
      if (now() >= renewAt) fetchOnce('command').catch(() => {});
      return token;
    },
    instead: async (refused, purpose) => {
      if (token && token.value !== refused.value) return token;
      token = undefined;
      return fetchOnce(purpose);
    },
    fresh: shared,
    doubt: ({ value, since }) => {
      if (token?.value === value && now() - since > earlyMs) token = undefined;
    },
  };
}

function readAnswer(body: string): z.infer<typeof answerShape> {
  try {
    return answerShape.parse(JSON.parse(body));
  } catch {
    throw new Failure('malformed', 'token: not what XDR documents', { service: 'token', status: 200 }); // no cause: it quotes
  }
}
