import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from './app.ts';
import { type Arguments, readArguments } from './arguments.ts';
import type { Channel } from './channel.ts';
import { channelType } from './channel.ts';
import type { Faults } from './faults.ts';
import { SlackError } from './slack-error.ts';

/** One Web API method: reads its arguments, answers with what stands beside `ok: true`, throws a SlackError to refuse. */
export type Method = (args: Arguments) => Readonly<Record<string, unknown>>;
export type Methods = Readonly<Record<string, Method>>;

/** Demands a scope, as Slack does before it looks at anything else. */
export type Need = (...anyOf: string[]) => void;

export function createNeed(app: App): Need {
  return (...anyOf) => {
    if (anyOf.some((scope) => app.scopes.has(scope))) return;
    throw new SlackError('missing_scope', { needed: anyOf.join(','), provided: [...app.scopes].join(',') });
  };
}

/** The scope that reads, or writes, a kind of conversation: `groups:history` for private channels, and so on. */
export function scopeFor(channel: Channel, access: 'read' | 'history' | 'write'): string {
  return `${{ channel: 'channels', group: 'groups', im: 'im' }[channelType(channel)]}:${access}`;
}

/** Serves `/api/<method>`: the token, faults that a test has set, the method, Slack's envelope. */
export function createWebApi({ app, methods, faults }: { app: App; methods: Methods; faults: Faults }) {
  const scopes = [...app.scopes].join(',');

  const answer = (request: IncomingMessage, url: URL, body: string): Readonly<Record<string, unknown>> => {
    const type = request.headers['content-type'] ?? '';
    const args = readArguments(type, body, url.searchParams);
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? args.text('token');
    if (!token) throw new SlackError('not_authed');
    if (token !== app.token) throw new SlackError('invalid_auth');
    const method = methods[url.pathname.slice('/api/'.length)];
    if (!method) throw new SlackError('unknown_method', { req_method: url.pathname.slice('/api/'.length) });
    return method(args);
  };

  return (request: IncomingMessage, response: ServerResponse, url: URL, body: string): void => {
    const fault = faults.take(url.pathname.slice('/api/'.length));
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'reset') {
      request.socket.destroy();
      return;
    }
    if (fault?.kind === 'error') {
      const { retryAfterSeconds: wait } = fault;
      send(
        response,
        fault.status,
        { ok: false, error: fault.error },
        wait === undefined ? {} : { 'retry-after': `${wait}` },
      );
      return;
    }
    try {
      const answered = { ok: true, ...answer(request, url, body) };
      if (fault?.kind === 'lost') request.socket.destroy();
      else send(response, 200, answered, { 'x-oauth-scopes': scopes });
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      send(response, 200, { ok: false, error: error.code, ...error.extra }, { 'x-oauth-scopes': scopes });
    }
  };
}

export function send(
  response: ServerResponse,
  status: number,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
