import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** What goes wrong with one call of Slack's Web API. */
export type Mishap =
  /** Slack answers this, and does nothing. */
  | Readonly<{ kind: 'answer'; status: number; error: string; retryAfter?: number }>
  /** Slack does it, and the answer never arrives: the connection breaks, or hangs until the caller goes. */
  | Readonly<{ kind: 'done-but'; andThen: 'reset' | 'hang' }>
  /** Nothing arrives at Slack. */
  | Readonly<{ kind: 'reset' }>;
/** What is called, for which channel and thread (empty when it names none). */
export type Meddle = (call: Readonly<{ method: string; channel: string; thread: string }>) => Mishap | undefined;

/** Milliseconds that Slack takes before and after it does what it was asked. */
const takes = { before: 20, after: 30 };

/** Passes calls of the Web API on to the stand-in, unless something goes wrong. */
export function createMeddling(standInUrl: () => string) {
  const calls = new Map<string, number>();
  let how: Meddle | undefined;

  const ask = async (request: IncomingMessage, body: Buffer): Promise<Response> => {
    await pause(takes.before);
    const headers = Object.fromEntries(
      ['content-type', 'authorization'].flatMap((name) =>
        request.headers[name] === undefined ? [] : [[name, String(request.headers[name])]],
      ),
    );
    const path = (request.url ?? '').replace(/^\/api\//, '');
    const bodyless = request.method === 'GET';
    return fetch(standInUrl() + path, { method: request.method ?? 'POST', headers, ...(bodyless ? {} : { body }) });
  };

  return {
    calls,
    meddle: (next: Meddle | undefined) => {
      how = next;
    },
    pass: async (request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> => {
      const method = /^\/api\/([\w.]+)/.exec(request.url ?? '')?.[1] ?? '';
      const { channel, thread } = placeOf(body.toString());
      calls.set(`${method} ${channel}`, (calls.get(`${method} ${channel}`) ?? 0) + 1);
      const mishap = how?.({ method, channel, thread });
      if (mishap?.kind === 'reset') {
        request.socket.destroy();
        return;
      }
      if (mishap?.kind === 'answer') {
        const wait = mishap.retryAfter === undefined ? {} : { 'retry-after': String(mishap.retryAfter) };
        response.writeHead(mishap.status, { 'content-type': 'application/json', ...wait });
        response.end(JSON.stringify({ ok: false, error: mishap.error }));
        return;
      }
      const answer = await ask(request, body);
      const text = await answer.text();
      if (mishap?.andThen === 'reset') request.socket.destroy();
      if (mishap) return;
      await pause(takes.after);
      const scopes = answer.headers.get('x-oauth-scopes');
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'application/json',
        ...(scopes === null ? {} : { 'x-oauth-scopes': scopes }),
      });
      response.end(text);
    },
  };
}

/** Slack's client sends forms; JSON is understood too. */
function placeOf(body: string): { channel: string; thread: string } {
  const form = body.startsWith('{') ? new Map(Object.entries(JSON.parse(body))) : new URLSearchParams(body);
  return { channel: String(form.get('channel') ?? ''), thread: String(form.get('thread_ts') ?? '') };
}
