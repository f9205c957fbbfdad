import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type OwnRequest = Readonly<{ path: string; authorization: string; body: string }>;
export type OwnAnswer = (request: OwnRequest, response: ServerResponse, nth: number) => void;

/** A server on loopback whose answers a test writes by hand; `seen` holds what came. */
export async function startOwnServer(answer: OwnAnswer): Promise<{
  url: string;
  seen: OwnRequest[];
  stop: () => Promise<void>;
}> {
  const seen: OwnRequest[] = [];
  const server = createServer(async (request, response) => {
    response.on('error', () => {});
    const read = {
      path: request.url ?? '',
      authorization: request.headers.authorization ?? '',
      body: await text(request),
    };
    seen.push(read);
    answer(read, response, seen.filter(({ path }) => path === read.path).length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const json = (
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

export const isToken = ({ path }: OwnRequest): boolean => path === '/iroh/oauth2/token';

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
