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
/** Parts in which a body may arrive. Each costs some 350 bytes besides its own: a megabyte byte by byte would be 350 MB. */
const mostParts = 8_192;
/** Bytes of bodies on their way in, all senders together: nobody is known before his body is read. */
const mostUnread = 32 * largestBody;
/** Milliseconds for a request to come in whole (a platform's waits 3 s at most), and between looks at the clock. */
const comeIn = { requestTimeout: 10_000, headersTimeout: 10_000, connectionsCheckingInterval: 2_000 };

/** The one HTTP server of the bot: bounded bodies, exact paths, one place that catches. */
export function createListener({ log }: { log: Log }): Listener {
  const handlers = new Map<string, WebHandler>();
  const readBody = createReadBody();
  let closing = false;
  const server: Server = createServer({ keepAliveTimeout: 65_000, ...comeIn }, (request, response) => {
    serve(request).then(
      (answer) => {
        const body = answer.body ?? '';
        response.writeHead(answer.status, {
          'content-type': answer.contentType ?? 'text/plain; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          // A load balancer that goes on asking on the connection it has would keep the listener from ever closing.
          ...(closing ? { connection: 'close' } : {}),
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
    if (typeof body === 'string') return { status: refusals[body], headers: { connection: 'close' } };
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
        closing = true;
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?', 1)[0] ?? '/';

const refusals = { 'too-large': 413, busy: 503 } as const;

/** Reads whole bodies, or says why it does not (what follows is not read). */
function createReadBody(): (request: IncomingMessage) => Promise<Buffer | keyof typeof refusals> {
  let unread = 0;
  return (request) => {
    const chunks: Buffer[] = [];
    let size = 0;
    return new Promise<Buffer | keyof typeof refusals>((resolve, reject) => {
      const refuse = (why: keyof typeof refusals) => {
        request.pause();
        resolve(why);
      };
      if (Number(request.headers['content-length'] ?? 0) > largestBody) return resolve('too-large');
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        unread += chunk.length;
        if (size > largestBody || chunks.push(chunk) > mostParts) return refuse('too-large');
        if (unread > mostUnread) refuse('busy');
      });
      request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
      request.on('error', reject);
      request.on('aborted', () => reject(new Error('the sender went away')));
    }).finally(() => {
      unread -= size;
      size = 0;
      request.removeAllListeners('data');
    });
  };
}
