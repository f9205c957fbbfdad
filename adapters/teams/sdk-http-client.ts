import type { ConnectorClient } from 'botframework-connector';

/** What the SDK's clients send their requests with. */
export type HttpClient = NonNullable<NonNullable<ConstructorParameters<typeof ConnectorClient>[1]>['httpClient']>;

/** Milliseconds for a whole answer, where the caller names no `timeout`: the SDK itself would wait for ever. */
const patience = 10_000;

/**
 * The SDK's requests over `fetch`, so that the bot's proxy serves here too. Follows no redirects: a request carries the
 * bot's token. Rejects with an Error that has the system's `code` (ECONNREFUSED, …; ETIMEDOUT; else REQUEST_SEND_ERROR),
 * as the SDK's own client does.
 */
export const createHttpClient = (send: typeof fetch): HttpClient => ({
  sendRequest: async (request) => {
    const { url, method, headers, body, timeout } = request;
    try {
      const response = await send(url, {
        method,
        headers: headers.toJson({ preserveCase: true }),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeout || patience),
        ...(body === undefined || body === null ? {} : { body }),
      });
      const answered = Object.fromEntries(response.headers);
      return {
        request,
        status: response.status,
        headers: headersOf(answered),
        bodyAsText: await response.text(),
      };
    } catch (error) {
      const code = codeOf(error);
      throw Object.assign(new Error(`no answer (${code})`), { code });
    }
  },
});

type Resource = Parameters<HttpClient['sendRequest']>[0];

/** A request without a body, which credentials can sign. */
export const bareRequest = (method: 'GET' | 'PUT' | 'DELETE', url: string): Resource =>
  ({ method, url, headers: headersOf({}) }) as Resource;

/** As much of the SDK's kind of headers as is asked of them; the SDK does not export its own. */
const headersOf = (all: Record<string, string>): Resource['headers'] =>
  ({
    get: (name: string) => all[name.toLowerCase()],
    set: (name: string, value: string) => {
      all[name.toLowerCase()] = value;
    },
    toJson: () => all,
  }) as Resource['headers'];

function codeOf(error: unknown): string {
  if (read(error, 'name') === 'TimeoutError') return 'ETIMEDOUT';
  const code = read(read(error, 'cause'), 'code');
  return typeof code === 'string' ? code : 'REQUEST_SEND_ERROR';
}

const read = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
