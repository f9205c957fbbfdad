import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Readable } from 'node:stream';
import axios, { AxiosError } from 'axios';
import { Failure, type FailureKind } from '../failure.ts';

/** Largest answer that is read, in bytes after decompression. */
export const largestAnswer = 16 * 1024 * 1024;

export type HttpRequest = Readonly<{
  /** Names the door in failures and log lines: `inspect`, `token`, … */
  service: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  url: string;
  headers: Readonly<Record<string, string>>;
  /** As it is, or as it comes; one that fails on the way ends the request before its end. */
  body?: string | AsyncIterable<Uint8Array>;
  /** For the whole exchange, waiting for a connection and reading the body included. */
  timeoutMs: number;
  /** Over a connection of its own: one kept alive may end just when it is used, and nobody knows what arrived. */
  alone?: boolean;
}>;

/** Header names are lower case. */
export type HttpAnswer = Readonly<{ status: number; headers: Readonly<Record<string, string>>; body: string }>;

/** No connection came about, so nothing of the request can have arrived. */
export class NotConnected extends Failure {}

/** Sends one request. Any status is an answer; rejects with a Failure when there is none, or only a part of one. */
export type Send = (request: HttpRequest) => Promise<HttpAnswer>;

/** The values of `HTTPS_PROXY` and `NO_PROXY`. */
export type ProxySettings = Readonly<{ https?: string; no?: string }>;

/**
 * The one way out to Cisco: connections kept alive, bounded answers, no redirect followed (it could carry a token to
 * another host), a proxy by Node's own agent (Node 24.5 or later), which tunnels with CONNECT. Throws an Error when the
 * proxy's address is none (see `readProxy`).
 */
export function createHttp(proxy: ProxySettings = {}): { send: Send; close: () => void } {
  // An agent with a `proxyEnv`, be it empty, also keeps axios from reading the environment by itself; `proxy: false`
  // would take the agent's proxy away.
  const agents = (keepAlive: boolean) => ({
    httpAgent: new HttpAgent({ keepAlive, proxyEnv: {} }),
    httpsAgent: new HttpsAgent({ keepAlive, proxyEnv: proxyEnv(proxy) }),
  });
  const [kept, once] = [agents(true), agents(false)];

  const send: Send = async ({ service, method, url, headers, body, timeoutMs, alone = false }) => {
    try {
      const answer = await axios.request<string>({
        method,
        url,
        headers: { 'User-Agent': 'xdr-chatops', Accept: 'application/json', ...headers },
        data: body === undefined || typeof body === 'string' ? body : Readable.from(body, { objectMode: false }),
        adapter: 'http',
        ...(alone ? once : kept),
        maxRedirects: 0,
        maxContentLength: largestAnswer,
        // Not axios's own `timeout`, which a body that trickles in never meets.
        signal: AbortSignal.timeout(timeoutMs),
        responseType: 'text',
        transformResponse: (text: string) => text,
        validateStatus: () => true,
      });
      return { status: answer.status, headers: plainHeaders(answer.headers), body: answer.data };
    } catch (error) {
      throw failureOf(error, service);
    }
  };

  const close = () => {
    for (const agent of [kept, once].flatMap(Object.values<HttpAgent>)) agent.destroy();
  };
  return { send, close };
}

function proxyEnv({ https, no }: ProxySettings): { HTTPS_PROXY?: string; NO_PROXY?: string } {
  if (!https) return {};
  const address = readProxy(https);
  if (!address) throw new Error('HTTPS_PROXY is not the address of an http or https proxy');
  return { HTTPS_PROXY: address, ...(no ? { NO_PROXY: no } : {}) };
}

/** A proxy's address with its scheme (http when none is written); undefined when it is none that can be used. */
export function readProxy(text: string): string | undefined {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text.trim()) ? text.trim() : `http://${text.trim()}`;
  return URL.canParse(address) && /^https?:/i.test(address) ? address : undefined;
}

function plainHeaders(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** Never keeps axios's error: it holds the request, and so the token or the password. */
function failureOf(error: unknown, service: string): Failure {
  const { kind, why } = reasonOf(error);
  const is = isBeforeConnection(error) ? NotConnected : Failure;
  return new is(kind, `${service}: ${why}`, { service });
}

/** The name was not found, nobody was at the address, or the proxy made no tunnel. What was once connected says none of these. */
const isBeforeConnection = (error: unknown): boolean =>
  error instanceof AxiosError &&
  ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ERR_PROXY_TUNNEL'].includes(error.code ?? '');

function reasonOf(error: unknown): { kind: FailureKind; why: string } {
  if (axios.isCancel(error)) return { kind: 'timed-out', why: 'no whole answer in time' };
  if (!(error instanceof AxiosError)) return { kind: 'unreachable', why: 'the request could not be sent' };
  if (error.message.startsWith('maxContentLength')) return { kind: 'too-large', why: 'the answer is too large' };
  if (error.response) return { kind: 'malformed', why: 'the answer was cut off' };
  if (error.code === 'ETIMEDOUT') return { kind: 'timed-out', why: 'no connection in time' };
  return { kind: 'unreachable', why: `no answer (${error.code ?? 'unknown error'})` };
}
