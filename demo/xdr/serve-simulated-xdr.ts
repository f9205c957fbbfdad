import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SimulatedXdr } from './create-simulated-xdr.ts';
import { GLOBAL_HOST } from './intel-routes.ts';

type Answering = Pick<SimulatedXdr, 'answer'>;

/**
 * A listening simulation. `url` has no slash at its end; `globalUrl` is that of the global store, whose paths are the
 * private one's. `close` cuts open connections, also hanging ones.
 */
export type ServedXdr = Readonly<{ url: string; globalUrl: string; close: () => Promise<void> }>;

/**
 * Serves the simulation over HTTP on loopback, all API families on one origin by path, so that
 * `XDR_VISIBILITY_URL=<url>` is all it takes (and `XDR_PRIVATE_INTEL_URL=<url>`, `XDR_GLOBAL_INTEL_URL=<globalUrl>` for
 * what the stores alone know). Port 0 (the default) takes a free one; the global store always does. Rejects if the port is
 * taken.
 */
export async function serveSimulatedXdr({ xdr, port = 0 }: { xdr: Answering; port?: number }): Promise<ServedXdr> {
  const servers = [await listening(xdr, port), await listening(xdr, 0, GLOBAL_HOST)] as const;
  const [url, globalUrl] = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const closed = (server: Server) =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: url!, globalUrl: globalUrl!, close: async () => void (await Promise.all(servers.map(closed))) };
}

async function listening(xdr: Answering, port: number, host?: string): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    // A body that breaks off: what was sent arrives, then the connection ends too early.
    answer(xdr, incoming, outgoing, host).catch(() => incoming.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

async function answer(
  xdr: Answering,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  host: string | undefined,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const response = await xdr.answer(await requestOf(incoming, gone.signal, host));
  if (response.type === 'error') {
    incoming.socket.resetAndDestroy();
    return;
  }
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.headers.has('content-length')) {
    outgoing.end(Buffer.from(await response.arrayBuffer()));
    return;
  }
  // Written piece by piece, each on the wire before the next: a slow, huge or broken body must be so there too.
  for await (const chunk of response.body ?? []) {
    if (outgoing.destroyed) return;
    await new Promise<void>((resolve) => {
      outgoing.once('close', resolve);
      outgoing.write(chunk, () => {
        outgoing.off('close', resolve);
        resolve();
      });
    });
  }
  outgoing.end();
}

async function requestOf(
  incoming: IncomingMessage,
  signal: AbortSignal,
  host = incoming.headers.host ?? '127.0.0.1',
): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const bodyless = incoming.method === 'GET' || incoming.method === 'HEAD';
  return new Request(`http://${host}${incoming.url ?? '/'}`, {
    method: incoming.method ?? 'GET',
    headers,
    signal,
    ...(bodyless ? {} : { body: Buffer.concat(chunks) }),
  });
}
