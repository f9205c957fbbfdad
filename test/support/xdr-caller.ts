import type { ApiClient } from '../../demo/xdr/api-clients.ts';

/** An HTTP answer, its body parsed if it is JSON, else as text. */
export type XdrAnswer = Readonly<{ status: number; headers: Headers; body: unknown }>;

/** Speaks plain HTTP to a simulated XDR, with nothing of the bot in between. */
export function xdrCaller(url: string) {
  const send = async (path: string, init: RequestInit): Promise<XdrAnswer> => {
    const response = await fetch(url + path, init);
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
  };
  return {
    send,
    /** A token call as documented: HTTP Basic and a form. */
    token: async ({ id, password }: Pick<ApiClient, 'id' | 'password'>): Promise<string> => {
      const { body } = await send('/iroh/oauth2/token', {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=client_credentials',
      });
      return (body as { access_token: string }).access_token;
    },
    get: (path: string, token: string) => send(path, { headers: { authorization: `Bearer ${token}` } }),
    post: (path: string, token: string, body?: unknown) =>
      send(path, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}
