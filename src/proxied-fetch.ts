import { EnvHttpProxyAgent, fetch as undiciFetch } from 'undici';

/** `fetch` and a dispatcher (for WebSockets) that go through HTTPS_PROXY, except to the hosts of NO_PROXY. */
export type Proxied = Readonly<{ fetch: typeof fetch; dispatcher: EnvHttpProxyAgent }>;

/** Undefined when no proxy is set: Node's own fetch then serves. */
export function createProxied({ https, no }: { https?: string; no?: string }): Proxied | undefined {
  if (!https) return undefined;
  const dispatcher = new EnvHttpProxyAgent({ httpProxy: '', httpsProxy: https, noProxy: no ?? '' });
  // undici's types of Request and Response are declared apart from Node's, which are the same at run time.
  const proxiedFetch = (input: unknown, init?: unknown) =>
    undiciFetch(input as Parameters<typeof undiciFetch>[0], { ...(init as object), dispatcher });
  return { fetch: proxiedFetch as unknown as typeof fetch, dispatcher };
}
