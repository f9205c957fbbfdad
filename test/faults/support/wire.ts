import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { acceptSocket, type SocketPeer } from '../../support/slack-socket-peer.ts';
import { createDeliver, type Deliver } from './deliver.ts';
import { createMeddling, type Meddle } from './meddle.ts';

/** The wire between Slack and the replicas: a load balancer inwards, a place for things to go wrong outwards. */
export type Wire = Readonly<{
  /** Where Slack delivers. */
  eventsUrl: string;
  /** For SLACK_API_URL. */
  apiUrl: string;
  deliver: Deliver;
  /** Decides what becomes of each call of the Web API; nothing goes wrong by default. */
  meddle: (how: Meddle | undefined) => void;
  /** Is told each body that goes to Slack from now on: calls of the Web API, and answers to what Slack delivers. */
  overhear: (told: ((body: string) => void) | undefined) => void;
  /** Calls of the Web API so far, by method and channel: `chat.postMessage C1`. */
  calls: ReadonlyMap<string, number>;
  close: () => Promise<void>;
}>;

export type WireParts = Readonly<{
  /** The Web API of the stand-in, asked at each call. */
  standInUrl: () => string;
  /** A delivery with this body was answered 2xx. */
  onAcknowledged: (body: string) => void;
  /** A delivery was answered otherwise, or not at all. */
  onRefused: () => void;
}>;

export async function startWire({ standInUrl, ...told }: WireParts): Promise<Wire> {
  const peers: SocketPeer[] = [];
  const deliver = createDeliver({ peers, ...told });
  const meddling = createMeddling(standInUrl);
  let url = '';
  let overheard: ((body: string) => void) | undefined;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const path = request.url ?? '/';
    if (path.startsWith('/slack/events')) {
      const answer = await deliver.take(request.headers, body.toString());
      overheard?.(answer.body ?? '');
      response.writeHead(answer.status, answer.contentType ? { 'content-type': answer.contentType } : {});
      response.end(answer.body);
    } else if (path.startsWith('/api/apps.connections.open')) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: true, url: `${url.replace('http', 'ws')}/socket` }));
    } else {
      overheard?.(body.toString());
      await meddling.pass(request, response, body);
    }
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.on('upgrade', (request, socket) => peers.push(acceptSocket(request, socket)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    eventsUrl: `${url}/slack/events`,
    apiUrl: `${url}/api/`,
    deliver,
    meddle: meddling.meddle,
    overhear: (told) => {
      overheard = told;
    },
    calls: meddling.calls,
    close: () =>
      new Promise((resolve) => {
        for (const peer of peers) peer.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
