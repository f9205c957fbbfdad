import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SimulatedXdr } from './create-simulated-xdr.ts';

/** A listening simulation. `url` has no slash at its end. `close` cuts open connections, also hanging ones. */
export type ServedXdr = Readonly<{ url: string; close: () => Promise<void> }>;

/**
 * Serves the simulation over HTTP on loopback, all API families on one origin by path, so that
 * `XDR_VISIBILITY_URL=<url>` is all it takes (and `XDR_PRIVATE_INTEL_URL=<url>` for what the store alone knows). Port 0 (the default) takes a free one. Rejects if the port is taken.
 */
export async function serveSimulatedXdr({
  xdr,
  port = 0,
}: {
  xdr: Pick<SimulatedXdr, 'answer'>;
  port?: number;
}): Promise<ServedXdr> {
  const server = createServer((incoming, outgoing) => {
    // A body that breaks off: what was sent arrives, then the connection ends too early.
    answer(xdr, incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  xdr: Pick<SimulatedXdr, 'answer'>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const response = await xdr.answer(await requestOf(incoming, gone.signal));
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

async function requestOf(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const bodyless = incoming.method === 'GET' || incoming.method === 'HEAD';
  return new Request(`http://${incoming.headers.host ?? '127.0.0.1'}${incoming.url ?? '/'}`, {
    method: incoming.method ?? 'GET',
    headers,
    signal,
    ...(bodyless ? {} : { body: Buffer.concat(chunks) }),
  });
}
