import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { Log } from './log.ts';

/** A request as a value. `body` is raw, at most 1 MiB (larger ones are answered 413 before a handler runs). */
export type WebRequest = Readonly<{ headers: IncomingHttpHeaders; body: Buffer; url: URL; remoteAddress: string }>;
export type WebAnswer = Readonly<{
  status: number;
  contentType?: string;
  body?: string | Buffer;
  headers?: Readonly<Record<string, string>>;
}>;
export type WebHandler = (request: WebRequest) => Promise<WebAnswer>;
/** Puts a handler behind a method and an exact path: `route('POST', '/slack/events', …)`. */
export type Route = (method: 'GET' | 'POST', path: string, handler: WebHandler) => void;

export type Listener = Readonly<{
  route: Route;
  /** Resolves with the port. */
  listen: (port: number, host: string) => Promise<number>;
  /** Takes no new connections, lets requests under way end. */
  close: () => Promise<void>;
}>;

const largestBody = 1024 * 1024;

/** The one HTTP server of the bot: bounded bodies, exact paths, one place that catches. */
export function createListener({ log }: { log: Log }): Listener {
  const handlers = new Map<string, WebHandler>();
  const server: Server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 30_000 }, (request, response) => {
    serve(request).then(
      (answer) => {
        const body = answer.body ?? '';
        response.writeHead(answer.status, {
          'content-type': answer.contentType ?? 'text/plain; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          ...answer.headers,
        });
        response.end(body);
      },
      (error: unknown) => {
        if (response.destroyed) return;
        log.error(
          { path: pathOf(request), error: error instanceof Error ? error.message : 'unknown' },
          'request failed',
        );
        if (!response.headersSent) response.writeHead(500, { 'content-length': 0 });
        response.end();
      },
    );
  });

  const serve = async (request: IncomingMessage): Promise<WebAnswer> => {
    const path = pathOf(request);
    const handler = handlers.get(`${request.method} ${path}`);
    if (!handler) return { status: 404 };
    const body = await readBody(request);
    if (!body) return { status: 413, headers: { connection: 'close' } };
    const url = new URL(request.url ?? '/', 'http://localhost');
    return handler({ headers: request.headers, body, url, remoteAddress: request.socket.remoteAddress ?? '' });
  };

  return {
    route: (method, path, handler) => handlers.set(`${method} ${path}`, handler),
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          const address = server.address();
          resolve(typeof address === 'object' && address ? address.port : port);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?', 1)[0] ?? '/';

/** The whole body, or undefined when it is over the bound (what follows is not read). */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > largestBody) return resolve(undefined);
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > largestBody) {
        request.pause();
        return resolve(undefined);
      }
      chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('aborted', () => reject(new Error('the sender went away')));
  });
}
