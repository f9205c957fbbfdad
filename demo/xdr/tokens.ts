import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { type ApiClient, DEMO_ORG, DEMO_USER } from './api-clients.ts';

/** Lifetime of a token in seconds, as every source says. */
export const TOKEN_SECONDS = 600;

/** Whose token a request carried, or the error word of Cisco's JWT middleware for a 401. */
export type Bearer = { client: ApiClient; scopes: readonly string[] } | { error: string; description: string };

export type Tokens = Readonly<{
  /** The client with this id and password. */
  client: (id: string, password: string) => ApiClient | undefined;
  issue: (client: ApiClient) => { token: string; scopes: string };
  bearer: (authorization: string | null) => Bearer;
  /** Ends all tokens given out so far (of one client, or of all): they are answered with `jwt_revoked`. */
  revoke: (clientId?: string) => void;
  /** Takes scopes away, at once, also from tokens already given out; undefined gives them back. */
  shrink: (clientId: string, scopes: string | undefined) => void;
  reset: () => void;
}>;

type Grant = { client: ApiClient; expiresAt: number; revoked: boolean };

/** Tokens look like the platform's RS256 JWTs, but the signature is noise: validity is looked up, not computed. */
export function createTokens(clients: readonly ApiClient[], now: () => number): Tokens {
  const grants = new Map<string, Grant>();
  const shrunk = new Map<string, string>();
  const scopesOf = (client: ApiClient) => shrunk.get(client.id) ?? client.scopes;

  return {
    client: (id, password) => clients.find((client) => client.id === id && same(client.password, password)),
    issue: (client) => {
      for (const [token, grant] of grants) {
        if (grant.expiresAt > now() - 3_600_000) break;
        grants.delete(token);
      }
      const scopes = scopesOf(client);
      const token = jwtLike(client, scopes, now());
      grants.set(token, { client, expiresAt: now() + TOKEN_SECONDS * 1000, revoked: false });
      return { token, scopes };
    },
    bearer: (authorization) => {
      const token = /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) {
        return { error: 'invalid_request', description: 'No JWT found in HTTP Authorization header' };
      }
      const grant = grants.get(token);
      if (grant === undefined) {
        return token.split('.').length === 3
          ? { error: 'jwt_invalid_signature', description: 'The signature of this JWT is not ours (simulated)' }
          : { error: 'jwt_decode_failed_exception', description: 'This is no JWT (simulated)' };
      }
      if (grant.revoked) return { error: 'jwt_revoked', description: 'This JWT was revoked (simulated)' };
      if (grant.expiresAt <= now()) {
        const seconds = Math.floor((now() - grant.expiresAt) / 1000);
        return { error: 'jwt_expired', description: `This JWT max lifetime has expired ${seconds}s ago` };
      }
      return { client: grant.client, scopes: scopesOf(grant.client).split(' ') };
    },
    revoke: (clientId) => {
      for (const grant of grants.values()) {
        if (clientId === undefined || grant.client.id === clientId) grant.revoked = true;
      }
    },
    shrink: (clientId, scopes) => {
      if (scopes === undefined) shrunk.delete(clientId);
      else shrunk.set(clientId, scopes);
    },
    reset: () => {
      grants.clear();
      shrunk.clear();
    },
  };
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Claims LIKELY as a whole; a client has to treat the token as opaque. */
function jwtLike(client: ApiClient, scopes: string, at: number): string {
  const seconds = Math.floor(at / 1000);
  const claim = 'https://schemas.cisco.com/iroh/identity/claims/';
  const payload = {
    iss: 'IROH Auth (simulated)',
    sub: DEMO_USER.id,
    iat: seconds,
    nbf: seconds - 60,
    exp: seconds + TOKEN_SECONDS,
    jti: randomUUID(),
    [`${claim}user/id`]: DEMO_USER.id,
    [`${claim}org/id`]: DEMO_ORG.id,
    [`${claim}org/name`]: DEMO_ORG.name,
    [`${claim}oauth/client/id`]: client.id,
    [`${claim}scopes`]: scopes.split(' '),
  };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT', kid: 'simulated' })}.${part(payload)}.${randomBytes(256).toString('base64url')}`;
}
