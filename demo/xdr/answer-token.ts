import { HttpResponse } from 'msw';
import { platformError } from './platform-error.ts';
import { TOKEN_SECONDS, type Tokens } from './tokens.ts';

/**
 * `POST /iroh/oauth2/token`: HTTP Basic with a form (canonical), or JSON or a form that holds `client_id` and
 * `client_password` (`client_secret` is seen in the wild). Error bodies are LIKELY: RFC 6749 with a trace id.
 */
export async function answerToken(tokens: Tokens, request: Request, body: unknown): Promise<Response> {
  const asked = fields(request, body);
  if (asked === undefined) return platformError(400, 'invalid_request', 'The body is neither a form nor JSON.');
  if (asked.grant_type === undefined) return platformError(400, 'invalid_request', 'grant_type is missing.');
  const basic = basicCredentials(request.headers.get('authorization'));
  const id = basic?.id ?? asked.client_id;
  const password = basic?.password ?? asked.client_password ?? asked.client_secret;
  const client = id !== undefined && password !== undefined ? tokens.client(id, password) : undefined;
  if (!client) return platformError(401, 'invalid_client', 'The client credentials are wrong.');
  if (asked.grant_type !== 'client_credentials') {
    return platformError(400, 'unsupported_grant_type', 'The simulation knows client_credentials only.');
  }
  const { token, scopes } = tokens.issue(client);
  return HttpResponse.json(
    { access_token: token, token_type: 'bearer', expires_in: TOKEN_SECONDS, scope: scopes },
    { headers: { 'cache-control': 'no-store' } },
  );
}

type Fields = Partial<Record<'grant_type' | 'client_id' | 'client_password' | 'client_secret', string>>;

function fields(request: Request, body: unknown): Fields | undefined {
  if (/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
    if (typeof body !== 'object' || body === null) return undefined;
    return Object.fromEntries(Object.entries(body).filter(([, value]) => typeof value === 'string'));
  }
  return typeof body === 'string' ? Object.fromEntries(new URLSearchParams(body)) : {};
}

function basicCredentials(authorization: string | null): { id: string; password: string } | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { id, password: rest.join(':') };
}
